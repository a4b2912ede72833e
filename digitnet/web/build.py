"""The web page: one HTML file that reads digits and numbers, without a server or a network.

Everything is put into the file: styles, scripts, sentences, and the network's weights as float16 in
base64. Nothing is fetched, and the page's content security policy lets nothing else run.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache

import numpy as np

from digitnet import paths
from digitnet.drawing import cuts, exits, mnist_format, raster, segment
from digitnet.errors import DigitnetError
from digitnet.network import division, number_reader
from digitnet.network.calibration import Calibration
from digitnet.network.folding import Convolution, FoldedNetwork, MaxPooling
from digitnet.texts import errors
from digitnet.texts.language import NAMES

MAX_BYTES = 1_000_000
"""Largest page: small enough for an e-mail or a slow connection."""

FOLDER = paths.WEB

SCRIPTS = (
    "raster.js",
    "mnist_format.js",
    "network.js",
    "prediction.js",
    "cuts.js",
    "segment.js",
    "division.js",
    "number_reader.js",
    "sheet.js",
    "brackets.js",
    "words.js",
    "parts.js",
    "answer.js",
    "page.js",
)
"""In the order they run, each building on those before."""

STYLES = ("style.css", "layout.css", "number.css")

_RULES = (
    "SIDE", "BOX", "PEN", "MASS_CENTRE", "INK_WIDTH", "TAP", "TAP_PEN", "TAP_MOST", "TAP_DISTANCE",
    "FAR", "FAR_EXTENT", "DOT_HEIGHT", "DOT_SIDE",
)  # fmt: skip
_RASTER_RULES = ("CELL", "DENSE")
_NUMBER_RULES = {
    "cuts": (cuts, ("MIN_WIDTH", "MOST_OVERLAP", "MIN_HEIGHT", "STEP", "LEVEL", "MOST_CUTS")),
    "exits": (
        exits,
        ("WIDEST_STEM", "LONGEST_STEM", "WIDEST", "HIGHEST", "STEEPEST_RUN", "BACK"),
    ),
    "segment": (
        segment,
        ("MOST_UNITS", "MOST_POINTS", "MOST_PER_DIGIT", "WIDEST", "TOGETHER", "WIDEST_GAP"),
    ),
    "division": (division, ("LOWEST",)),
    "number": (number_reader, ("ACCEPTED", "CLEARLY_ONE")),
}


class PageError(DigitnetError, ValueError):
    """A page cannot be made from a network."""


def build_page(network: FoldedNetwork, calibration: Calibration, version: str) -> str:
    """Return the page as HTML, to be written as UTF-8.

    Args:
        network: what reads the digits.
        calibration: of this network.
        version: of the model, to be shown.

    Raises:
        PageError: if a weight is beyond float16, or the page would be larger than ``MAX_BYTES``.
    """
    languages = read_languages()
    style = "".join((FOLDER / name).read_text(encoding="utf-8") for name in STYLES)
    script = _script()
    page = _filled(
        (FOLDER / "page.html").read_text(encoding="utf-8"),
        {
            "policy": _policy(style, script),
            "style": style,
            "needs": "".join(
                f'<p lang="{code}">{html.escape(sentences["needs"])}</p>'
                for code, sentences in languages.items()
            ),
            "version": html.escape(version),
            "model": _data(
                {
                    "layers": _layers(network),
                    "calibration": asdict(calibration),
                    "division": json.loads(division.WEIGHTS_FILE.read_text(encoding="utf-8")),
                }
            ),
            "languages": _data(languages),
            "weights": base64.b64encode(_weights(network, version)).decode(),
            "script": script,
        },
    )
    if (size := len(page.encode())) > MAX_BYTES:
        limit = MAX_BYTES / 1e6
        raise PageError(errors.PAGE_TOO_LARGE, version=version, size=size / 1e6, limit=limit)
    return page


@lru_cache(maxsize=1)
def read_languages() -> Mapping[str, Mapping[str, str]]:
    """Return the page's sentences by language code, English first.

    They are in the files ``languages/CODE.json``.
    """
    folder = FOLDER / "languages"
    return {
        code: json.loads((folder / f"{code}.json").read_text(encoding="utf-8")) for code in NAMES
    }


def _script() -> str:
    rules: dict[str, object] = {name: getattr(mnist_format, name) for name in _RULES}
    rules |= {name: getattr(raster, name) for name in _RASTER_RULES}
    for group, (module, names) in _NUMBER_RULES.items():
        rules[group] = {name: getattr(module, name) for name in names}
    parts = [(FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return "\n".join(['"use strict";', f"const RULES = {json.dumps(rules)};", *parts])


def _layers(network: FoldedNetwork) -> list[dict[str, object]]:
    described: list[dict[str, object]] = []
    for layer in network.layers:
        if isinstance(layer, MaxPooling):
            described.append({"kind": "pooling"})
        elif isinstance(layer, Convolution):
            described.append(
                {
                    "kind": "convolution",
                    "kernel": layer.kernel.shape,
                    "strides": layer.strides,
                }
            )
        else:
            described.append({"kind": "dense", "kernel": layer.kernel.shape})
    return described


def _weights(network: FoldedNetwork, version: str) -> bytes:
    """Each layer's kernel and bias as float16, lowest byte first."""
    arrays = [
        array.ravel()
        for layer in network.layers
        if not isinstance(layer, MaxPooling)
        for array in (layer.kernel, layer.bias)
    ]
    with np.errstate(over="ignore"):
        weights = np.concatenate(arrays).astype("<f2")
    if not np.isfinite(weights).all():
        raise PageError(errors.PAGE_WEIGHTS, version=version)
    return weights.tobytes()


def _policy(style: str, script: str) -> str:
    """Only the page's own style and script, and pictures within it; nothing from anywhere."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _data(value: object) -> str:
    """JSON that may stand in a script element: nothing in it can end that."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _filled(template: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)
