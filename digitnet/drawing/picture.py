"""A picture of a digit (a canvas's pixels, a scan, a photo) to MNIST format.

A picture has no strokes, so ink and paper are separated by brightness: the brightness of the paper
is estimated and subtracted, ink is what differs most (Otsu's threshold), and its outline is moved
in or out until the strokes have the canonical pen's width.
"""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.mnist_format import BOX, MASS_CENTRE, OVERSAMPLING, PEN, SIDE
from digitnet.errors import DigitnetError
from digitnet.texts import errors

MAX_PIXELS = 50_000_000

WORKING_SIDE = 640
"""Larger pictures are reduced to this: a digit's shape needs no more."""

MIN_CONTRAST = 24
"""Ink and paper differ by at least this much of 255; less is a blank sheet's texture."""

_SHEET = 0.55
"""What is opaque is a sheet, and not strokes, if it fills at least this part of its box."""

_FULL = 0.9
_NARROW = 2.0
"""It is a blank sheet, even without any ink on it, if it fills this part of its box and its longer
side is less than so many times the shorter one."""

_WIDER = 2.0
"""Paper is wider than ink. The shades that are so many times wider, compared with the others, than
these are with them, are paper; below it the edge of the picture decides."""

_SPECK = 0.02
"""Ink blobs below this part of the largest one are specks of dust."""


class PictureError(DigitnetError, ValueError):
    """A picture cannot be read."""


def picture_to_mnist(pixels: np.ndarray) -> np.ndarray | None:
    """Return the image of the digit in a picture, uint8 (28, 28), or None if it is blank.

    Args:
        pixels: uint8 (height, width), (height, width, 3) RGB or (height, width, 4) RGBA; dark ink
            on light paper or light on dark; a transparent picture's ink is where it is opaque.

    Raises:
        PictureError: if the array is not a picture.
    """
    ink = _ink(_checked(pixels))
    if ink is None:
        return None
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _placed(_with_canonical_pen(digit))


def _checked(pixels: np.ndarray) -> np.ndarray:
    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or 0 in pixels.shape:
        raise PictureError(errors.PICTURE_SHAPE)
    if pixels.ndim == 3 and pixels.shape[2] not in (3, 4):
        raise PictureError(errors.PICTURE_SHAPE)
    if pixels.shape[0] * pixels.shape[1] > MAX_PIXELS:
        raise PictureError(errors.PICTURE_PIXELS, limit=MAX_PIXELS // 10**6)
    scale = WORKING_SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _ink(pixels: np.ndarray) -> np.ndarray | None:
    """Where the ink is, uint8 (height, width), 255 or 0; None if there is none."""
    if pixels.ndim == 3 and pixels.shape[2] == 4 and int(pixels[..., 3].min()) < 128:
        grey = _sheet(pixels)
        if grey is None:
            strokes = _thresholded(pixels[..., 3])
            return None if strokes is None else _without_specks(strokes[0])
    else:
        grey = _grey(pixels)
    if _is_paper_dark(grey):
        grey = 255 - grey
    # If the paper goes on as the edge is, then what touches the edge, the rest of a neighbour or a
    # shadow, is paper. So is a straight stroke along it, which comes back as part of the digit.
    found = _thresholded(_contrast(grey, cv2.BORDER_REPLICATE))
    if found is None:
        return None
    ink, threshold = _without_specks(found[0]), found[1]
    if int(grey.max()) - int(_border(grey).min()) <= threshold:
        return ink
    whole = (_contrast(grey, cv2.BORDER_REFLECT) > threshold).astype(np.uint8)
    _, blobs = cv2.connectedComponents(whole, connectivity=8)
    digit = np.setdiff1d(blobs[_largest_blob(ink)], 0)
    return np.where(np.isin(blobs, digit), np.uint8(255), ink)


def _is_paper_dark(grey: np.ndarray) -> bool:
    """Whether ink is light on dark paper.

    Strokes are thin and paper is wide; where that does not tell, paper is what most of the edge is.
    """
    middle = (int(grey.min()) + int(grey.max())) / 2
    light, dark = grey >= middle, grey < middle
    # Paper may go on beyond the edges, ink ends there.
    as_dark_ink = _widest(light, True) / max(_widest(dark, False), 1.0)
    as_light_ink = _widest(dark, True) / max(_widest(light, False), 1.0)
    if max(as_dark_ink, as_light_ink) >= _WIDER * min(as_dark_ink, as_light_ink):
        return as_light_ink > as_dark_ink
    return float(np.median(_border(grey))) < middle


def _border(grey: np.ndarray) -> np.ndarray:
    """The pixels along the edges, uint8 (n,)."""
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def _widest(where: np.ndarray, goes_on: bool) -> float:
    """Half the width of the widest place of an area, bool (height, width), in pixels.

    Args:
        goes_on: whether it goes on beyond the edges of the picture.
    """
    area = np.pad(where, 1, mode="edge" if goes_on else "constant").astype(np.uint8)
    return float(cv2.distanceTransform(area, cv2.DIST_L2, 3).max())


def _thresholded(contrast: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Ink by Otsu's threshold, 255 or 0, and the threshold; None if there is only texture."""
    if int(contrast.max()) < MIN_CONTRAST:
        return None
    threshold, ink = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return ink, threshold


def _contrast(grey: np.ndarray, beyond: int) -> np.ndarray:
    """How much darker each pixel is than the paper, uint8 (height, width).

    Args:
        grey: dark ink on light paper, uint8 (height, width).
        beyond: how the paper goes on beyond the edges, one of OpenCV's border types.
    """
    # Closing wipes out dark lines narrower than the kernel and leaves the paper with its shadows.
    side = max(3, max(grey.shape) // 3) | 1
    padded = cv2.copyMakeBorder(grey, side, side, side, side, beyond)
    paper = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper = cv2.blur(paper, (side, side))[side:-side, side:-side]
    return cv2.subtract(paper, grey)


def _grey(pixels: np.ndarray) -> np.ndarray:
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels[..., :3], cv2.COLOR_RGB2GRAY)


def _sheet(pixels: np.ndarray) -> np.ndarray | None:
    """What is opaque of a picture, uint8 grey, if the ink lies on it; None if it is the ink itself.

    A window or a sheet cut out with transparent corners or margins fills most of its box and has
    shades of its own; strokes drawn on nothing do not. A 1 may fill its box, but it is narrow: what
    is neither narrow nor has shades is a blank sheet.
    """
    opacity = pixels[..., 3]
    solid = opacity > int(opacity.max()) / 2
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return None
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    grey, sheet = _grey(pixels)[box], solid[box].astype(np.uint8)
    # The outermost pixels are mixed with what was behind them.
    core = cv2.erode(sheet, np.ones((3, 3), np.uint8))
    if sheet.mean() < _SHEET or not core.any():
        return None
    shades = grey[core > 0]
    if int(shades.max()) - int(shades.min()) < 2 * MIN_CONTRAST:
        is_wide = max(grey.shape) < _NARROW * min(grey.shape)
        return np.full_like(grey, 255) if sheet.mean() >= _FULL and is_wide else None
    rim = cv2.subtract(core, cv2.erode(core, np.ones((3, 3), np.uint8)))
    paper = np.uint8(np.median(grey[rim > 0] if rim.any() else shades))
    return np.where(core > 0, grey, paper)


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
