"""What is beside digits and no part of them: dust, dots, commas and dashes."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from digitnet.drawing.pictures.blobs import Blob

DUST = 0.12
"""Blobs lower and narrower than this, in heights of the digits, are dust."""

LOW = 0.42
"""Dots, commas and dashes are lower than this, in heights."""

SMALL = 0.25
"""And in one direction, perhaps a slanting one, they are smaller than this; small zeros and the
halves of a broken digit are not."""


def without_dust(blobs: Sequence[Blob], height: float) -> list[Blob]:
    """Return the blobs that are no dust."""
    limit = DUST * height
    return [blob for blob in blobs if blob.height >= limit or blob.width >= limit]


def without_marks(number: Sequence[Blob], height: float) -> list[Blob]:
    """Return a number's blobs less dots, commas, dashes and quotation marks.

    They are low and beside the digits, not above or below any. Where nothing else is left, they
    are the number.
    """
    marks = [
        blob for blob in number if blob.height < LOW * height and _thickness(blob) < SMALL * height
    ]
    digits = [blob for blob in number if blob not in marks]
    kept = [
        blob
        for blob in number
        if blob not in marks or any(_share(blob, digit) >= 0.5 for digit in digits)
    ]
    return kept or list(number)


def _thickness(blob: Blob) -> float:
    """The shorter side of the smallest rectangle at any angle that holds a blob."""
    places = np.argwhere(blob.mask).astype(np.float32)
    return min(cv2.minAreaRect(places)[1]) + 1


def _share(blob: Blob, digit: Blob) -> float:
    """The part of a blob's width that is above or below a digit."""
    return (min(blob.right, digit.right) - max(blob.left, digit.left)) / blob.width
