"""The canvas's inner form, known to this module alone: what it reports, and what live ink sends.

streamlit-drawable-canvas keeps ``{"drawing": {"raw": {"objects": [...]}}}`` in the session. A
freehand stroke is a Fabric.js object ``{"type": "Path", "path": [["M", x, y], ["Q", cx, cy, x, y],
..., ["L", x, y]], "left": ..., ...}``. The numbers in ``path`` are canvas coordinates as drawn;
``left``, ``top``, ``scaleX``, ``scaleY``, ``angle``, ``skewX``, ``skewY``, ``flipX`` and ``flipY``
say where the object stands now (Fabric.js 7, ``FabricObject.calcTransformMatrix`` and
``Path.setBoundingBox``).

Live ink (``ui/static/ink.js``) sends the whole drawing each time, the stroke in progress included:
``{"number": 3, "strokes": [{"points": [x, y, x, y, ...], "width": 40}, ...], "down": true}``. So a
lost message does no harm, and nothing has to be put together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from digitnet.drawing.errors import CanvasError
from digitnet.drawing.limits import MAX_COORDINATE, MAX_POINTS, MAX_STROKES
from digitnet.texts import errors

SIDE = 800
"""Side of the canvas, in its own units. The style sheet shows it as large as fits, so that turning
a phone changes nothing about the drawing, and lines are sharp on sharp screens."""

CURVE_STEPS = 4
"""Straight pieces a curve is cut into: the canvas curves only between neighbouring pointer
positions, so four stay within a tenth of a pixel."""

_STEPS = np.arange(1, CURVE_STEPS + 1)[:, None] / CURVE_STEPS
_COORDINATES = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
_ORIGIN = {"left": 0.5, "center": 0.0, "right": -0.5, "top": 0.5, "bottom": -0.5}


@dataclass(frozen=True, eq=False)
class CanvasStrokes:
    """What is drawn on the canvas.

    Attributes:
        strokes: float64 arrays of shape (n, 2), in drawing order; columns x and y, in canvas units.
        pen_width: the widest pen's, in canvas units, or None where it is unknown.
    """

    strokes: tuple[np.ndarray, ...]
    pen_width: float | None


@dataclass(frozen=True, eq=False)
class LiveInk(CanvasStrokes):
    """One message of live ink.

    Attributes:
        number: grows from message to message; the answer carries the same.
        down: whether the pen is still down, on the last stroke.
    """

    number: int
    down: bool


# What the component keeps in the session.


def state(objects: list[Any]) -> dict[str, Any]:
    """Return what the session holds once the canvas has reported these objects."""
    return {"drawing": {"raw": {"objects": objects}, "data": None}, "backgroundFit": None}


def reported(canvas_state: object) -> list[Any] | None:
    """Return the objects that the canvas reported last, or None if it has not reported yet."""
    drawing = canvas_state.get("drawing") if isinstance(canvas_state, Mapping) else None
    raw = drawing.get("raw") if isinstance(drawing, Mapping) else None
    # Until then the component repeats the sheet that it was given.
    if not isinstance(raw, Mapping) or "sheet" in raw:
        return None
    objects = raw.get("objects")
    return list(objects) if isinstance(objects, (list, tuple)) else []


def sheet(objects: list[Any], number: int) -> dict[str, Any]:
    """Return a sheet to lay on the canvas, which draws it whenever its number is a new one."""
    return {"objects": objects, "sheet": number}


# What is drawn.


def read_canvas(json_data: object) -> CanvasStrokes:
    """Read the canvas's ``json_data``; objects other than freehand strokes are ignored.

    Raises:
        CanvasError: if it is not a canvas's, larger than the limits, or a stroke in it is broken.
    """
    objects = json_data.get("objects") if isinstance(json_data, Mapping) else ()
    if objects is None:
        objects = ()
    if not isinstance(json_data, Mapping) or not isinstance(objects, (list, tuple)):
        raise CanvasError(errors.CANVAS_DATA)
    if len(objects) > MAX_STROKES:
        raise CanvasError(errors.DRAWING_TOO_MANY_STROKES, limit=MAX_STROKES)
    paths = [item for item in objects if _is_path(item)]
    commands = (item.get("path") for item in paths)
    if sum(len(path) for path in commands if isinstance(path, (list, tuple))) > MAX_POINTS:
        raise CanvasError(errors.DRAWING_TOO_MANY_POINTS, limit=MAX_POINTS)
    widths = [item.get("strokeWidth") for item in paths]
    return CanvasStrokes(tuple(map(path_points, paths)), _widest(widths))


def read_live_ink(message: object) -> LiveInk | None:
    """Read what live ink sent; None before it sent anything.

    Raises:
        CanvasError: if it has another form or is larger than the limits.
    """
    if message is None:
        return None
    strokes = message.get("strokes") if isinstance(message, Mapping) else None
    if not isinstance(message, Mapping) or not isinstance(strokes, (list, tuple)):
        raise CanvasError(errors.CANVAS_DATA)
    number = message.get("number")
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise CanvasError(errors.CANVAS_DATA)
    if len(strokes) > MAX_STROKES:
        raise CanvasError(errors.DRAWING_TOO_MANY_STROKES, limit=MAX_STROKES)
    if not all(isinstance(stroke, Mapping) for stroke in strokes):
        raise CanvasError(errors.CANVAS_DATA)
    lists = [stroke.get("points") for stroke in strokes]
    if not all(isinstance(points, (list, tuple)) for points in lists):
        raise CanvasError(errors.CANVAS_DATA)
    if sum(map(len, lists)) > 2 * MAX_POINTS:
        raise CanvasError(errors.DRAWING_TOO_MANY_POINTS, limit=MAX_POINTS)
    widths = [stroke.get("width") for stroke in strokes]
    return LiveInk(
        strokes=tuple(
            smooth(_pairs(points), _widest([width]) or 0.0)
            for points, width in zip(lists, widths, strict=True)
        ),
        pen_width=_widest(widths),
        number=number,
        down=message.get("down") is True,
    )


def smooth(points: np.ndarray, pen_width: float) -> np.ndarray:
    """Return the curve that the canvas draws through pointer positions, float64 (m, 2).

    As in Fabric.js (``PencilBrush.convertPointsToSVGPath``), it runs through the middles between
    neighbouring positions, so a stroke reads the same before and after the canvas reported it.

    Args:
        points: float64 (n, 2), n >= 1.
        pen_width: in the same unit; a tap becomes a line of two thousandths of it.
    """
    if len(points) == 1:
        hair = np.array([[pen_width / 1000, 0.0]])
        points = np.concatenate([points - hair, points + hair])
    middles = (points[:-1] + points[1:]) / 2
    starts = np.concatenate([points[:1], middles[:-1]])
    return np.concatenate([points[:1], _curves(starts, points[:-1], middles), points[-1:]])


def path_points(item: Mapping[str, Any]) -> np.ndarray:
    """Return the points of a path object where it stands on the canvas, float64 (n, 2).

    Raises:
        CanvasError: if the path or its place on the canvas is broken.
    """
    # A huge matrix gives infinite points, which no drawing takes.
    with np.errstate(over="ignore", invalid="ignore"):
        points = _flatten(item.get("path"))
        if not len(points) or ("left" not in item and "top" not in item):
            return points
        low, high = points.min(axis=0), points.max(axis=0)
        middle = (low + high) / 2
        matrix = _matrix(item)
        # For an object that was never touched this moves every point by less than rounding.
        return np.asarray((points - middle) @ matrix.T + _centre(item, high - low))


def _flatten(path: object) -> np.ndarray:
    if not isinstance(path, (list, tuple)):
        raise CanvasError(errors.CANVAS_PATH)
    pieces: list[np.ndarray] = []
    for command in path:
        if not isinstance(command, (list, tuple)) or not command:
            raise CanvasError(errors.CANVAS_PATH)
        name, numbers = command[0], command[1:]
        if not isinstance(name, str) or _COORDINATES.get(name) != len(numbers):
            raise CanvasError(errors.CANVAS_PATH)
        if name == "Z":
            if pieces:
                pieces.append(pieces[0][:1])
            continue
        ends = np.array([_number(number) for number in numbers]).reshape(-1, 2)
        start = pieces[-1][-1] if pieces else ends[0]
        pieces.append(ends if name in "ML" else _curves(start, *ends))
    return np.concatenate(pieces) if pieces else np.empty((0, 2))


def _curves(start: np.ndarray, *further: np.ndarray) -> np.ndarray:
    """Cut Bézier curves into pieces: (2,) or (n, 2) each, to (n * CURVE_STEPS, 2) without starts.

    Args:
        start: where each curve starts.
        further: one or two control points, then where it ends.
    """
    rest = 1 - _STEPS
    points = [start[..., None, :], *(point[..., None, :] for point in further)]
    degree = len(points) - 1
    curve = sum(
        math.comb(degree, power) * rest ** (degree - power) * _STEPS**power * point
        for power, point in enumerate(points)
    )
    return np.asarray(curve).reshape(-1, 2)


def _matrix(item: Mapping[str, Any]) -> np.ndarray:
    """Scale, then skew, then turn, as Fabric.js composes them; (2, 2)."""
    skew_x = np.array([[1.0, math.tan(math.radians(_field(item, "skewX", 0.0)))], [0.0, 1.0]])
    skew_y = np.array([[1.0, 0.0], [math.tan(math.radians(_field(item, "skewY", 0.0))), 1.0]])
    flip_x = -1.0 if item.get("flipX") is True else 1.0
    flip_y = -1.0 if item.get("flipY") is True else 1.0
    scale = np.diag([flip_x * _field(item, "scaleX", 1.0), flip_y * _field(item, "scaleY", 1.0)])
    return np.asarray(_turn(item) @ scale @ skew_x @ skew_y)


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
    return np.asarray(anchor + _turn(item) @ (offset * outer))


def _turn(item: Mapping[str, Any]) -> np.ndarray:
    angle = math.radians(_field(item, "angle", 0.0))
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def _is_path(item: object) -> bool:
    return isinstance(item, Mapping) and str(item.get("type")).lower() == "path"


def _field(item: Mapping[str, Any], name: str, default: float) -> float:
    value = item.get(name, default)
    return default if value is None else _number(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CanvasError(errors.CANVAS_PATH)
    try:
        number = float(value)
    except OverflowError as error:
        raise CanvasError(errors.CANVAS_PATH) from error
    if not math.isfinite(number):
        raise CanvasError(errors.CANVAS_PATH)
    return number


def _pairs(flat: list[Any] | tuple[Any, ...]) -> np.ndarray:
    """Read ``[x, y, x, y, ...]``, float64 (n, 2), n >= 1."""
    if not flat or len(flat) % 2:
        raise CanvasError(errors.CANVAS_DATA)
    points = np.array([_number(value) for value in flat]).reshape(-1, 2)
    if np.abs(points).max() > MAX_COORDINATE:
        raise CanvasError(errors.CANVAS_DATA)
    return points


def _widest(widths: list[Any]) -> float | None:
    """The largest of these that is a valid width."""
    numbers = [float(w) for w in widths if type(w) in (int, float) and 0 < w <= MAX_COORDINATE]
    return max(numbers, default=None)
