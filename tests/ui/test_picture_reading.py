"""What was read in a picture, and what mended boxes make of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.texts import draw_page
from digitnet.ui import picture_answer, picture_reading
from digitnet.ui.picture_reading import Reading, checked_boxes, mended, read
from tests.support.fakes import FakeEngine
from tests.support.pictures import ONE, SEVEN, on_paper


@pytest.fixture
def engine():
    return FakeEngine()


def places(reading: Reading) -> list[tuple[int, int]]:
    """Of each number, its row and how many digits it has."""
    return [(number.row, len(number.boxes)) for number in reading.numbers]


def test_numbers_stand_in_rows(engine):
    reading = read(on_paper([SEVEN, ONE], [ONE, SEVEN, SEVEN]), engine)
    assert places(reading) == [(0, 2), (1, 3)]
    assert [number.text for number in reading.numbers] == ["77", "777"]
    assert reading.size == (480, 480)
    assert reading.steps[0][0] == "picture"


def test_a_new_box_belongs_to_the_number_beside_it_or_stands_alone(engine):
    reading = read(on_paper([SEVEN, ONE], [ONE, SEVEN, SEVEN]), engine)
    boxes = reading.boxes
    again = mended(reading, [*boxes[:2], *boxes[3:]], engine)
    assert places(again) == [(0, 2), (1, 2)]
    assert places(mended(again, boxes, engine)) == [(0, 2), (1, 3)]
    # Whatever the order in which the browser names them.
    assert mended(again, boxes[::-1], engine).boxes == boxes
    only_last = mended(reading, [boxes[-1]], engine)
    assert places(only_last) == [(0, 1)]
    assert places(mended(only_last, [boxes[0], boxes[-1]], engine)) == [(0, 1), (1, 1)]


def test_a_box_far_away_in_a_row_is_a_number_of_its_own(engine):
    pixels = on_paper([SEVEN, ONE, SEVEN, ONE, SEVEN, ONE, SEVEN])
    reading = read(pixels, engine)
    first, last = reading.boxes[0], reading.boxes[-1]
    apart = mended(mended(reading, [first], engine), [last, first], engine)
    assert places(apart) == [(0, 1), (0, 1)]
    assert apart.boxes == [first, last]
    assert picture_answer.as_text(apart) == "7\t7"
    assert picture_answer.as_csv(apart).splitlines()[1:] == ["1,1,7,0.910", "1,2,7,0.910"]


def test_one_digit_is_as_sure_as_on_the_drawing_page(engine):
    reading = read(on_paper([SEVEN]), engine)
    assert picture_answer.in_words(reading) == draw_page.QUITE_SURE()
    assert ">91%<" in picture_answer.as_html(reading)


def test_the_same_box_twice_is_one(engine):
    reading = read(on_paper([SEVEN, ONE]), engine)
    first, second = reading.boxes
    again = mended(reading, [first, first, second], engine)
    assert again.boxes == [first, second]
    # Nothing has changed, so the whole number is as sure as it was.
    assert again.numbers[0].confidence == reading.numbers[0].confidence


def test_no_more_is_shown_than_can_be_mended(engine, monkeypatch):
    monkeypatch.setattr(picture_reading, "MOST_BOXES", 3)
    reading = read(on_paper([SEVEN, ONE], [ONE, SEVEN, SEVEN]), engine)
    assert reading.is_cut
    assert places(reading) == [(0, 2)]


@pytest.mark.parametrize("channels", [None, 3, 4])
def test_pictures_of_every_kind_are_shown(engine, channels):
    pixels = on_paper([SEVEN, ONE])
    if channels is None:
        pixels = pixels[..., 0]
    elif channels == 4:
        # Ink on nothing.
        pixels = np.dstack([np.zeros_like(pixels), 255 - pixels[..., 0]])
    reading = read(pixels, engine)
    assert places(reading) == [(0, 2)]
    assert reading.picture.startswith(b"\xff\xd8")


@given(
    st.recursive(
        st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text(max_size=3)),
        lambda inner: st.lists(inner, max_size=5),
    )
)
def test_whatever_a_browser_sends_is_boxes_in_the_picture_or_nothing(value):
    for left, top, width, height in checked_boxes(value, (100, 50)) or []:
        assert 0 <= left < left + width <= 100
        assert 0 <= top < top + height <= 50


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.integers(0, 40), st.integers(4, 10), st.integers(4, 10)),
        max_size=30,
    )
)
def test_boxes_in_the_picture_are_taken_and_no_digit_is_lost(boxes):
    taken = checked_boxes([list(box) for box in boxes], (100, 50))
    assert taken == boxes
    reading = read(np.full((50, 100, 3), 255, np.uint8), FakeEngine())
    again = mended(reading, taken, FakeEngine())
    assert sorted(again.boxes) == sorted(set(boxes))
    rows = [number.row for number in again.numbers]
    assert rows == sorted(rows)
