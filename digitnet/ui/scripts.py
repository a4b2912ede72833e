"""The scripts of the pages' components, as files that browsers load once.

Streamlit sends a component's script again with all new data. A long script is therefore a file of
its own, with an address that changes with its content, and the component only loads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from digitnet import paths

FOLDER = "script"
"""The folder of the files, beside the pages; ``static/load.js`` names it, too."""

LONG = 2000
"""Characters; a longer script is a file of its own. To load one costs a request."""


@dataclass(frozen=True)
class Script:
    """One component's script: files of ``static/``, joined in this order.

    A JSON file becomes a constant: ``samples.json`` is ``SAMPLES``.
    """

    name: str
    parts: tuple[str, ...]

    @cached_property
    def content(self) -> str:
        """The whole script."""
        return "\n".join(_part(name) for name in self.parts)

    @cached_property
    def file(self) -> str:
        """The name of its file, which no other content has."""
        digest = hashlib.sha256(self.content.encode()).hexdigest()
        return f"{self.name}-{digest[:12]}.js"

    @property
    def is_long(self) -> bool:
        """Whether it is a file of its own."""
        return len(self.content) > LONG

    @cached_property
    def inline(self) -> str:
        """What the component is given: the script, or what loads it."""
        if not self.is_long:
            return self.content
        return f"const FILE = {json.dumps(self.file)};\n{source('load.js')}"


def source(name: str) -> str:
    """Return a file of ``static/``."""
    return (paths.STATIC / name).read_text(encoding="utf-8")


def _part(name: str) -> str:
    text = source(name)
    if name.endswith(".json"):
        return f"const {name.removesuffix('.json').upper()} = {text.strip()};"
    return text


SCRIPTS: Mapping[str, Script] = {
    name: Script(name, parts)
    for name, parts in {
        "copy": ("copy.js",),
        "digit_map": ("inside-map.js",),
        "gallery": ("gallery.js",),
        "ink": (
            "canvas.js",
            "drawing.js",
            "pen.js",
            "cursor.js",
            "brackets.js",
            "samples.json",
            "sample.js",
            "keys.js",
            "messages.js",
            "ink.js",
        ),
        "inside": (
            "inside-pictures.js",
            "inside-way.js",
            "inside-lens.js",
            "inside-more.js",
            "inside-scenes.js",
            "inside-tour.js",
            "inside.js",
        ),
        "language": ("language.js",),
        "learning": ("inside-pictures.js", "learning.js"),
        "lessons": ("lessons.js",),
        "matrix": ("matrix.js",),
        "pages": ("pages.js",),
        "panel": ("number.js", "panel.js"),
        "picture_boxes": ("picture-drag.js", "picture-boxes.js"),
        "picture_input": ("picture-file.js", "picture-camera.js", "picture-input.js"),
        "training": ("training.js",),
    }.items()
}
