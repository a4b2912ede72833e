"""A drawing: the strokes of one picture, checked when it is made.

The way of a drawing goes on in ``drawing.mnist_format``, ``network.predictor`` and ``ui.answer``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from digitnet.drawing.canvas import read_canvas
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.limits import MAX_COORDINATE, MAX_POINTS, MAX_STROKES
from digitnet.texts import errors


@dataclass(frozen=True, eq=False)
class Drawing:
    """The strokes of one picture.

    Attributes:
        strokes: one float64 array of shape (n, 2) a stroke, n >= 1, in drawing order;
            columns x and y, y pointing down, in canvas pixels or any other unit.
        pen_width: the width of the pen in the same unit, or None where it is unknown.
    """

    strokes: tuple[np.ndarray, ...]
    pen_width: float | None = None

    @classmethod
    def from_strokes(
        cls,
        strokes: Iterable[Sequence[Sequence[float]] | np.ndarray],
        pen_width: float | None = None,
    ) -> Drawing:
        """Make a drawing from lists of (x, y) points; strokes without points are left out.

        Raises:
            DrawingError: if a point is not two finite numbers, if there are more than
                ``MAX_POINTS`` of them or more than ``MAX_STROKES`` strokes, empty ones included,
                or if the pen width is not a positive number.
        """
        if isinstance(strokes, (str, bytes, Mapping)) or not isinstance(strokes, Iterable):
            raise DrawingError(errors.DRAWING_STROKES)
        arrays = []
        total = 0
        for number, stroke in enumerate(strokes, 1):
            if number > MAX_STROKES:
                raise DrawingError(errors.DRAWING_TOO_MANY_STROKES, limit=MAX_STROKES)
            array = _points(stroke)
            total += len(array)
            if total > MAX_POINTS:
                raise DrawingError(errors.DRAWING_TOO_MANY_POINTS, limit=MAX_POINTS)
            if len(array):
                array.setflags(write=False)
                arrays.append(array)
        return cls(tuple(arrays), _pen_width(pen_width))

    @classmethod
    def from_canvas(cls, json_data: Mapping[str, Any] | None) -> Drawing:
        """Read what streamlit-drawable-canvas returns as ``json_data``.

        Freehand strokes are Fabric.js objects of type "Path"; objects moved, scaled or turned
        with the canvas's own Edit tool are read where they now stand. Objects of any other type
        (text, rectangles) hold no strokes and are ignored. ``None``, which the canvas returns
        before it is mounted, is an empty drawing.

        Raises:
            DrawingError: if the data is not a canvas's or a stroke in it is broken.
        """
        if json_data is None:
            return cls(())
        canvas = read_canvas(json_data)
        return cls.from_strokes(canvas.strokes, canvas.pen_width)

    @classmethod
    def from_json(cls, value: object) -> Drawing:
        """Read ``{"strokes": [[[x, y], ...], ...], "pen_width": 20}``; other keys are ignored.

        Raises:
            DrawingError: if the value has another form.
        """
        if not isinstance(value, Mapping) or "strokes" not in value:
            raise DrawingError(errors.DRAWING_JSON)
        return cls.from_strokes(value["strokes"], value.get("pen_width"))

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink at all."""
        return not self.strokes


def _points(stroke: object) -> np.ndarray:
    if isinstance(stroke, (str, bytes, Mapping)) or not isinstance(stroke, (Sequence, np.ndarray)):
        raise DrawingError(errors.DRAWING_STROKE)
    if len(stroke) == 0:
        return np.empty((0, 2))
    if len(stroke) > MAX_POINTS:
        raise DrawingError(errors.DRAWING_TOO_MANY_POINTS, limit=MAX_POINTS)
    try:
        raw = np.asarray(stroke)
        numeric = raw.dtype.kind in "iuf" and raw.ndim == 2 and raw.shape[1] == 2
        array = np.array(raw, dtype=np.float64) if numeric else None
    except (ValueError, TypeError, OverflowError) as error:
        raise DrawingError(errors.DRAWING_POINT) from error
    if array is None:
        raise DrawingError(errors.DRAWING_POINT)
    # The comparison is False for NaN as well.
    if not (np.abs(array) <= MAX_COORDINATE).all():
        raise DrawingError(errors.DRAWING_OUTSIDE)
    return array


def _pen_width(value: object) -> float | None:
    if value is None:
        return None
    if not _is_number(value) or not 0 < value <= MAX_COORDINATE:
        raise DrawingError(errors.DRAWING_PEN)
    return float(value)


def _is_number(value: object) -> TypeGuard[float]:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        return False
    try:
        return math.isfinite(value)
    except (OverflowError, TypeError):
        return False
