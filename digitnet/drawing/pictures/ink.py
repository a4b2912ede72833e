"""Ink and paper told apart: the paper's brightness estimated and taken away, then a threshold."""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.pictures.pixels import MIN_CONTRAST
from digitnet.drawing.pictures.seams import stroke_width

_PAPER_SIDE = 320
"""The paper's brightness is estimated on a picture of this size: light changes slowly."""

_DARKEST = 64.0
"""Paper in the deepest shadow is not taken for darker than this: noise would become ink."""

_HIGH = 0.5
_LEVEL = 70
"""Digits' ink is as dark as this percentile of the blobs that have this part of the highest one's
height."""

_PATTERN = 0.22
_DARK_PAPER = 90
"""Paper has a pattern if it is as dark as this part of the ink at this percentile. Of photos,
scans and screenshots of digits, none is above 0.19; of cheques, most are at 0.25 to 0.5."""

_NO_PAPER = 0.75
"""What is as dark as this part of the ink is no paper."""

_BLUR = 0.25
"""Patterns are made of lines thinner than the strokes: a blur of this many widths of the stroke,
as a standard deviation, makes them faint and leaves strokes as dark as they are."""

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


def without_pattern(contrast: np.ndarray) -> np.ndarray:
    """Return the contrast less that of a fine pattern all over the paper, such as cheques have,
    uint8 (height, width); as it is if there is no pattern.

    Args:
        contrast: how much darker each pixel is than the paper, uint8 (height, width).
    """
    found = thresholded(contrast)
    if found is None:
        return contrast
    high = _high_blobs(found[0])
    pattern, level = _pattern_and_ink(contrast, high)
    if pattern < _PATTERN * level:
        return contrast
    blur = _BLUR * stroke_width(np.where(high, np.uint8(255), np.uint8(0)))
    smooth = cv2.GaussianBlur(contrast, (0, 0), blur)
    pattern, level = _pattern_and_ink(smooth, high)
    if level <= pattern:
        return contrast
    clear = np.clip((smooth - pattern) * (level / (level - pattern)), 0, 255)
    return np.asarray(clear, np.uint8)


def _high_blobs(ink: np.ndarray) -> np.ndarray:
    """Where the high blobs are, bool (height, width): digits are among them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high = stats[:, cv2.CC_STAT_HEIGHT] >= _HIGH * stats[1:, cv2.CC_STAT_HEIGHT].max()
    high[0] = False
    return np.asarray(high[labels])


def _pattern_and_ink(contrast: np.ndarray, high: np.ndarray) -> tuple[float, float]:
    """How dark a pattern on the paper is, and ink.

    Args:
        contrast: uint8 (height, width).
        high: where the digits are, bool (height, width).
    """
    level = float(np.percentile(contrast[high], _LEVEL))
    near = cv2.dilate(high.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    paper = contrast[~near & (contrast < _NO_PAPER * level)]
    return float(np.percentile(paper, _DARK_PAPER)) if len(paper) else 0.0, level


def without_print(ink: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    """Return ink less what is much fainter than most of it: a pattern or a text printed on the
    paper, or what shows through from its back.

    Args:
        ink: uint8 (height, width), 255 where there is ink, else 0.
        contrast: how much darker each pixel is than the paper, uint8 (height, width).
    """
    count, labels = cv2.connectedComponents(ink, connectivity=8)
    if count == 1:
        return ink
    # Digits are the high blobs. Their strokes' edges are fainter than their middle.
    level = float(np.percentile(contrast[_high_blobs(ink)], _LEVEL))
    is_dark = np.zeros(count, bool)
    is_dark[labels[contrast >= _FAINT_BLOB * level]] = True
    keep = is_dark[labels] & (contrast >= _FAINT * level)
    return np.where(keep, ink, np.uint8(0))
