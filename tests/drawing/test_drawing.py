"""Reading drawings: what is one, what is none, and that nothing else ever happens."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.limits import MAX_POINTS

STROKE = [[10, 10], [20, 30.5]]

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=20,
)
number = junk | st.floats(-500, 500)
command = st.one_of(
    junk,
    st.tuples(st.just("M"), number, number).map(list),
    st.tuples(st.just("L"), number, number).map(list),
    st.tuples(st.just("Q"), number, number, number, number).map(list),
)
canvas_object = junk | st.fixed_dictionaries(
    {"type": st.sampled_from(["Path", "path", "IText", 3]), "path": junk | st.lists(command)},
    optional=dict.fromkeys(("strokeWidth", "left", "top", "scaleX", "angle", "skewX"), number),
)
canvas_json = junk | st.fixed_dictionaries({"objects": junk | st.lists(canvas_object)})


def assert_is_drawing(drawing: object) -> None:
    assert isinstance(drawing, Drawing)
    for stroke in drawing.strokes:
        assert stroke.dtype == np.float64
        assert stroke.ndim == 2
        assert stroke.shape[0] >= 1
        assert stroke.shape[1] == 2
        assert np.isfinite(stroke).all()
    assert drawing.pen_width is None or drawing.pen_width > 0


@given(canvas_json)
def test_any_canvas_data_is_a_drawing_or_a_drawing_error(value):
    try:
        drawing = Drawing.from_canvas(value)
    except DrawingError as error:
        assert str(error).endswith(".")
    else:
        assert_is_drawing(drawing)


def test_a_canvas_that_is_not_mounted_yet_is_empty():
    assert Drawing.from_canvas(None).is_empty
    assert Drawing.from_canvas({"objects": [], "background": ""}).is_empty
    assert Drawing.from_canvas({}).is_empty


def test_the_pen_is_the_widest_on_the_canvas():
    path = {"type": "Path", "path": [["M", 1, 1], ["L", 5, 5]]}
    drawing = Drawing.from_canvas({"objects": [path | {"strokeWidth": w} for w in (8, 20, None)]})
    assert drawing.pen_width == 20.0
    assert len(drawing.strokes) == 3


def test_what_is_no_stroke_is_passed_over():
    others = [{"type": "IText", "text": "7"}, {"type": "Rect"}, None, 5, {"path": []}]
    assert Drawing.from_canvas({"objects": others}).is_empty


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        ([[[math.nan, 1]]], "outside"),
        ([[[math.inf, 1]]], "outside"),
        ([[[1e300, 1]]], "outside"),
        ([[[10**400, 1]]], "two numbers"),
        ([[[1, 2, 3]]], "two numbers"),
        ([[[1, 2], [3]]], "two numbers"),
        ([[["a", "b"]]], "two numbers"),
        ([[[True, False]]], "two numbers"),
        ([[1, 2]], "two numbers"),
        (["ab"], "list of points"),
        ([{"x": 1}], "list of points"),
        ("ab", "list of lists"),
        (7, "list of lists"),
        ([[[0, 0]] * 10**6], "too many"),
        ([[[0, 0]] * (MAX_POINTS // 2 + 1)] * 2, "too many"),
    ],
)
def test_nonsense_is_refused_with_a_reason(lists, message):
    with pytest.raises(DrawingError, match=message):
        Drawing.from_strokes(lists)


@pytest.mark.parametrize("width", [0, -3, math.nan, math.inf, "wide", True, 10**400])
def test_a_pen_has_a_positive_width(width):
    with pytest.raises(DrawingError, match="pen width"):
        Drawing.from_strokes([STROKE], pen_width=width)


def test_a_million_points_on_the_canvas_are_refused():
    path = [["M", 0, 0]] + [["L", 1, 1]] * 10**6
    with pytest.raises(DrawingError, match="too many"):
        Drawing.from_canvas({"objects": [{"type": "Path", "path": path}]})
