"""Reads picture files of many formats as 8-bit RGBA, within limits of size."""

from __future__ import annotations

import errno
import io
import warnings
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from digitnet.drawing.pictures.pixels import MAX_PIXELS, MIN_CONTRAST, PictureError
from digitnet.errors import reason
from digitnet.regular_file import read_regular
from digitnet.texts import errors

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000")
"""Pillow's names. It supports more, some of which take seconds to detect that a file is damaged."""

MAX_BYTES = 20_000_000
"""Photos of current phones stay below it, and below ``MAX_PIXELS``."""

_SAMPLED_SIDE = 2000

_OUTLIERS = 0.05
"""Percent of the pixels at either end of the range of shades that are ignored as dead pixels."""


def read_picture(source: str | Path | bytes) -> np.ndarray:
    """Read a picture file (formats above) or its bytes; uint8 (height, width, 4), RGBA.

    Of an animation, the first picture is read. Photos are turned by their EXIF orientation. Shades
    of more than 8 bits are scaled to the range that the picture uses.

    Raises:
        PictureError: if it is missing, not a picture, not a regular file, or too large.
    """
    try:
        content = source if isinstance(source, bytes) else read_regular(Path(source), MAX_BYTES)
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise PictureError(errors.PICTURE_UNREADABLE, reason=reason(error)) from error
        content = None
    if content is None or len(content) > MAX_BYTES:
        raise PictureError(errors.PICTURE_BYTES, limit=MAX_BYTES // 10**6)
    try:
        # Pillow warns of many pixels, which are checked here, and of unusual metadata.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise Image.DecompressionBombError
                return _rgba(picture, content)
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError(errors.PICTURE_UNKNOWN) from error
    except Image.DecompressionBombError as error:
        raise PictureError(errors.PICTURE_PIXELS, limit=MAX_PIXELS // 10**6) from error
    # On damaged files, Pillow's decoders raise errors of any kind.
    except Exception as error:
        raise PictureError(errors.PICTURE_DAMAGED) from error


def _rgba(picture: Image.Image, content: bytes) -> np.ndarray:
    """The pixels of an open picture, upright, uint8 (height, width, 4)."""
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        upright = ImageOps.exif_transpose(picture)
        # Pillow itself would clip values above 255.
        return np.asarray(Image.fromarray(to_bytes(np.asarray(upright))).convert("RGBA"))
    if ";16" in str(getattr(picture, "tile", "")) and (wide := _wide(content)) is not None:
        # Pillow keeps the upper byte only, which is nearly empty if 12 bits are used.
        orientation = picture.getexif()
        picture = Image.fromarray(wide)
        picture.getexif().update(orientation)
    if picture.mode in ("LAB", "YCbCr", "HSV"):
        picture = picture.getchannel("L") if picture.mode == "LAB" else picture.convert("RGB")
    return np.asarray(ImageOps.exif_transpose(picture).convert("RGBA"))


def _wide(content: bytes) -> np.ndarray | None:
    """16-bit colours as uint8 (height, width, 3 or 4); None if OpenCV cannot read them."""
    values = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if values is None or values.dtype != np.uint16 or values.ndim != 3:
        return None
    if values.shape[2] == 4:
        opacity = (values[..., 3] // 257).astype(np.uint8)
        return np.dstack([to_bytes(values[..., 2::-1]), opacity])
    return to_bytes(values[..., ::-1])


def to_bytes(values: np.ndarray) -> np.ndarray:
    """Scale shades of any range to 0..255, uint8 of the same shape.

    Black is 0 and white is the brightest shade in the picture. If the picture uses so little of
    this range that nothing would be visible, the used range is stretched, unless it is only noise.

    Args:
        values: integers or floats, (height, width) or (height, width, channels); what is not finite
            counts as white.
    """
    values = values.astype(np.float32)
    # A sample is enough to estimate the range.
    step = max(1, max(values.shape) // _SAMPLED_SIDE)
    sample = values[::step, ::step]
    finite = sample[np.isfinite(sample)]
    if not finite.size:
        return np.zeros(values.shape, np.uint8)
    low, high = np.percentile(finite.astype(np.float64), [_OUTLIERS, 100 - _OUTLIERS])
    black, white = min(low, 0.0), max(high, 0.0)
    if high - low < MIN_CONTRAST / 255 * (white - black) and _has_shapes(sample, low, high):
        black, white = low, high
    values = np.clip(np.nan_to_num(values, copy=False, nan=white), black, white)
    scaled: np.ndarray = np.rint((values - black) * (255 / max(white - black, 1e-30)))
    return scaled.astype(np.uint8)


def _has_shapes(values: np.ndarray, low: float, high: float) -> bool:
    """Whether shades vary at the scale of strokes, more than as noise or as shadows do."""
    if not high > low:
        return False
    values = (np.clip(np.nan_to_num(values, nan=high), low, high) - low) / (high - low)
    # A small mean removes noise, and the difference to a wide mean removes shadows.
    wide = max(3, max(values.shape) // 4)
    shapes = cv2.blur(values, (3, 3)) - cv2.blur(values, (wide, wide))
    return float(shapes.std()) > 0.5 * float(values.std())
