"""Writing drawings to files, as digitnet's JSON lines or in the format of Quick, Draw!."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any

from digitnet.drawing.files import LabelledDrawing
from digitnet.drawing.quick_draw import to_quick_draw

JSON_LINES = "jsonl"
QUICK_DRAW = "ndjson"
FORMATS = (JSON_LINES, QUICK_DRAW)


def format_of(name: str) -> str | None:
    """Return the format of a file with this name; None if it is none of ``FORMATS``."""
    suffix = name.lower().removesuffix(".gz").rpartition(".")[2]
    return suffix if suffix in FORMATS else None


def to_bytes(items: Iterable[LabelledDrawing], name: str) -> bytes:
    """Return the content of a file of drawings with this name, gzipped if it ends with .gz.

    Raises:
        ValueError: if the name ends with none of ``FORMATS``.
    """
    format = format_of(name)
    if format is None:
        raise ValueError(f"A file of drawings ends with .{JSON_LINES} or .{QUICK_DRAW}.")
    content = "".join(to_line(item, format) + "\n" for item in items).encode()
    # Without a time in it, the same drawings give the same file.
    return gzip.compress(content, mtime=0) if name.lower().endswith(".gz") else content


def to_line(item: LabelledDrawing, format: str = JSON_LINES) -> str:
    """Return one drawing as a line of JSON, without a line break."""
    drawing = item.drawing
    if format == QUICK_DRAW:
        value = to_quick_draw(drawing, item.label if item.number is None else item.number)
    else:
        label = item.label if item.number is None else item.number
        value = {"strokes": [stroke.tolist() for stroke in drawing.strokes]}
        known: dict[str, Any] = {"label": label, "pen_width": drawing.pen_width}
        value = {key: entry for key, entry in known.items() if entry is not None} | value
    if item.writer is not None:
        value["writer"] = item.writer
    return json.dumps(value)
