"""Quick, Draw!'s lines in and out, and JSON lines that come back as they went."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet import Drawing, DrawingError, read_drawings
from digitnet.drawing import writing
from digitnet.drawing.files import LabelledDrawing, parse_drawing

RAW = {
    "word": "seven",
    "countrycode": "DE",
    "recognized": True,
    "drawing": [[[18, 78, 42], [14, 14, 110], [0, 90, 300]], [[20, 60], [60, 60]]],
}

numbers = st.floats(-1000, 1000, allow_nan=False)
strokes = st.lists(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5), max_size=4)
items = st.builds(
    lambda strokes, pen_width, label, writer: LabelledDrawing(
        Drawing.from_strokes(strokes, pen_width), label, writer
    ),
    strokes,
    st.none() | st.floats(0.5, 50),
    st.none() | st.integers(0, 9),
    st.none() | st.text(max_size=5),
)


def same(one: LabelledDrawing, other: LabelledDrawing) -> bool:
    return (
        (one.label, one.writer, one.drawing.pen_width)
        == (other.label, other.writer, other.drawing.pen_width)
        and len(one.drawing.strokes) == len(other.drawing.strokes)
        and all(map(np.array_equal, one.drawing.strokes, other.drawing.strokes))
    )


def test_a_raw_line_is_read_with_its_digit():
    item = parse_drawing(json.dumps(RAW))
    assert item.label == 7
    assert [stroke.tolist() for stroke in item.drawing.strokes] == [
        [[18, 14], [78, 14], [42, 110]],
        [[20, 60], [60, 60]],
    ]


@pytest.mark.parametrize(
    ("word", "label"), [("nine", 9), ("0", 0), ("cat", None), ("", None), (None, None), ([], None)]
)
def test_words_that_are_no_digits_are_no_labels(word, label):
    assert parse_drawing(json.dumps(RAW | {"word": word})).label == label


@pytest.mark.parametrize(
    "drawing", [7, [7], [[]], [[[1]]], [[[1, 2], [1]]], [[7, 8]], [[["a"], ["b"]]], {"a": 1}]
)
def test_broken_lines_are_one_sentence(drawing):
    with pytest.raises(DrawingError, match=r"\.$"):
        parse_drawing(json.dumps(RAW | {"drawing": drawing}))


@pytest.mark.parametrize("format", writing.FORMATS)
@given(item=items)
def test_what_is_written_is_read_as_it_was(format, item):
    assert same(parse_drawing(writing.to_line(item, format)), item)


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz", "a.NDJSON.GZ"])
def test_a_file_is_written_as_its_name_says(tmp_path, name):
    wanted = [parse_drawing(json.dumps(RAW))] * 3
    (tmp_path / name).write_bytes(writing.to_bytes(wanted, name))
    found = list(read_drawings(tmp_path / name))
    assert len(found) == 3
    assert all(map(same, found, wanted))


def test_other_names_are_refused():
    with pytest.raises(ValueError, match="ends with"):
        writing.to_bytes([], "a.csv")
