"""What a browser sends as a picture: checked before anything of it is used."""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

import numpy as np
from PIL import Image

from digitnet.drawing.picture_files import FORMATS, read_picture
from digitnet.drawing.pictures.pixels import PictureError
from digitnet.texts import errors, picture_page

MAX_BYTES = 5_500_000
"""As text in a message, it stays below the 8 MB that the server takes. The page itself sends less:
it reduces what is larger than ``SENT_SIDE`` pixels or ``SENT_BYTES``."""

MAX_PIXELS = 16_000_000
"""A crafted file of some kilobytes may unpack to gigabytes."""

SENT_SIDE = 2400
SENT_BYTES = 3_000_000


def pixels_of(message: Any) -> np.ndarray:
    """Return the picture in a message of ``static/picture-input.js``, uint8 (height, width, 4).

    Raises:
        PictureError: if there is none in it, or one that cannot be read.
    """
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str):
        raise PictureError(picture_page.NOT_SENT)
    if len(content) > MAX_BYTES * 4 / 3 + 4:
        raise PictureError(errors.PICTURE_BYTES, limit=MAX_BYTES // 10**6)
    try:
        file = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PictureError(picture_page.NOT_SENT) from error
    _check_size(file)
    return read_picture(file)


def _check_size(file: bytes) -> None:
    try:
        with Image.open(io.BytesIO(file), formats=FORMATS) as picture:
            width, height = picture.size
    # What is wrong with it, ``read_picture`` says.
    except Exception:
        return
    if width * height > MAX_PIXELS:
        raise PictureError(errors.PICTURE_PIXELS, limit=MAX_PIXELS // 10**6)
