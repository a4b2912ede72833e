"""Ink and paper told apart: the paper's brightness estimated and taken away, then a threshold."""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.pictures.pixels import MIN_CONTRAST

_PAPER_SIDE = 320
"""The paper's brightness is estimated on a picture of this size: light changes slowly."""

_DARKEST = 64.0
"""Paper in the deepest shadow is not taken for darker than this: noise would become ink."""

_HIGH = 0.5
_LEVEL = 70
"""Digits' ink is as dark as this percentile of the blobs that have this part of the highest one's
height."""

_FAINT = 0.45
_FAINT_BLOB = 0.6
"""Pixels below the first part of this contrast, and blobs without any above the second, are no ink
of the digits."""


def contrast_of(grey: np.ndarray, beyond: int = cv2.BORDER_REPLICATE) -> np.ndarray:
    """Return how much darker each pixel is than the paper, uint8 (height, width).

    Args:
        grey: dark ink on light paper, uint8 (height, width).
        beyond: how the paper goes on beyond the edges, one of OpenCV's border types.
    """
    scale = min(1.0, _PAPER_SIDE / max(grey.shape))
    size = [max(1, round(side * scale)) for side in grey.shape[1::-1]]
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    # Closing wipes out dark lines narrower than the kernel and leaves the paper with its shadows.
    side = max(3, max(small.shape) // 3) | 1
    padded = cv2.copyMakeBorder(small, side, side, side, side, beyond)
    paper = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper = cv2.blur(paper, (side, side))[side:-side, side:-side]
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.subtract(paper, grey)


def in_even_light(contrast: np.ndarray, grey: np.ndarray) -> np.ndarray:
    """Return the contrast as it would be on white paper, uint8 (height, width): in the shadow, ink
    and paper differ by less.

    Args:
        contrast: of ``contrast_of``, for the same picture.
        grey: the picture, uint8 (height, width).
    """
    if int(contrast.max()) < MIN_CONTRAST:
        # A shade of the paper, which must not become ink.
        return contrast
    paper = np.maximum(contrast.astype(np.float32) + grey, _DARKEST)
    return np.asarray(contrast * (255 / paper), np.uint8)


def thresholded(contrast: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Return ink by Otsu's threshold, 255 or 0, and the threshold; None if there is only
    texture."""
    if int(contrast.max()) < MIN_CONTRAST:
        return None
    threshold, ink = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return ink, threshold


def without_print(ink: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    """Return ink less what is much fainter than most of it: a pattern or a text printed on the
    paper, or what shows through from its back.

    Args:
        ink: uint8 (height, width), 255 where there is ink, else 0.
        contrast: how much darker each pixel is than the paper, uint8 (height, width).
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count == 1:
        return ink
    # Digits are the high blobs. Their strokes' edges are fainter than their middle.
    high = stats[:, cv2.CC_STAT_HEIGHT] >= _HIGH * stats[1:, cv2.CC_STAT_HEIGHT].max()
    high[0] = False
    level = float(np.percentile(contrast[high[labels]], _LEVEL))
    is_dark = np.zeros(count, bool)
    is_dark[labels[contrast >= _FAINT_BLOB * level]] = True
    keep = is_dark[labels] & (contrast >= _FAINT * level)
    return np.where(keep, ink, np.uint8(0))
