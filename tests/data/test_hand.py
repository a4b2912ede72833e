"""A hand: curves through control points."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitnet.data.hand import curve


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
