"""Numbers: read with the shipped model's light form, without TensorFlow."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitnet import paths
from digitnet.data.numbers import compose, synthetic_numbers
from digitnet.data.samples import steady_hand
from digitnet.data.writers import Population, Writer
from digitnet.drawing.drawing import Drawing
from digitnet.network.light import LightPredictor
from digitnet.network.number_reader import read_numbers
from digitnet.network.prediction import Prediction


@pytest.fixture(scope="module")
def reader():
    return LightPredictor((paths.SHIPPED_MODEL / "model.tflite").read_bytes(), "shipped")


def written(text: str, gap: float = 0.2, seed: int = 1) -> Drawing:
    writer = Writer(np.random.default_rng(seed), Population(hand=steady_hand))
    shapes = []
    for digit in text:
        strokes = writer.draw(int(digit)).strokes
        points = np.concatenate(strokes)
        low, size = points.min(axis=0), float(np.ptp(points[:, 1]))
        shapes.append([(stroke - low) / size for stroke in strokes])
    placed = compose(shapes, [gap] * len(shapes), [0.0] * len(shapes))
    return Drawing.from_strokes([stroke for _, stroke in placed])


@pytest.mark.parametrize("text", ["2015", "10", "777", "40", "8000", "1234567890"])
def test_a_number_is_read_from_left_to_right(reader, text):
    drawing = written(text)
    number = reader.read_number(drawing)
    assert number.text == text
    assert number.confidence > 0.5
    assert [p.digit for p in number.digits] == [int(digit) for digit in text]
    assert sorted(stroke for group in number.groups for stroke in group) == list(
        range(len(drawing.strokes))
    )
    lefts = [left for left, *_ in number.boxes]
    assert lefts == sorted(lefts)


def test_the_same_number_in_any_size_and_place(reader):
    drawing = written("306")
    moved = Drawing(tuple(stroke * 123.0 + (50.0, -900.0) for stroke in drawing.strokes))
    number, other = reader.read_numbers([drawing, moved])
    assert (number.text, number.groups) == (other.text, other.groups)
    assert number.confidence == pytest.approx(other.confidence, abs=0.02)


def test_one_digit_is_read_as_it_is_alone(reader):
    drawings = [number.drawing for number in synthetic_numbers(60, 5) if len(number.text) == 1]
    numbers = reader.read_numbers(drawings)
    alone = [number for number in numbers if len(number.digits) == 1]
    assert len(alone) >= 0.9 * len(drawings)
    for number, prediction in zip(numbers, reader.predict_many(drawings), strict=True):
        if len(number.digits) == 1:
            assert number.digits[0].digit == prediction.digit
            assert np.array_equal(number.digits[0].image, prediction.image)


def test_late_bars_belong_to_their_digits(reader):
    seven, bar = [(0, 0), (50, 0), (20, 100)], [(8, 50), (48, 50)]
    five, top = [(90, 0), (86, 45), (115, 42), (125, 70), (110, 98), (85, 95)], [(90, 0), (128, -2)]
    one = [(160, 0), (160, 100)]
    number = reader.read_number(Drawing.from_strokes([seven, five, one, top, bar]))
    assert number.text == "751"
    assert number.groups == [[0, 4], [1, 3], [2]]


def test_two_zeros_in_one_stroke_are_two(reader):
    turn = np.linspace(0, 2 * np.pi, 40)
    ring = np.stack([30 - 30 * np.sin(turn), 50 - 50 * np.cos(turn)], axis=1)
    number = reader.read_number(
        Drawing.from_strokes([np.concatenate([ring, ring + np.array([85, 0])])])
    )
    assert number.text == "00"
    assert number.groups == [[0], [0]]


def test_most_synthetic_numbers_are_read(reader):
    numbers = list(synthetic_numbers(150, 99))
    read = reader.read_numbers([number.drawing for number in numbers])
    assert np.mean([a.text == b.text for a, b in zip(read, numbers, strict=True)]) > 0.85


def test_nothing_is_an_empty_number(reader):
    number = reader.read_number(Drawing(()))
    assert (number.text, number.digits, number.groups, number.confidence) == ("", [], [], 0.0)
    assert reader.read_numbers([]) == []


def test_a_part_that_is_hardly_a_digit_is_one_beside_others():
    """Where a lone drawing with this score is rejected, a part of a number is not."""

    def read_many(parts):
        shares = np.full(10, 0.01, np.float32)
        shares[1] = 0.91
        return [
            Prediction(shares, 1 if score > 0.5 else None, score, np.ones((28, 28), np.uint8))
            for part in parts
            for score in [{(0,): 0.99, (80,): 0.3}.get(lefts(part), 0.001)]
        ]

    def lefts(part):
        return tuple(float(stroke[0, 0]) for stroke in part.strokes)

    ones = Drawing.from_strokes([[(0, 0), (0, 100)], [(80, 0), (80, 100)]])
    assert read_numbers([ones], read_many)[0].text == "11"
    lone = Drawing.from_strokes([[(80, 0), (80, 100)]])
    assert read_numbers([lone], read_many)[0].text == "?"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 400), st.integers(0, 150)), min_size=1, max_size=9),
        max_size=9,
    )
)
def test_any_strokes_are_a_number(reader, strokes):
    drawing = Drawing.from_strokes(strokes)
    number = reader.read_number(drawing)
    assert len(number.text) == len(number.digits) == len(number.groups) == len(number.boxes)
    assert set(number.text) <= set("0123456789?")
    assert {stroke for group in number.groups for stroke in group} == set(range(len(strokes)))
    assert 0 <= number.confidence <= 1
    twice = [stroke for group in number.groups for stroke in group]
    for stroke in set(twice):
        # Only a wide stroke joins digits.
        wide = np.ptp(drawing.strokes[stroke][:, 0]) > 0
        assert twice.count(stroke) == 1 or wide


@pytest.mark.parametrize("count", [40, 300])
def test_a_canvas_full_of_ink_takes_bounded_time(reader, count):
    rng = np.random.default_rng(count)
    strokes = rng.random((count, 30, 2)).cumsum(axis=1) * 20 + rng.random((count, 1, 2)) * 600
    start = time.process_time()
    number = reader.read_number(Drawing.from_strokes(list(strokes)))
    assert time.process_time() - start < 10
    assert {s for group in number.groups for s in group} == set(range(count))
