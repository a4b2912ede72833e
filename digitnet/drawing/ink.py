"""Live ink: the strokes a pen has drawn that the canvas has not told of yet.

The canvas tells its strokes 200 milliseconds after the pen was lifted, live ink (``ui/ink.js``)
while the pen moves. This module joins both into the objects of one drawing, by these rules:

- The canvas is the truth for all it has told. A live stroke is on the canvas once an object
  begins where the stroke began, among the objects that came after those the canvas had told of
  when the pen went down. Then the canvas's object counts, not the live one.
- The canvas tells in drawing order. So every live stroke before one that it has told is settled
  too: it is among the objects, or the canvas never took it.
- What is left of live ink is drawn after the objects; a stroke whose pen is still down is a
  sketch: it is read, but not kept by Undo or Clear.
- Undo and Clear lay a new sheet. Live ink of an older sheet counts no more.
- A stroke during which a second finger came is spoiled: it goes off the canvas when all fingers
  are lifted, and is not read meanwhile.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from digitnet.drawing.drawing import MAX_COORDINATE, MAX_POINTS, Drawing, DrawingError

START_TOLERANCE = 1.5
"""How far apart, in canvas units, the canvas and live ink may see the start of one stroke; both
read the same pointer event, so only rounding lies between them."""

_ODD = "Live ink sent something that is not a stroke."


@dataclass(frozen=True)
class LiveStroke:
    """One stroke as live ink saw it.

    Attributes:
        id: grows from stroke to stroke.
        after: how many objects the canvas had told of when the pen went down.
        points: (x, y) in canvas units, at least one.
        down: whether the pen is still down.
        spoiled: whether a second finger came.
    """

    id: int
    after: int
    points: tuple[tuple[float, float], ...]
    down: bool = False
    spoiled: bool = False


@dataclass(frozen=True)
class LiveInk:
    """One message of live ink.

    Attributes:
        number: tells this message from all others; its answer carries the same.
        sheet: the sheet that was on the canvas.
        canvas: grows when the browser had to build the canvas anew.
        strokes: what the canvas may not have told of yet, in drawing order.
    """

    number: int = 0
    sheet: int = 0
    canvas: int = 0
    strokes: tuple[LiveStroke, ...] = ()


@dataclass(frozen=True)
class Ink:
    """All ink there is.

    Attributes:
        objects: finished strokes as the canvas's objects, in drawing order.
        sketch: the stroke whose pen is still down, as such an object, or None.
        settled: the id of the last live stroke that live ink need not send again, or 0.
        spoiled: whether the canvas shows strokes that are not among the objects.
    """

    objects: tuple[Any, ...]
    sketch: Mapping[str, Any] | None = None
    settled: int = 0
    spoiled: bool = False

    def drawing(self) -> Drawing:
        """Return everything as one drawing, the sketch included.

        Raises:
            DrawingError: if an object is broken.
        """
        sketch = [] if self.sketch is None else [self.sketch]
        return Drawing.from_canvas({"objects": [*self.objects, *sketch]})


def read_message(message: object) -> LiveInk:
    """Read what live ink sent; None, before it sent anything, is no ink.

    Raises:
        DrawingError: if it has another form.
    """
    if message is None:
        return LiveInk()
    if not isinstance(message, Mapping):
        raise DrawingError(_ODD)
    strokes = message.get("strokes", ())
    if not isinstance(strokes, (list, tuple)):
        raise DrawingError(_ODD)
    if sum(len(s["points"]) for s in strokes if _has_points(s)) > 2 * MAX_POINTS:
        raise DrawingError(f"This drawing has more than {MAX_POINTS:,} points.")
    return LiveInk(
        *(_whole(message.get(name, 0)) for name in ("number", "sheet", "canvas")),
        tuple(_stroke(stroke) for stroke in strokes),
    )


def join(objects: list | tuple, live: LiveInk, sheet: int, pen_width: float, colour: str) -> Ink:
    """Join what the canvas has told with live ink.

    Args:
        objects: what the canvas has told of, as it told it.
        live: the newest message of live ink.
        sheet: the sheet that the server laid last.
        pen_width: of live strokes, in canvas units.
        colour: of live strokes, should they have to be laid on the canvas.
    """
    strokes = live.strokes if live.sheet == sheet else ()
    place: dict[int, int] = {}
    free = 0
    for index, stroke in enumerate(strokes):
        start = max(free, stroke.after)
        for position in range(start, len(objects)):
            if _begins(objects[position], stroke.points[0]):
                place[index] = position
                free = position + 1
                break
    last = max(place, default=-1)
    gone = {position for index, position in place.items() if strokes[index].spoiled}
    kept = [item for position, item in enumerate(objects) if position not in gone]
    waiting = [stroke for stroke in strokes[last + 1 :] if not stroke.spoiled]
    kept += [path_object(stroke.points, pen_width, colour) for stroke in waiting if not stroke.down]
    sketches = [stroke for stroke in waiting if stroke.down]
    return Ink(
        tuple(kept),
        path_object(sketches[-1].points, pen_width, colour) if sketches else None,
        strokes[last].id if last >= 0 else 0,
        any(stroke.spoiled and not stroke.down for stroke in strokes),
    )


def path_object(
    points: tuple[tuple[float, float], ...], pen_width: float, colour: str
) -> dict[str, Any]:
    """Return the object that the canvas makes of these points, a Fabric.js path.

    As Fabric.js does, the curve runs through the middles between neighbouring points, so a stroke
    reads the same before and after the canvas has told of it.
    """
    if len(points) == 1:
        # A tap; the canvas draws it as a line too short to see.
        (x, y), hair = points[0], pen_width / 1000
        points = ((x - hair, y), (x + hair, y))
    path: list[list[Any]] = [["M", *points[0]]]
    for (x, y), (next_x, next_y) in pairwise(points):
        path.append(["Q", x, y, (x + next_x) / 2, (y + next_y) / 2])
    path.append(["L", *points[-1]])
    return {
        "type": "Path",
        "path": path,
        "fill": None,
        "stroke": colour,
        "strokeWidth": pen_width,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
    }


def _begins(item: object, point: tuple[float, float]) -> bool:
    """Whether an object is a path that begins at the point; a broken one begins nowhere."""
    try:
        name, x, y = item["path"][0]
        return name == "M" and math.dist((x, y), point) <= START_TOLERANCE
    except (TypeError, KeyError, IndexError, ValueError, OverflowError):
        return False


def _has_points(stroke: object) -> bool:
    return isinstance(stroke, Mapping) and isinstance(stroke.get("points"), (list, tuple))


def _stroke(stroke: object) -> LiveStroke:
    if not _has_points(stroke):
        raise DrawingError(_ODD)
    flat = stroke["points"]
    if not flat or len(flat) % 2 or not all(map(_is_coordinate, flat)):
        raise DrawingError(_ODD)
    return LiveStroke(
        _whole(stroke.get("id")),
        _whole(stroke.get("after")),
        tuple(zip(map(float, flat[::2]), map(float, flat[1::2]), strict=True)),
        stroke.get("down") is True,
        stroke.get("spoiled") is True,
    )


def _is_coordinate(value: object) -> bool:
    # The comparison is False for NaN as well.
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) <= MAX_COORDINATE
    )


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise DrawingError(_ODD)
    return value
