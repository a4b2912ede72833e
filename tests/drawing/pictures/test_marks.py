"""Dots and dashes are no digits; small zeros are."""

from __future__ import annotations

import numpy as np

from digitnet.drawing.pictures.blobs import Blob
from digitnet.drawing.pictures.marks import without_marks

DIGIT = Blob(0, 0, np.ones((100, 50), bool))


def test_dots_commas_and_dashes_go():
    dot = Blob(60, 88, np.ones((12, 12), bool))
    dashes = [Blob(80, top, np.ones((9, 60), bool)) for top in (40, 60)]
    assert without_marks([DIGIT, dot, *dashes], 100) == [DIGIT]


def test_small_zeros_and_the_halves_of_a_broken_digit_stay():
    halves = [Blob(70, 20, np.ones((38, 60), bool)), Blob(75, 60, np.ones((38, 60), bool))]
    zero = Blob(140, 60, np.ones((34, 40), bool))
    assert without_marks([DIGIT, *halves, zero], 100) == [DIGIT, *halves, zero]
