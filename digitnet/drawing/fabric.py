"""Fabric.js paths to points: the geometry of a stroke as the canvas's library stores it.

A freehand stroke is ``{"type": "Path", "path": [["M", x, y], ["Q", cx, cy, x, y], ...,
["L", x, y]], "left": ..., ...}``. The numbers in ``path`` are canvas coordinates as drawn;
``left``, ``top``, ``scaleX``, ``scaleY``, ``angle``, ``skewX``, ``skewY``, ``flipX`` and ``flipY``
say where the object stands now (Fabric.js 7, ``FabricObject.calcTransformMatrix`` and
``Path.setBoundingBox``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

CURVE_STEPS = 4
"""Straight pieces a curve is cut into: the canvas curves only between neighbouring pointer
positions, so four stay within a tenth of a pixel."""

_COORDINATES = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
_ORIGIN = {"left": 0.5, "center": 0.0, "right": -0.5, "top": 0.5, "bottom": -0.5}


class FabricError(ValueError):
    """A Fabric.js object that cannot be read."""


def path_points(item: Mapping[str, Any]) -> np.ndarray:
    """Return the points of a path object where it stands on the canvas, float64 (n, 2).

    Raises:
        FabricError: if the path or its place on the canvas is broken.
    """
    points = _flatten(item.get("path"))
    if not len(points) or ("left" not in item and "top" not in item):
        return points
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    matrix = _matrix(item)
    # For an object that was never touched this moves every point by less than rounding.
    return (points - middle) @ matrix.T + _centre(item, high - low)


def _flatten(path: object) -> np.ndarray:
    if not isinstance(path, (list, tuple)):
        raise FabricError("its path is missing")
    steps = np.arange(1, CURVE_STEPS + 1)[:, None] / CURVE_STEPS
    pieces: list[np.ndarray] = []
    for command in path:
        if not isinstance(command, (list, tuple)) or not command:
            raise FabricError("its path is damaged")
        name, numbers = command[0], command[1:]
        if not isinstance(name, str) or _COORDINATES.get(name) != len(numbers):
            raise FabricError("its path has an unknown command")
        if name == "Z":
            if pieces:
                pieces.append(pieces[0][:1])
            continue
        ends = np.array([_number(number) for number in numbers]).reshape(-1, 2)
        start = pieces[-1][-1] if pieces else ends[0]
        if name == "Q":
            control, end = ends
            pieces.append(
                (1 - steps) ** 2 * start + 2 * steps * (1 - steps) * control + steps**2 * end
            )
        elif name == "C":
            first, second, end = ends
            rest = 1 - steps
            pieces.append(
                rest**3 * start
                + 3 * rest**2 * steps * first
                + 3 * rest * steps**2 * second
                + steps**3 * end
            )
        else:
            pieces.append(ends)
    return np.concatenate(pieces) if pieces else np.empty((0, 2))


def _matrix(item: Mapping[str, Any]) -> np.ndarray:
    """Scale, then skew, then turn, as Fabric.js composes them; (2, 2)."""
    skew_x = np.array([[1.0, math.tan(math.radians(_field(item, "skewX", 0.0)))], [0.0, 1.0]])
    skew_y = np.array([[1.0, 0.0], [math.tan(math.radians(_field(item, "skewY", 0.0))), 1.0]])
    flip_x = -1.0 if item.get("flipX") is True else 1.0
    flip_y = -1.0 if item.get("flipY") is True else 1.0
    scale = np.diag([flip_x * _field(item, "scaleX", 1.0), flip_y * _field(item, "scaleY", 1.0)])
    return _turn(item) @ scale @ skew_x @ skew_y


def _centre(item: Mapping[str, Any], size: np.ndarray) -> np.ndarray:
    """Where the middle of the object stands; ``left`` and ``top`` may mean a corner."""
    anchor = np.array([_field(item, "left", 0.0), _field(item, "top", 0.0)])
    offset = np.array(
        [
            _ORIGIN.get(str(item.get("originX", "left")), 0.5),
            _ORIGIN.get(str(item.get("originY", "top")), 0.5),
        ]
    )
    if not offset.any():
        return anchor
    # A corner is one of the box around the ink, pen included, before it is turned.
    scale = np.array([abs(_field(item, "scaleX", 1.0)), abs(_field(item, "scaleY", 1.0))])
    outer = (size + _field(item, "strokeWidth", 0.0)) * scale
    return anchor + _turn(item) @ (offset * outer)


def _turn(item: Mapping[str, Any]) -> np.ndarray:
    angle = math.radians(_field(item, "angle", 0.0))
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def _field(item: Mapping[str, Any], name: str, default: float) -> float:
    value = item.get(name, default)
    return default if value is None else _number(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FabricError("it holds something that is not a number")
    try:
        number = float(value)
    except OverflowError as error:
        raise FabricError("it holds a number without end") from error
    if not math.isfinite(number):
        raise FabricError("it holds a number without end")
    return number
