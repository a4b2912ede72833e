"""How much of each pixel a pen covers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitnet.drawing.raster import DENSE, coverage, pieces

SIDE, WIDTH = 28, 2.42


def drawn(*strokes) -> np.ndarray:
    return coverage(*pieces([np.array(stroke, float) for stroke in strokes]), SIDE, WIDTH)


def slowly(strokes) -> np.ndarray:
    """The same from the definition: the distance of each centre from each piece, in float64."""
    expected = np.zeros((SIDE, SIDE))
    for row, column in np.ndindex(SIDE, SIDE):
        centre = np.array([column + 0.5, row + 0.5])
        for stroke in strokes:
            line = np.array(stroke, float)
            for start, end in itertools.pairwise(line):
                along = end - start
                share = np.clip((centre - start) @ along / max(along @ along, 1e-12), 0, 1)
                distance = np.linalg.norm(centre - start - share * along)
                ink = np.clip((WIDTH + 1) / 2 - distance, 0, 1)
                expected[row, column] = max(expected[row, column], ink)
    return expected


places = st.tuples(st.floats(2, 26), st.floats(2, 26))


@settings(max_examples=20)
@given(st.lists(st.lists(places, min_size=2, max_size=6), min_size=1, max_size=3))
def test_it_is_what_the_definition_says(strokes):
    assert drawn(*strokes) == pytest.approx(slowly(strokes), abs=1e-3)


def test_a_line_has_its_width_and_a_point_is_a_dot():
    line = drawn([(4, 14.3), (24, 14.3)])
    assert line[:, 14].sum() == pytest.approx(WIDTH, abs=1e-4)
    dot = drawn([(14, 14)])
    assert dot[13:15, 13:15].min() > 0.99
    assert dot.sum() == pytest.approx(np.pi * (WIDTH / 2) ** 2, abs=0.6)


@settings(max_examples=20)
@given(st.lists(places, min_size=2, max_size=200), st.randoms(use_true_random=False))
def test_neither_order_nor_direction_matters(stroke, random):
    parts = [stroke[i : i + 2] for i in range(len(stroke) - 1)]
    mixed = [part[::-1] for part in parts]
    random.shuffle(mixed)
    assert drawn(*mixed) == pytest.approx(drawn(*parts), abs=2e-3)


def test_ink_at_the_edge_is_cut_off():
    assert drawn([(-3, 14), (31, 14)])[14].min() == pytest.approx(1)
    assert drawn([(-9, -9), (-5, -5)]).max() == 0


@settings(max_examples=20)
@given(st.integers(DENSE, 3000))
def test_points_closer_than_a_cell_do_not_count(count):
    line = np.linspace((4.0, 5.0), (24.0, 21.0), count)
    starts, _ = pieces([line])
    assert len(starts) <= 400
    assert coverage(*pieces([line]), SIDE, WIDTH) == pytest.approx(
        drawn([(4, 5), (24, 21)]), abs=0.01
    )
