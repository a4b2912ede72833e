"""Dividing a drawing into what may be a digit."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing import segment
from digitnet.drawing.cuts import cut
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.exits import without_exit

POINT = st.tuples(st.integers(0, 300), st.integers(0, 100))
STROKE = st.lists(POINT, min_size=1, max_size=8)
DRAWINGS = st.lists(STROKE, max_size=8).map(Drawing.from_strokes)

FOUR = [[(10, 0), (0, 60), (40, 60)], [(30, 30), (28, 100)]]
ONE = [[(0, 0), (0, 100)]]
RING = [(30 - 30 * np.sin(t), 50 - 50 * np.cos(t)) for t in np.linspace(0, 2 * np.pi, 40)]


def beside(*digits, apart=60):
    """Digits from left to right."""
    strokes = [
        [(x + apart * place, y) for x, y in stroke]
        for place, digit in enumerate(digits)
        for stroke in digit
    ]
    return Drawing.from_strokes(strokes)


def groups(drawing):
    return [candidate.strokes for candidate in segment.lattice(drawing).candidates]


def test_neighbours_may_be_a_digit_whatever_the_order_of_drawing():
    one, four, bar = *beside(ONE, FOUR).strokes[:2], beside(ONE, FOUR).strokes[2]
    found = groups(Drawing.from_strokes([four, one, bar]))
    assert (0, 2) in found
    assert (1,) in found
    assert (0, 1, 2) in found


def test_what_stands_far_apart_is_no_digit_unless_it_is_all():
    found = groups(beside(ONE, ONE, ONE, apart=40))
    assert found == [(0,), (0, 1, 2), (1,), (2,)]


def test_two_rings_in_one_stroke_are_cut_between_them():
    joined = np.array([*RING, *((x + 80, y) for x, y in RING)], float)
    parts = cut(joined, 100.0)
    edges = [part[0, 0] for part in parts[1:]]
    assert any(45 <= edge <= 80 for edge in edges)
    lattice = segment.lattice(Drawing.from_strokes([joined]))
    assert lattice.cuts == (True,) * (len(parts) - 1)
    whole = next(each for each in lattice.candidates if each.end - each.start == len(parts))
    assert np.array_equal(whole.drawing.strokes[0], joined)


def test_the_way_to_the_next_digit_is_left_out_only_within_a_number():
    hooked = [[(10, 0), (8, 50), (5, 100), (20, 70)]]
    assert len(without_exit(np.array(hooked[0], float))) == 3
    lone = segment.lattice(beside(hooked)).candidates[0]
    assert len(lone.drawing.strokes[0]) == 4
    first = segment.lattice(beside(hooked, ONE)).candidates[0]
    assert len(first.drawing.strokes[0]) == 3


def test_a_digit_s_own_end_is_no_exit():
    for stroke in (
        RING,
        FOUR[0],
        [(0, 0), (0, 100), (50, 95)],
        [(30, 0), (0, 60), (20, 100), (40, 70), (5, 60)],
    ):
        array = np.array(stroke, float)
        assert without_exit(array) is array


def test_one_stroke_is_undivided_unless_it_joins_digits():
    assert segment.is_undivided(beside(ONE))
    assert segment.is_undivided(beside([RING]))
    assert not segment.is_undivided(beside(ONE, ONE))
    assert not segment.is_undivided(beside([[*RING, *((x + 80, y) for x, y in RING)]]))


def test_strokes_above_each_other_stand_together():
    assert segment.stands_together(beside(FOUR))
    assert not segment.stands_together(beside(ONE, ONE))
    assert not segment.stands_together(Drawing.from_strokes([[(0, 0), (300, 100)]]))


@given(DRAWINGS)
def test_every_stroke_is_in_the_lattice_and_there_is_a_way_through(drawing):
    lattice = segment.lattice(drawing)
    reached = {0}
    for candidate in lattice.candidates:
        if candidate.start in reached:
            reached.add(candidate.end)
    assert lattice.count in reached
    every = {stroke for candidate in lattice.candidates for stroke in candidate.strokes}
    assert every == set(range(len(drawing.strokes)))
    singles = [each for each in lattice.candidates if each.end - each.start == 1]
    assert len(singles) == lattice.count
    if lattice.count > 1:
        assert len(lattice.cuts) == lattice.count - 1


@given(STROKE, st.floats(1, 200))
def test_the_parts_of_a_stroke_follow_each_other(stroke, height):
    line = np.array(stroke, float)
    parts = cut(line, height)
    assert np.allclose(parts[0][0], line[0])
    assert np.allclose(parts[-1][-1], line[-1])
    for before, after in itertools.pairwise(parts):
        assert np.array_equal(before[-1], after[0])


def test_many_strokes_make_few_units():
    rng = np.random.default_rng(0)
    scribble = Drawing.from_strokes(rng.integers(0, 300, (300, 20, 2)).tolist())
    lattice = segment.lattice(scribble)
    assert lattice.count <= segment.MOST_UNITS
    points = sum(map(len, lattice.candidates[-1].drawing.strokes))
    assert points <= 300 * 20
    assert len(lattice.candidates) <= segment.MOST_UNITS * segment.MOST_PER_DIGIT + 1
