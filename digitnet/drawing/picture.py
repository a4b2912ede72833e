"""A picture of a digit (a canvas's pixels, a scan, a photo) to MNIST format.

A picture has no strokes, so ink is told from paper by brightness: the paper's own brightness is
estimated and taken off, ink is what differs most (Otsu's threshold), and its outline is then moved
in or out until strokes have the canonical pen's width.
"""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from digitnet.drawing.mnist_format import BOX, MASS_CENTRE, OVERSAMPLING, PEN, SIDE

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
"""Photos of today's phones are below both."""

WORKING_SIDE = 640
"""Larger pictures are reduced to this: a digit's shape needs no more."""

MIN_CONTRAST = 24
"""Ink and paper differ by at least this much of 255; less is a blank sheet's texture."""

_SPECK = 0.02
"""Ink blobs below this part of the largest one are specks of dust."""


class PictureError(ValueError):
    """A picture that cannot be read; the message is for people."""


def read_picture(source: str | Path | bytes) -> np.ndarray:
    """Read a picture file (PNG, JPEG, ...) or its bytes; uint8 (height, width, 4), RGBA.

    Raises:
        PictureError: if it is missing, no picture, or larger than the limits above.
    """
    try:
        if not isinstance(source, bytes):
            path = Path(source)
            if path.stat().st_size > MAX_BYTES:
                raise PictureError(f"{path.name} is larger than {MAX_BYTES // 10**6} MB.")
            source = path.read_bytes()
        if len(source) > MAX_BYTES:
            raise PictureError(f"The picture is larger than {MAX_BYTES // 10**6} MB.")
        with Image.open(io.BytesIO(source)) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise PictureError(f"The picture has more than {MAX_PIXELS // 10**6} megapixels.")
            return np.asarray(ImageOps.exif_transpose(picture).convert("RGBA"))
    except PictureError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise PictureError("This is not a picture that can be read.") from error
    except OSError as error:
        reason = f": {error.strerror}" if error.strerror else ""
        raise PictureError(f"The picture cannot be read{reason}.") from error
    # Pillow's decoders raise what they please on damaged files.
    except Exception as error:
        raise PictureError("The picture is damaged.") from error


def picture_to_mnist(pixels: np.ndarray) -> np.ndarray | None:
    """Return the image of the digit in a picture, uint8 (28, 28), or None if it is blank.

    Args:
        pixels: uint8 (height, width), (height, width, 3) RGB or (height, width, 4) RGBA; dark ink
            on light paper or light on dark; a transparent picture's ink is where it is opaque.

    Raises:
        PictureError: if the array is not a picture.
    """
    contrast = _contrast(_checked(pixels))
    if int(contrast.max()) < MIN_CONTRAST:
        return None
    _, ink = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = _without_specks(ink)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _placed(_with_canonical_pen(digit))


def _checked(pixels: np.ndarray) -> np.ndarray:
    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or 0 in pixels.shape:
        raise PictureError("A picture is an array of bytes, (height, width) or with RGB or RGBA.")
    if pixels.ndim == 3 and pixels.shape[2] not in (3, 4):
        raise PictureError("A picture has one, three or four channels.")
    if pixels.shape[0] * pixels.shape[1] > MAX_PIXELS:
        raise PictureError(f"The picture has more than {MAX_PIXELS // 10**6} megapixels.")
    scale = WORKING_SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _contrast(pixels: np.ndarray) -> np.ndarray:
    """How much each pixel differs from the paper, towards the ink, uint8 (height, width)."""
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        opacity = pixels[..., 3]
        if opacity.min() < 128 and opacity.max() >= MIN_CONTRAST:
            return opacity.copy()
        pixels = pixels[..., :3]
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    if int(np.median(border)) < (int(grey.min()) + int(grey.max())) / 2:
        grey = 255 - grey
    # Closing wipes out dark lines narrower than the kernel and leaves the paper with its shadows.
    side = max(3, max(grey.shape) // 3) | 1
    padded = cv2.copyMakeBorder(grey, side, side, side, side, cv2.BORDER_REPLICATE)
    paper = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper = cv2.blur(paper, (side, side))[side:-side, side:-side]
    return cv2.subtract(paper, grey)


def _without_specks(ink: np.ndarray) -> np.ndarray:
    count, blobs, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    keep = areas >= _SPECK * areas[1:].max() if count > 1 else np.ones(count, bool)
    keep[0] = False
    return np.where(keep[blobs], np.uint8(255), np.uint8(0))


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
    return (np.clip(0.5 + grow - (outside - inside), 0, 1) * 255).astype(np.uint8)


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
    return cv2.resize(placed, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
