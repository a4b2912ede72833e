"""A picture of one digit (a canvas's pixels, a scan, a photo) to MNIST format.

A picture has no strokes, so ink and paper are separated by brightness: the brightness of the paper
is estimated and subtracted, ink is what differs most (Otsu's threshold), and its outline is moved
in or out until the strokes have the canonical pen's width.
"""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.pictures.ink import contrast_of, thresholded
from digitnet.drawing.pictures.pixels import dark_on_light, flatten
from digitnet.drawing.pictures.shape import image_of_ink

WORKING_SIDE = 640
"""Larger pictures are reduced to this: a digit's shape needs no more."""

_SPECK = 0.02
"""Ink blobs below this part of the largest one are specks of dust."""


def picture_to_mnist(pixels: np.ndarray) -> np.ndarray | None:
    """Return the image of the digit in a picture, uint8 (28, 28), or None if it is blank.

    Args:
        pixels: uint8 (height, width), (height, width, 3) RGB or (height, width, 4) RGBA; dark ink
            on light paper or light on dark; a transparent picture's ink is where it is opaque.

    Raises:
        PictureError: if the array is not a picture.
    """
    flat = flatten(pixels, largest=WORKING_SIDE, smallest=1)
    if flat is None:
        return None
    if flat.is_ink:
        strokes = thresholded(255 - flat.grey)
        return None if strokes is None else image_of_ink(_without_specks(strokes[0]))
    ink = _ink(dark_on_light(flat.grey))
    return None if ink is None else image_of_ink(ink)


def _ink(grey: np.ndarray) -> np.ndarray | None:
    """Where the ink is, uint8 (height, width), 255 or 0; None if there is none."""
    # If the paper continues beyond the edge as it is there, whatever touches the edge, such as a
    # part of a neighbour or a shadow, is paper. So is a straight stroke along the edge, which comes
    # back as part of the digit.
    found = thresholded(contrast_of(grey))
    if found is None:
        return None
    ink, threshold = _without_specks(found[0]), found[1]
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    if int(grey.max()) - int(edge.min()) <= threshold:
        return ink
    whole = (contrast_of(grey, cv2.BORDER_REFLECT) > threshold).astype(np.uint8)
    _, blobs = cv2.connectedComponents(whole, connectivity=8)
    digit = np.setdiff1d(blobs[_largest_blob(ink)], 0)
    return np.where(np.isin(blobs, digit), np.uint8(255), ink)


def _without_specks(ink: np.ndarray) -> np.ndarray:
    _, blobs, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    keep = np.concatenate([[False], areas >= _SPECK * areas.max(initial=0)])
    kept: np.ndarray = np.where(keep[blobs], np.uint8(255), np.uint8(0))
    return kept


def _largest_blob(ink: np.ndarray) -> np.ndarray:
    """Where the largest blob of ink is, bool (height, width)."""
    _, blobs, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest: np.ndarray = blobs == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    return largest
