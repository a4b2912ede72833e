"""Dividing a drawing into what stands side by side."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing import segment
from digitnet.drawing.drawing import Drawing

POINT = st.tuples(st.integers(0, 300), st.integers(0, 100))
DRAWINGS = st.lists(st.lists(POINT, min_size=1, max_size=6), max_size=8).map(Drawing.from_strokes)

FOUR = [[(10, 0), (0, 60), (40, 60)], [(30, 30), (28, 100)]]
ONE = [[(0, 0), (0, 100)]]


def beside(*digits):
    """Digits from left to right, 60 apart."""
    strokes = [
        [(x + 60 * place, y) for x, y in stroke]
        for place, digit in enumerate(digits)
        for stroke in digit
    ]
    return Drawing.from_strokes(strokes)


def test_strokes_above_each_other_are_one_group():
    assert segment.groups(beside(FOUR)) == [[0, 1]]
    assert segment.groups(beside(ONE, FOUR, ONE)) == [[0], [1, 2], [3]]
    assert segment.groups(Drawing(())) == []


def test_a_later_stroke_goes_to_the_group_where_it_stands():
    one, four, bar = *beside(ONE, FOUR).strokes[:2], beside(ONE, FOUR).strokes[2]
    assert segment.groups(Drawing.from_strokes([four, one, bar])) == [[1], [0, 2]]


def test_digits_may_lean_into_each_other_a_little():
    slanted = [[(20, 0), (0, 100)]]
    assert len(segment.groups(Drawing.from_strokes([*slanted, [(32, 0), (12, 100)]]))) == 2
    assert len(segment.groups(Drawing.from_strokes([*slanted, [(28, 0), (8, 100)]]))) == 1


def test_what_is_too_much_for_a_number_stays_whole():
    ones = [ONE] * segment.MOST_GROUPS
    assert len(segment.groups(beside(*ones))) == segment.MOST_GROUPS
    assert segment.groups(beside(*ones, ONE)) == [list(range(segment.MOST_GROUPS + 1))]
    long = [[(0, y) for y in range(segment.MOST_POINTS)]]
    assert segment.groups(beside(long, ONE)) == [[0, 1]]


@given(DRAWINGS)
def test_every_stroke_is_in_one_group_and_groups_go_from_left_to_right(drawing):
    groups = segment.groups(drawing)
    numbers = [number for group in groups for number in group]
    assert sorted(numbers) == list(range(len(drawing.strokes)))
    lefts = [min(drawing.strokes[number][:, 0].min() for number in group) for group in groups]
    assert lefts == sorted(lefts)
    assert all(group == sorted(group) for group in groups)


@given(DRAWINGS)
def test_the_parts_of_a_drawing_are_the_drawing(drawing):
    groups = segment.groups(drawing)
    parts = [segment.part(drawing, (i, i + 1), groups) for i in range(len(groups))]
    assert sum(len(part.strokes) for part in parts) == len(drawing.strokes)
    whole = segment.part(drawing, (0, len(groups)), groups)
    assert [id(stroke) for stroke in whole.strokes] == [id(stroke) for stroke in drawing.strokes]


@given(st.integers(0, 12))
def test_no_span_is_the_whole_or_too_long(count):
    spans = segment.spans(count)
    assert len(set(spans)) == len(spans)
    assert all(0 <= start < end <= count for start, end in spans)
    assert all(end - start <= segment.MOST_PER_DIGIT for start, end in spans)
    assert (0, count) not in spans


@given(st.integers(1, 8).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n)))))
def test_digits_side_by_side_cover_the_whole(case):
    count, cuts = case
    edges = sorted({0, count} | cuts)
    digits = set(pairwise(edges))
    assert segment.covered(count, digits)
    for missing in digits:
        assert not segment.covered(count, digits - {missing})
