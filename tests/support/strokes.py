"""What the canvas and live ink send for a stroke."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any


def path_object(points: Sequence[tuple[float, float]], pen_width: float = 40.0) -> dict[str, Any]:
    """Return the object that the canvas makes of pointer positions: a Fabric.js path.

    Fabric.js draws a tap as a line too short to see, and else curves through the middles between
    neighbouring positions (``PencilBrush``).
    """
    if len(points) == 1:
        (x, y), hair = points[0], pen_width / 1000
        points = ((x - hair, y), (x + hair, y))
    path: list[list[Any]] = [["M", *points[0]]]
    for (x, y), (next_x, next_y) in pairwise(points):
        path.append(["Q", x, y, (x + next_x) / 2, (y + next_y) / 2])
    path.append(["L", *points[-1]])
    return {"type": "Path", "path": path, "strokeWidth": pen_width}


def live_message(
    *strokes: Sequence[tuple[float, float]],
    pen_width: float = 40.0,
    number: int = 1,
    down: bool = False,
) -> dict[str, Any]:
    """Return the message of live ink for these strokes."""
    sent = [
        {"points": [value for point in stroke for value in point], "width": pen_width}
        for stroke in strokes
    ]
    return {"number": number, "attempt": 0, "strokes": sent, "down": down}
