"""The ink of one digit as the network sees digits: MNIST format, with the canonical pen."""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.mnist_format import BOX, MASS_CENTRE, OVERSAMPLING, PEN, SIDE

THIN = 0.7
"""A stroke does not become thinner than this, in widths of the pen, unless it is."""


def image_of_ink(ink: np.ndarray) -> np.ndarray | None:
    """Return the image of a digit's ink, uint8 (28, 28), or None if there is none.

    Args:
        ink: uint8 (height, width), 255 where there is ink, else 0, with any margin.
    """
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    return _placed(_with_canonical_pen(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))


def _with_canonical_pen(digit: np.ndarray) -> np.ndarray:
    """Scale binary ink to the box and give its strokes the canonical width, 8 times oversampled."""
    inner = (BOX - PEN) * OVERSAMPLING
    pen = PEN * OVERSAMPLING
    scale = inner / max(digit.shape)
    # Scaled twice: the first pass tells how much of the box the pen itself takes.
    for _ in range(2):
        size = [max(1, round(side * scale)) for side in digit.shape[1::-1]]
        ink = cv2.resize(digit, size, interpolation=cv2.INTER_LINEAR)
        margin = int(2 * pen)
        ink = cv2.copyMakeBorder(ink, margin, margin, margin, margin, cv2.BORDER_CONSTANT)
        inside = cv2.distanceTransform(np.where(ink > 127, 255, 0).astype(np.uint8), cv2.DIST_L2, 5)
        # Across a bar of width w the mean distance to its edge is w / 4.
        width = 4 * float(inside[inside > 0].mean()) if (inside > 0).any() else pen
        scale *= float(np.clip(inner / max(1.0, max(size) - width), 0.5, 2.0))
    outside = cv2.distanceTransform(np.where(ink > 127, 0, 255).astype(np.uint8), cv2.DIST_L2, 5)
    grow = (pen - width) / 2
    coverage: np.ndarray = np.clip(0.5 + grow - (outside - inside), 0, 1)
    if grow < 0:
        # Where a stroke is thinner than elsewhere, nothing of it would be left.
        middle = (inside > 0) & (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8)))
        away = cv2.distanceTransform(np.where(middle, 0, 255).astype(np.uint8), cv2.DIST_L2, 5)
        thin = np.clip(0.5 + THIN * pen / 2 - away, 0, 1)
        coverage = np.maximum(coverage, np.minimum(thin, inside > 0))
    return (coverage * 255).astype(np.uint8)


def _placed(ink: np.ndarray) -> np.ndarray | None:
    """Place oversampled ink by its centre of mass and reduce it by area."""
    moments = cv2.moments(ink)
    if not moments["m00"]:
        return None
    side = SIDE * OVERSAMPLING
    shift = [
        MASS_CENTRE * OVERSAMPLING - 0.5 - moments[name] / moments["m00"] for name in ("m10", "m01")
    ]
    move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
    placed = cv2.warpAffine(ink, move, (side, side), flags=cv2.INTER_LINEAR)
    image: np.ndarray = cv2.resize(placed, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return image
