"""What can be taught and what cannot, and what lessons are read from."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet import Drawing, to_mnist
from digitnet.network import lessons as lessons_module
from digitnet.network.lesson import LessonError
from digitnet.network.lessons import Lessons
from digitnet.texts import errors
from tests.support.drawings import DIGITS
from tests.support.plain_features import plain_reader

SEVEN = Drawing.from_strokes(DIGITS[7])
NOTHING = Drawing.from_strokes([])


@pytest.mark.parametrize("digit", [-1, 10, 3.0, "3", True, [3]])
def test_only_digits_are_taught(lessons, digit):
    with pytest.raises(LessonError) as caught:
        lessons.teach(SEVEN, digit)
    assert caught.value.message is errors.LESSON_DIGIT
    assert len(lessons) == 0


def test_an_empty_drawing_teaches_nothing(lessons):
    with pytest.raises(LessonError) as caught:
        lessons.teach(NOTHING, 3)
    assert caught.value.message is errors.LESSON_EMPTY
    assert lessons.votes(np.ones((1, 56), np.float32), [SEVEN]) is None


def test_the_oldest_lesson_goes_when_there_are_too_many(lessons, monkeypatch):
    monkeypatch.setattr(lessons_module, "MAX_LESSONS", 3)
    drawings = [Drawing.from_strokes(DIGITS[digit]) for digit in (1, 2, 3, 4)]
    first, *others = [lessons.teach(drawing, 5).lesson for drawing in drawings[:3]]
    assert lessons.teach(drawings[0], 6).forgotten is None
    taught = lessons.teach(drawings[3], 5)
    assert taught.forgotten is others[0]
    assert len(lessons) == 3
    assert first not in lessons.items
    copy = Lessons.from_json("".join(f"{item.to_json()}\n" for item in others), plain_reader())
    assert len(copy) == 2
    assert len(Lessons.from_json(lessons.to_json() + others[0].to_json(), plain_reader())) == 3


def test_a_dot_can_be_taught(lessons):
    dot = Drawing.from_strokes([[(5, 5)]])
    lessons.teach(dot, 1)
    votes = lessons.votes(lessons._reader.read([to_mnist(dot)])[1], [dot])
    assert votes.strengths == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        '{"strokes": [[[1, 2]]]}',
        '{"label": 11, "strokes": [[[1, 2]]]}',
        '{"label": 3, "strokes": []}',
        '{"label": 3, "strokes": [[[1, NaN]]]}',
        '{"label": 3}',
        "[" * 100_000,
    ],
)
def test_a_broken_line_is_named(line):
    good = '{"label": 3, "strokes": [[[1, 2], [3, 4]]]}'
    with pytest.raises(LessonError) as caught:
        Lessons.from_json(f"{good}\n\n{line}\n", plain_reader())
    assert caught.value.message is errors.LESSON_LINE
    assert str(caught.value).startswith("Line 3 is not a lesson: ")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
POINT = st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
LABEL = st.none() | st.integers(-1, 11) | JSON
STROKES = st.lists(st.lists(POINT, max_size=4), max_size=3) | JSON


@given(st.text() | JSON.map(json.dumps))
def test_any_text_is_read_or_refused_with_a_reason(text):
    try:
        assert Lessons.from_json(text, plain_reader()).to_json().count("\n") <= len(text)
    except LessonError as error:
        assert error.message is errors.LESSON_LINE


@given(LABEL, STROKES)
def test_any_lesson_is_read_as_it_was_or_refused(label, strokes):
    line = json.dumps({"label": label, "strokes": strokes})
    try:
        lessons = Lessons.from_json(line, plain_reader())
    except LessonError:
        return
    (item,) = lessons.items
    assert item.digit == label
    assert lessons.to_json() == Lessons.from_json(lessons.to_json(), plain_reader()).to_json()
    assert np.isfinite(lessons._table.features).all()
    assert np.isfinite(lessons._table.paths).all()
