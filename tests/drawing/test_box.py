"""Drawings in a box of one size."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing.box import BOX, in_box
from digitnet.drawing.drawing import Drawing


@given(
    st.lists(
        st.lists(st.tuples(*[st.floats(-1e7, 1e7)] * 2), min_size=1, max_size=9),
        min_size=1,
        max_size=5,
    ),
    st.none() | st.floats(1e-3, 1e7),
)
def test_every_drawing_fits_into_the_box(strokes, pen_width):
    strokes, pen = in_box(Drawing.from_strokes(strokes, pen_width))
    points = np.array([point for stroke in strokes for point in stroke])
    assert points.min() >= 0
    assert points.max() <= BOX
    assert 0 < pen < BOX
