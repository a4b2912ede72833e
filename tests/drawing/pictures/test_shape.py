"""Ink becomes an image with the pen that the network knows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitnet.drawing.pictures.shape import image_of_ink


@pytest.mark.parametrize("shift", [0, 8, 11])
def test_a_ring_with_a_thin_side_stays_closed(shift):
    ring = np.zeros((120, 100), np.uint8)
    cv2.ellipse(ring, (50, 60), (42, 52), 0, 0, 360, 255, -1)
    cv2.ellipse(ring, (50 + shift, 60), (28, 38), 0, 0, 360, 0, -1)
    image = image_of_ink(ring)
    assert image is not None
    paper = np.pad(image < 100, 1, constant_values=True).astype(np.uint8)
    assert cv2.connectedComponents(paper, connectivity=4)[0] - 1 == 2


def test_no_ink_has_no_image():
    assert image_of_ink(np.zeros((5, 5), np.uint8)) is None
