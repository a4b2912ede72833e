"""Reading drawings: what is one, what is none, and that nothing else ever happens."""

from __future__ import annotations

import gzip
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing.drawing import (
    MAX_POINTS,
    Drawing,
    DrawingError,
    LabelledDrawing,
    parse_drawing,
    read_drawings,
)

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


@given(st.text() | junk.map(lambda value: json.dumps(value)))
def test_any_line_is_a_drawing_or_a_drawing_error(line):
    try:
        item = parse_drawing(line)
    except DrawingError:
        return
    assert isinstance(item, LabelledDrawing)
    assert_is_drawing(item.drawing)


coordinates = st.floats(-1e6, 1e6)
strokes = st.lists(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6), max_size=4
)


@given(strokes, st.none() | st.integers(0, 9), st.sampled_from([".jsonl", ".jsonl.gz"]))
def test_json_lines_come_back_as_they_were(tmp_path_factory, lists, label, suffix):
    path = tmp_path_factory.mktemp("lines") / f"drawings{suffix}"
    line = json.dumps({"label": label, "strokes": lists, "writer": "w", "other": 1})
    data = f"{line}\n\n{line}\n".encode()
    path.write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    items = list(read_drawings(path))
    assert len(items) == 2
    for item in items:
        assert (item.label, item.writer) == (label, "w")
        assert [stroke.tolist() for stroke in item.drawing.strokes] == [
            [list(point) for point in stroke] for stroke in lists
        ]


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


@pytest.mark.parametrize("label", [10, -1, 1.0, "7", True, [7]])
def test_a_label_is_a_digit(label):
    with pytest.raises(DrawingError, match="label"):
        parse_drawing(json.dumps({"label": label, "strokes": [STROKE]}))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl", b'{"strokes": []}\nrubbish\n', "a.jsonl, line 2: This is not JSON."),
        ("a.jsonl", b'{"strokes": []}\n\n[]\n', "a.jsonl, line 3: A drawing in JSON"),
        ("a.jsonl", b"\xff\xfe\x00", "a.jsonl, line 1"),
        ("a.jsonl.gz", b"no gzip at all", "a.jsonl.gz cannot be read"),
        (
            "a.jsonl.gz",
            gzip.compress(b'{"strokes": []}\n' * 999)[:-12],
            "a.jsonl.gz cannot be read",
        ),
        ("a.jsonl", b"[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_file_is_named(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DrawingError, match=message):
        list(read_drawings(path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DrawingError, match=r"none\.jsonl cannot be read: No such file"):
        list(read_drawings(tmp_path / "none.jsonl"))
