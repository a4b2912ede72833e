"""Fabric.js objects: strokes are read where they stand on the canvas."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.drawing.fabric import FabricError, path_points

STROKE = {
    "type": "Path",
    "path": [["M", 50, 50], ["L", 150, 50], ["L", 150, 250]],
    "originX": "center",
    "originY": "center",
    "left": 100,
    "top": 150,
    "strokeWidth": 20,
    "scaleX": 1,
    "scaleY": 1,
    "angle": 0,
}


def box(item: dict) -> list[float]:
    points = path_points(item)
    return [*points.min(axis=0).round(3).tolist(), *points.max(axis=0).round(3).tolist()]


def test_an_untouched_stroke_stands_as_drawn():
    assert path_points(STROKE).tolist() == [[50, 50], [150, 50], [150, 250]]
    bare = {"type": "Path", "path": STROKE["path"]}
    assert path_points(bare).tolist() == [[50, 50], [150, 50], [150, 250]]


def test_a_stroke_that_was_moved_and_scaled_with_the_edit_tool():
    # As the canvas (Fabric.js 7.4.0) sent it; on the screen its ink spanned 120..295, 100..353.
    sent = {
        "type": "Path",
        "version": "7.4.0",
        "originX": "center",
        "originY": "center",
        "left": 208.4422,
        "top": 226.5378,
        "width": 98.8557,
        "height": 150.04,
        "strokeWidth": 20,
        "scaleX": 1.4886,
        "scaleY": 1.4886,
        "angle": 0,
        "flipX": False,
        "flipY": False,
        "skewX": 0,
        "skewY": 0,
        "path": [["M", 49.98, 49.98], ["L", 147.6, 61.5], ["L", 99.98, 200.02]],
    }
    ink = np.array(box(sent)) + 10 * 1.4886 * np.array([-1, -1, 1, 1])
    assert ink == pytest.approx([120, 100, 295, 353], abs=2)


def test_moving_turning_and_flipping():
    assert box(STROKE | {"left": 200, "top": 160}) == [150, 60, 250, 260]
    assert box(STROKE | {"angle": 90}) == [0, 100, 200, 200]
    turned = path_points(STROKE | {"angle": 90})
    assert turned[0].round(6).tolist() == [200, 100]
    flipped = path_points(STROKE | {"flipX": True})
    assert flipped[0].tolist() == [150, 50]
    assert flipped[2].tolist() == [50, 250]


def test_a_corner_may_be_the_anchor():
    corner = STROKE | {"originX": "left", "originY": "top", "left": 40, "top": 40}
    assert path_points(corner).round(6).tolist() == [[50, 50], [150, 50], [150, 250]]


def test_curves_pass_through_their_ends_and_stay_between_their_points():
    curve = {"path": [["M", 0, 0], ["Q", 10, 0, 10, 10], ["C", 10, 20, 0, 20, 0, 10], ["Z"]]}
    points = path_points(curve)
    assert [10.0, 10.0] in points.tolist()
    assert points[2].round(3).tolist() == [7.5, 2.5]
    assert points[-1].tolist() == [0, 0]
    assert points.min() >= 0
    assert points.max() <= 20


@pytest.mark.parametrize(
    "change",
    [
        {"path": None},
        {"path": "M 1 1"},
        {"path": [["M", 1]]},
        {"path": [["X", 1, 1]]},
        {"path": [[]]},
        {"path": [["M", "1", 1]]},
        {"path": [["M", True, 1]]},
        {"path": [["M", float("nan"), 1]]},
        {"path": [["M", 10**400, 1]]},
        {"scaleX": float("inf")},
        {"left": "far"},
        {"angle": []},
    ],
)
def test_what_is_broken_is_refused(change):
    with pytest.raises(FabricError):
        path_points(STROKE | change)
