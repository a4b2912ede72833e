"""A hand: curves through control points."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitnet.data.hand import LONGEST_GAP, Hand, curve, drawn
from digitnet.data.skeletons.curves import stroke

STEADY = Hand(
    slant=0, width=1, tilt=0, roundness=0, angularity=0, slop=0, warp=0, tremor=0, hurry=0,
    skips=0, flick=0, resolution=400,
)  # fmt: skip


def test_a_curve_goes_through_its_points_and_breaks_at_corners():
    points = np.array([(0, 0, 0), (1, 0, 1), (1, 1, 0), (0, 1, 0)], float)
    line = curve(points)
    for point in points[:, :2]:
        assert np.hypot(*(line - point).T).min() < 1e-9
    # Up to the corner the line is straight, after it it is bent.
    assert np.abs(line[:6, 1]).max() == 0
    assert len(curve(points[:1])) == 1


@given(
    st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2), st.sampled_from([0.0, 1.0])), min_size=1)
)
def test_a_curve_stays_near_its_points(points):
    control = np.array(points)
    line = curve(control)
    assert np.isfinite(line).all()
    size = np.ptp(control[:, :2], axis=0).max()
    assert (line.min(axis=0) >= control[:, :2].min(axis=0) - size - 1e-9).all()
    assert (line.max(axis=0) <= control[:, :2].max(axis=0) + size + 1e-9).all()


def test_a_pen_that_skips_leaves_small_gaps_and_loses_nothing_else():
    bow = [stroke((0, 0), (0.6, 0.3), (0.5, 0.7), (0, 1))]
    whole = drawn(bow, STEADY, np.random.default_rng(0)).strokes
    skipping = dataclasses.replace(STEADY, skips=4.0)
    pieces = drawn(bow, skipping, np.random.default_rng(0)).strokes
    assert len(whole) == 1
    assert len(pieces) > 1
    assert sum(map(len, pieces)) == len(whole[0])
    gaps = [np.hypot(*(b[0] - a[-1])) for a, b in itertools.pairwise(pieces)]
    assert max(gaps) <= LONGEST_GAP * STEADY.resolution * 1.2


def test_an_angular_hand_writes_straight_lines():
    bow = [stroke((0, 0), (0.6, 0.3), (0.5, 0.7), (0, 1))]

    def straightness(hand: Hand) -> float:
        """Share of the length of the straight way through the control points."""
        (line,) = drawn(bow, hand, np.random.default_rng(1)).strokes
        straight = np.hypot(*np.diff(bow[0][:, :2], axis=0).T).sum() * hand.resolution
        return straight / float(np.hypot(*np.diff(line, axis=0).T).sum())

    assert straightness(dataclasses.replace(STEADY, angularity=1)) > straightness(STEADY) + 0.01
    # A fast stylus keeps fewer points.
    fast = dataclasses.replace(STEADY, hurry=1.0)
    (few,) = drawn(bow, fast, np.random.default_rng(1)).strokes
    (many,) = drawn(bow, STEADY, np.random.default_rng(1)).strokes
    assert len(few) < 0.7 * len(many)


def test_most_hands_are_usual_and_some_are_not():
    rng = np.random.default_rng(0)
    hands = [Hand.random(rng) for _ in range(1000)]
    assert 0.8 < np.mean([hand.angularity == 0 for hand in hands]) < 0.95
    assert 0.9 < np.mean([hand.skips == 0 for hand in hands]) < 0.98
    slants = np.array([hand.slant for hand in hands])
    assert slants.min() < -0.35
    assert slants.max() > 0.7
    assert -0.5 <= slants.min() < slants.max() <= 0.85
