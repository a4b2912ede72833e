"""A sheet of paper that lies on something darker, found in a photo and made straight."""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.pictures.pixels import MIN_CONTRAST

_SIDE = 320
"""The sheet is looked for in a picture of this size."""

_SMALLEST = 0.2
_LARGEST = 0.95
"""Parts of the picture that a sheet may fill."""

_WIDE = 0.4
"""And of the picture's shorter side, for each of a sheet's sides."""

_FULL = 0.96
"""A sheet fills at least this part of the quadrilateral through its corners, and is at most so much
larger."""

_LIGHT = 0.8
_DARK = 0.85
"""At least this part of the sheet is light, and of what is around it dark."""

_INK = 12
"""There are at least so many dark pixels on it."""

_EDGE = 0.012
"""The outermost part of a sheet, in lengths of its sides, is left out: its edge has a shadow."""


def straightened(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Return a sheet of paper as if seen from straight above, uint8 (height, width), and the
    homography from its places to those of the picture, float64 (3, 3); None if there is no sheet
    with something on it, or nothing but the sheet.

    Args:
        grey: the picture's brightness, uint8 (height, width).
    """
    corners = _corners(grey)
    if corners is None:
        return None
    top, right, bottom, left = (
        float(np.linalg.norm(corners[(side + 1) % 4] - corners[side])) for side in range(4)
    )
    width, height = round(max(top, bottom)), round(max(left, right))
    inset = max(1.0, _EDGE * max(width, height))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - inset
    to_sheet = cv2.getPerspectiveTransform(corners, target)
    size = max(1, round(width - 2 * inset)), max(1, round(height - 2 * inset))
    return cv2.warpPerspective(grey, to_sheet, size), np.linalg.inv(to_sheet)


def _corners(grey: np.ndarray) -> np.ndarray | None:
    """The corners of the sheet, from the upper left one clockwise, float32 (4, 2)."""
    scale = min(1.0, _SIDE / max(grey.shape))
    size = [max(1, round(side * scale)) for side in grey.shape[1::-1]]
    small = cv2.GaussianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), (5, 5), 0)
    _, light = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    # Ink that reaches the sheet's edge does not make it smaller.
    sheet = cv2.morphologyEx(np.pad(light, 9), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(sheet[9:-9, 9:-9], cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    quad = _quadrilateral(cv2.convexHull(largest))
    if quad is None:
        return None
    area = cv2.contourArea(quad) / small.size
    if not _SMALLEST <= area <= _LARGEST:
        return None
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    full = cv2.contourArea(largest) / cv2.contourArea(quad)
    if sides.min() < _WIDE * min(small.shape) or not _FULL <= full <= 1 / _FULL:
        return None
    whole = np.zeros_like(small)
    cv2.fillConvexPoly(whole, np.rint(quad).astype(np.int32), 255)
    around = cv2.dilate(whole, np.ones((5, 5), np.uint8)) == 0
    inside = cv2.erode(whole, np.ones((9, 9), np.uint8))
    if not around.any() or not inside.any():
        return None
    # A sheet ends at once, a shadow does not.
    near = around & (cv2.dilate(whole, np.ones((13, 13), np.uint8)) > 0)
    rim = (inside > 0) & (cv2.erode(whole, np.ones((17, 17), np.uint8)) == 0)
    if float(np.median(small[rim])) - float(np.median(small[near])) < 2 * MIN_CONTRAST:
        return None
    if (light[inside > 0] > 0).mean() < _LIGHT or (light[around] == 0).mean() < _DARK:
        return None
    paper, table = float(np.median(small[inside > 0])), float(np.median(small[around]))
    # What has no ink on it is no sheet, but perhaps a light digit: a 1 is a rectangle.
    has_ink = (light[inside > 0] == 0).sum() >= _INK
    if paper - table < 2 * MIN_CONTRAST or not has_ink:
        return None
    return (_in_order(quad) + 0.5) / np.float32(scale)


def _quadrilateral(outline: np.ndarray) -> np.ndarray | None:
    """The corners of a convex outline that has four, float32 (4, 2)."""
    length = cv2.arcLength(outline, True)
    for part in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(outline, part * length, True)
        if len(corners) == 4:
            return corners[:, 0].astype(np.float32)
    return None


def _in_order(corners: np.ndarray) -> np.ndarray:
    """Clockwise, as seen, from the one nearest to the upper left."""
    middle = corners.mean(axis=0)
    around = corners - middle
    corners = corners[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
    first = int(np.argmin(corners.sum(axis=1)))
    return np.roll(corners, -first, axis=0)
