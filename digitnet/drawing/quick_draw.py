"""Drawings in the format of Quick, Draw!: newline-delimited JSON, one drawing a line.

A stroke is a list of its points' x, one of their y and, in the raw files, one of their times::

    {"word": "seven", "drawing": [[[x, x, ...], [y, y, ...], [t, t, ...]], ...]}

Described at https://github.com/googlecreativelab/quickdraw-dataset.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.texts import errors

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
"""The words for the digits, by digit."""


def is_quick_draw(value: object) -> bool:
    """Whether a line's JSON has this form rather than digitnet's own."""
    return isinstance(value, Mapping) and "drawing" in value and "strokes" not in value


def from_quick_draw(value: Mapping[str, Any]) -> tuple[Drawing, int | str | None]:
    """Return a line's drawing, and its digit, or the digits of a number, if its word is one.

    Raises:
        DrawingError: if it has another form.
    """
    strokes = value["drawing"]
    if not isinstance(strokes, list):
        raise DrawingError(errors.QUICK_DRAW_DRAWING)
    points = []
    for stroke in strokes:
        if not isinstance(stroke, list) or len(stroke) < 2:
            raise DrawingError(errors.QUICK_DRAW_STROKE)
        x, y = stroke[:2]
        if not isinstance(x, list) or not isinstance(y, list) or len(x) != len(y):
            raise DrawingError(errors.QUICK_DRAW_LENGTHS)
        points.append([list(point) for point in zip(x, y, strict=True)])
    return Drawing.from_strokes(points, value.get("pen_width")), _digit(value.get("word"))


def to_quick_draw(drawing: Drawing, label: int | str | None) -> dict[str, Any]:
    """Return a drawing in this form; the pen's width is kept under a name of digitnet's own."""
    value: dict[str, Any] = {
        "word": "" if label is None else label if isinstance(label, str) else WORDS[label],
        "drawing": [stroke.T.tolist() for stroke in drawing.strokes],
    }
    return value if drawing.pen_width is None else value | {"pen_width": drawing.pen_width}


def _digit(word: object) -> int | str | None:
    """The digit that a word names, as "seven" or "7", or a number, as "2015"; else None."""
    if not isinstance(word, str):
        return None
    if word in WORDS:
        return WORDS.index(word)
    if not (word.isascii() and word.isdigit()):
        return None
    return int(word) if len(word) == 1 else word
