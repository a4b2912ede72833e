"""The rules that join what the canvas told with live ink."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitnet.drawing.drawing import Drawing, DrawingError
from digitnet.drawing.fabric import path_points
from digitnet.drawing.ink import LiveInk, LiveStroke, join, path_object, read_message

ROW = ((10.0, 10.0), (200.0, 10.0), (390.0, 10.0))
POST = ((200.0, 50.0), (200.0, 700.0))


def joined(objects, *strokes, live_sheet=0, sheet=0):
    return join(objects, LiveInk(1, live_sheet, 1, tuple(strokes)), sheet, 40.0, "#4a7dff")


def told(*strokes):
    return [path_object(points, 40.0, "#4a7dff") for points in strokes]


def starts(objects):
    return [tuple(item["path"][0][1:]) for item in objects]


def test_live_ink_comes_after_what_the_canvas_told():
    ink = joined(told(ROW), LiveStroke(1, 1, POST))
    assert starts(ink.objects) == [ROW[0], POST[0]]
    assert (ink.sketch, ink.settled, ink.spoiled) == (None, 0, False)
    assert len(ink.drawing().strokes) == 2


def test_what_the_canvas_told_counts_instead_of_live_ink():
    # As the canvas moves the start by a thousandth of the pen, and rounds nothing.
    moved = told(((10.04, 9.97), (390.0, 10.0)))
    ink = joined(moved, LiveStroke(5, 0, ROW))
    assert list(ink.objects) == moved
    assert ink.settled == 5


def test_a_second_stroke_from_the_same_point_is_another_stroke():
    ink = joined(told(ROW), LiveStroke(2, 1, ROW))
    assert len(ink.objects) == 2
    ink = joined(told(ROW), LiveStroke(1, 0, ROW), LiveStroke(2, 0, ROW))
    assert (len(ink.objects), ink.settled) == (2, 1)


def test_the_canvas_tells_in_order_so_earlier_live_ink_is_settled_too():
    ink = joined(told(POST), LiveStroke(1, 0, ROW), LiveStroke(2, 0, POST))
    assert starts(ink.objects) == [POST[0]]
    assert ink.settled == 2


def test_a_growing_stroke_is_read_but_not_among_the_finished():
    ink = joined([], LiveStroke(1, 0, ROW, down=True))
    assert ink.objects == ()
    assert len(ink.drawing().strokes) == 1


def test_live_ink_of_an_older_sheet_counts_no_more():
    ink = joined(told(ROW), LiveStroke(1, 0, POST), live_sheet=3, sheet=4)
    assert starts(ink.objects) == [ROW[0]]


def test_a_spoiled_stroke_is_not_read_and_goes_once_all_fingers_are_lifted():
    spoiled = LiveStroke(1, 0, ROW, down=True, spoiled=True)
    ink = joined([], spoiled)
    assert ink.drawing().is_empty
    assert not ink.spoiled
    lifted = dataclasses.replace(spoiled, down=False)
    for objects in ([], told(ROW)):
        ink = joined(objects, lifted)
        assert ink.objects == ()
        assert ink.spoiled


def test_a_broken_object_is_left_to_the_drawing_to_complain_of():
    for broken in (None, 3, {}, {"path": []}, {"path": [["M"]]}, {"path": [["M", "x", None]]}):
        ink = joined([broken], LiveStroke(1, 0, ROW))
        assert ink.objects[0] == broken
        assert len(ink.objects) == 2


points = st.lists(
    st.tuples(st.floats(-900, 900).map(lambda v: round(v, 1)), st.floats(-900, 900)),
    min_size=1,
    max_size=20,
).map(tuple)


@given(points)
def test_a_path_runs_from_the_first_point_to_the_last(points):
    path = path_points(path_object(points, 40.0, "#000"))
    assert np.allclose(path[0], points[0], atol=0.05)
    assert np.allclose(path[-1], points[-1], atol=0.05)
    low, high = np.min(points, axis=0), np.max(points, axis=0)
    assert (path >= low - 0.05).all()
    assert (path <= high + 0.05).all()
    assert Drawing.from_canvas({"objects": [path_object(points, 40.0, "#000")]}).pen_width == 40


class Desk:
    """A canvas, live ink and a server, each of which hears of the others only now and then."""

    def __init__(self) -> None:
        self.canvas: list = []
        self.told: list = []
        self.sheet = 0
        self.strokes: list[LiveStroke] = []
        self.count = 0
        self.heard = (0, 0)

    @property
    def ink(self):
        live = LiveInk(self.count, self.heard[0], 1, tuple(self.strokes))
        return join(self.told, live, self.sheet, 40.0, "#4a7dff")

    def draw(self, start: int) -> None:
        points = ((float(start), 0.0), (float(start), 100.0))
        self.count += 1
        self.canvas.append(path_object(points, 40.0, "#4a7dff"))
        self.strokes.append(LiveStroke(self.count, self.heard[1], points))

    def tell(self) -> None:
        self.told = list(self.canvas)

    def hear(self) -> None:
        settled = self.ink.settled
        self.strokes = [stroke for stroke in self.strokes if stroke.id > settled]
        self.heard = (self.sheet, len(self.told))
        # These are not among what the canvas told, so they come after all of it.
        self.strokes = [
            dataclasses.replace(stroke, after=len(self.told)) for stroke in self.strokes
        ]

    def undo(self) -> None:
        self.told = list(self.ink.objects[:-1])
        self.canvas = list(self.told)
        self.sheet += 1
        self.strokes = []
        self.hear()


@settings(max_examples=300)
@given(st.lists(st.sampled_from(["tell", "hear", "undo", 0, 0, 50, 100]), max_size=30))
def test_whoever_hears_of_what_when_nothing_is_lost_doubled_or_undone_twice(steps):
    desk = Desk()
    for step in steps:
        before = len(desk.canvas)
        if isinstance(step, int):
            desk.draw(step)
        else:
            getattr(desk, step)()
        if step == "undo":
            assert len(desk.canvas) == max(0, before - 1)
        assert starts(desk.ink.objects) == starts(desk.canvas)


def test_messages_are_read():
    stroke = {"id": 7, "after": 2, "points": [1, 2.5, 3, 4], "down": True, "spoiled": False}
    live = read_message({"number": 9, "sheet": 1, "canvas": 1, "strokes": [stroke]})
    assert live == LiveInk(9, 1, 1, (LiveStroke(7, 2, ((1.0, 2.5), (3.0, 4.0)), True, False),))
    assert read_message(None) == LiveInk()


@pytest.mark.parametrize(
    "message",
    [
        3,
        "x",
        {"strokes": 3},
        {"strokes": [3]},
        {"strokes": [{"id": 1, "after": 0, "points": []}]},
        {"strokes": [{"id": 1, "after": 0, "points": [1, 2, 3]}]},
        {"strokes": [{"id": 1, "after": 0, "points": [1, "2"]}]},
        {"strokes": [{"id": 1, "after": 0, "points": [1, float("nan")]}]},
        {"strokes": [{"id": 1, "after": 0, "points": [1, 1e300]}]},
        {"strokes": [{"id": None, "after": 0, "points": [1, 2]}]},
        {"strokes": [{"id": 1, "after": -1, "points": [1, 2]}]},
        {"strokes": [{"id": 1, "after": 0.5, "points": [1, 2]}]},
        {"strokes": [{"id": 1, "after": float("inf"), "points": [1, 2]}]},
        {"strokes": [{"id": 1, "after": 0, "points": [0] * 200_000}]},
        {"number": True},
        {"sheet": float("nan")},
    ],
)
def test_nonsense_is_refused(message):
    with pytest.raises(DrawingError):
        read_message(message)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["number", "sheet", "strokes", "points", "id", "after"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_any_message_is_read_or_refused(message):
    try:
        live = read_message(message)
    except DrawingError:
        return
    join([], live, live.sheet, 40.0, "#4a7dff").drawing()
