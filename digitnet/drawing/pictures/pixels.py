"""A picture's pixels as grey: dark ink on light paper, in a size that can be worked on."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from digitnet.errors import DigitnetError
from digitnet.texts import errors

MAX_PIXELS = 50_000_000

LARGEST = 1600
"""Larger pictures are reduced to this many pixels at the longer side: on a sheet of paper that
fills it, digits of 5 mm are 27 pixels high."""

SMALLEST = 112
"""Smaller pictures are enlarged to this many pixels at the shorter side, so that a stroke's edge is
found between the pixels, but not beyond ``LARGEST`` and no more than fourfold."""

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


class PictureError(DigitnetError, ValueError):
    """A picture cannot be read."""


@dataclass(frozen=True, eq=False)
class Flat:
    """A picture in grey.

    Attributes:
        grey: uint8 (height, width).
        to_original: from its pixels to those of the picture, float64 (3, 3), a homography.
        is_ink: whether the picture is transparent and shows ink only: then grey is 255 less its
            opacity.
    """

    grey: np.ndarray
    to_original: np.ndarray
    is_ink: bool = False


def flatten(pixels: np.ndarray, largest: int = LARGEST, smallest: int = SMALLEST) -> Flat | None:
    """Return a picture in grey; None if it is blank.

    Args:
        pixels: uint8 (height, width), (height, width, 3) RGB or (height, width, 4) RGBA; dark ink
            on light paper or light on dark; a transparent picture's ink is where it is opaque.
        largest, smallest: as ``LARGEST`` and ``SMALLEST``.

    Raises:
        PictureError: if the array is not a picture.
    """
    checked = _checked(pixels)
    resized = _resized(checked, largest, smallest)
    scale = np.array(checked.shape[1::-1]) / resized.shape[1::-1]
    to_original = np.diag([*scale, 1.0])
    # Places are counted from the pixels' edges: a box's corner at 3 is between pixels 2 and 3.
    if resized.ndim == 3 and resized.shape[2] == 4 and int(resized[..., 3].min()) < 128:
        sheet = _sheet(resized)
        if sheet is None:
            opacity = resized[..., 3]
            is_blank = int(opacity.max()) < MIN_CONTRAST
            return None if is_blank else Flat(255 - opacity, to_original, is_ink=True)
        grey, (left, top) = sheet
        to_original = to_original @ np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])
    else:
        grey = as_grey(resized)
    return Flat(grey, to_original)


def dark_on_light(grey: np.ndarray) -> np.ndarray:
    """Return a picture, uint8 (height, width), turned round if its ink is light on dark paper."""
    return 255 - grey if _is_paper_dark(grey) else grey


def as_grey(pixels: np.ndarray) -> np.ndarray:
    """Return the brightness of a picture, whatever its opacity, uint8 (height, width)."""
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels[..., :3], cv2.COLOR_RGB2GRAY)


def _checked(pixels: np.ndarray) -> np.ndarray:
    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or 0 in pixels.shape:
        raise PictureError(errors.PICTURE_SHAPE)
    if pixels.ndim == 3 and pixels.shape[2] not in (3, 4):
        raise PictureError(errors.PICTURE_SHAPE)
    if pixels.shape[0] * pixels.shape[1] > MAX_PIXELS:
        raise PictureError(errors.PICTURE_PIXELS, limit=MAX_PIXELS // 10**6)
    return pixels


def _resized(pixels: np.ndarray, largest: int, smallest: int) -> np.ndarray:
    height, width = pixels.shape[:2]
    scale = max(1.0, min(4.0, smallest / min(height, width)))
    scale = min(scale, largest / max(height, width))
    if scale == 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(pixels, size, interpolation=how)


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
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return float(np.median(edge)) < middle


def _widest(where: np.ndarray, goes_on: bool) -> float:
    """Half the width of the widest place of an area, bool (height, width), in pixels.

    Args:
        goes_on: whether it goes on beyond the edges of the picture.
    """
    area = np.pad(where, 1, mode="edge" if goes_on else "constant").astype(np.uint8)
    return float(cv2.distanceTransform(area, cv2.DIST_L2, 3).max())


def _sheet(pixels: np.ndarray) -> tuple[np.ndarray, tuple[int, int]] | None:
    """What is opaque of a picture, uint8 grey, and its corner (left, top), if the ink lies on it;
    None if it is the ink itself.

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
    corner = int(columns[0]), int(rows[0])
    grey, sheet = as_grey(pixels)[box], solid[box].astype(np.uint8)
    # The outermost pixels are mixed with what was behind them.
    core = cv2.erode(sheet, np.ones((3, 3), np.uint8))
    if sheet.mean() < _SHEET or not core.any():
        return None
    shades = grey[core > 0]
    if int(shades.max()) - int(shades.min()) < 2 * MIN_CONTRAST:
        is_wide = max(grey.shape) < _NARROW * min(grey.shape)
        is_blank = sheet.mean() >= _FULL and is_wide
        return (np.full_like(grey, 255), corner) if is_blank else None
    rim = cv2.subtract(core, cv2.erode(core, np.ones((3, 3), np.uint8)))
    paper = np.uint8(np.median(grey[rim > 0] if rim.any() else shades))
    return np.where(core > 0, grey, paper), corner
