"""What the canvas and live ink send: strokes are read where they stand, and the same from both."""

from __future__ import annotations

import contextlib
import time
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing import canvas
from digitnet.drawing.canvas import path_points, read_canvas, read_live_ink, smooth
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import CanvasError, DrawingError
from digitnet.drawing.limits import MAX_POINTS, MAX_STROKES
from digitnet.drawing.mnist_format import to_mnist
from tests.support.strokes import live_message, path_object

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
    with pytest.raises(CanvasError):
        path_points(STROKE | change)


numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.fixed_dictionaries(
        dict.fromkeys(("left", "top", "scaleX", "scaleY", "angle", "skewX", "skewY"), numbers)
    ),
    st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4),
)
def test_huge_matrices_and_points_give_a_sentence_and_no_warning(place, points):
    item = path_object(points) | place | {"originX": "left"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            to_mnist(Drawing.from_canvas({"objects": [item]}))
        except DrawingError:
            return


points = st.lists(
    st.tuples(
        st.floats(-900, 900).map(lambda v: round(v, 1)),
        st.floats(-900, 900).map(lambda v: round(v, 1)),
    ),
    min_size=1,
    max_size=20,
).map(tuple)


@given(points)
def test_a_curve_runs_from_the_first_point_to_the_last(points):
    curve = smooth(np.array(points), 40.0)
    assert np.allclose(curve[0], points[0], atol=0.05)
    assert np.allclose(curve[-1], points[-1], atol=0.05)
    low, high = np.min(points, axis=0), np.max(points, axis=0)
    assert (curve >= low - 0.05).all()
    assert (curve <= high + 0.05).all()


@given(st.lists(points, min_size=1, max_size=4), st.floats(1, 80))
def test_a_drawing_reads_the_same_from_live_ink_and_from_the_canvas(strokes, pen_width):
    live = read_live_ink(live_message(*strokes, pen_width=pen_width))
    reported = Drawing.from_canvas({"objects": [path_object(s, pen_width) for s in strokes]})
    drawing = Drawing.from_strokes(live.strokes, live.pen_width)
    assert drawing.pen_width == reported.pen_width == pen_width
    for ours, theirs in zip(drawing.strokes, reported.strokes, strict=True):
        assert np.array_equal(ours, theirs)
    assert np.array_equal(to_mnist(drawing), to_mnist(reported))


def test_a_message_of_live_ink_is_read():
    live = read_live_ink(live_message([(1, 2.5), (3, 4)], [(5, 6)], number=9, down=True))
    assert (live.number, live.down, live.pen_width, len(live.strokes)) == (9, True, 40.0, 2)
    assert live.strokes[0][[0, -1]].tolist() == [[1, 2.5], [3, 4]]
    assert read_live_ink(live_message()).strokes == ()
    assert read_live_ink(None) is None


@pytest.mark.parametrize(
    "message",
    [
        3,
        "x",
        {},
        {"number": 1},
        {"number": 1, "strokes": 3},
        {"number": 1, "strokes": [3]},
        {"number": 1, "strokes": [{}]},
        {"number": 1, "strokes": [{"points": []}]},
        {"number": 1, "strokes": [{"points": [1, 2, 3]}]},
        {"number": 1, "strokes": [{"points": [1, "2"]}]},
        {"number": 1, "strokes": [{"points": [1, True]}]},
        {"number": 1, "strokes": [{"points": [1, float("nan")]}]},
        {"number": 1, "strokes": [{"points": [1, 1e300]}]},
        {"number": 1, "strokes": [{"points": [1, 10**400]}]},
        {"number": 1, "strokes": [{"points": [0] * 2 * (MAX_POINTS + 1)}]},
        {"number": True, "strokes": []},
        {"number": -1, "strokes": []},
        {"number": float("nan"), "strokes": []},
    ],
)
def test_nonsense_of_live_ink_is_refused(message):
    with pytest.raises(CanvasError):
        read_live_ink(message)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["number", "strokes", "points", "width", "down", "objects", "type", "path", "raw"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_whatever_is_sent_is_read_or_refused(value):
    for read in (read_live_ink, read_canvas):
        with contextlib.suppress(CanvasError):
            read(value)
    canvas.reported(value)
    canvas.reported({"drawing": value})


@pytest.mark.parametrize("count", [MAX_STROKES + 1, 3_000_000])
def test_too_many_strokes_are_refused_at_once_even_empty_ones(count):
    start = time.process_time()
    with pytest.raises(DrawingError, match="strokes, too many"):
        Drawing.from_strokes([[]] * count)
    with pytest.raises(DrawingError, match="strokes, too many"):
        Drawing.from_canvas({"objects": [None] * count})
    with pytest.raises(CanvasError, match="strokes, too many"):
        read_live_ink({"number": 1, "strokes": [{"points": [1, 2]}] * count})
    assert time.process_time() - start < 1


def test_the_largest_drawing_is_read_in_a_time_that_grows_with_its_strokes():
    def cost(count: int) -> float:
        message = live_message(*[[(x, 1), (x, 9)] for x in range(count)])
        start = time.process_time()
        live = read_live_ink(message)
        Drawing.from_strokes(live.strokes, live.pen_width)
        return time.process_time() - start

    few = min(cost(MAX_STROKES // 10) for _ in range(5))
    assert min(cost(MAX_STROKES) for _ in range(5)) < 40 * few


def test_what_the_canvas_reported_is_told_from_the_sheet_it_was_given():
    item = path_object([(1, 2), (3, 4)])
    assert canvas.reported(canvas.state([item])) == [item]
    given = {"drawing": {"raw": canvas.sheet([item], 3) | {"background": ""}, "data": None}}
    assert canvas.reported(given) is None
    assert canvas.reported(None) is None
    assert canvas.reported({"drawing": {"raw": {"objects": 3}}}) == []
