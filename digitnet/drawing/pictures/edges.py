"""What is cut off at the edge of a picture that shows one digit: parts of its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from digitnet.drawing.pictures.blobs import Blob

CUT_OUT = 1.5
"""A picture whose width is less than so many times its height, and a digit in it of at least"""

HIGH = 0.4
"""this part of its height, was cut out for this digit."""

SHARE = 0.5
NEAR = 0.15
"""A blob at the edge belongs to the digit if this part of its width is above or below it, and it is
no further away than this, in heights of the digit."""


def without_neighbours(blobs: Sequence[Blob], width: int, height: int) -> list[Blob]:
    """Return the blobs less those that the edge of the picture cuts off, if one remains that the
    picture was made for.

    Args:
        blobs: any.
        width, height: of the picture.
    """
    whole = [blob for blob in blobs if not is_cut_off(blob, width, height)]
    tall = [blob for blob in whole if blob.height >= HIGH * height]
    if not is_cut_out(whole, width, height):
        return list(blobs)
    return [
        blob
        for blob in blobs
        if not is_cut_off(blob, width, height) or any(_belongs(blob, digit) for digit in tall)
    ]


def is_cut_out(blobs: Sequence[Blob], width: int, height: int) -> bool:
    """Return whether a picture of this width and height was cut out for one of these blobs."""
    return width < CUT_OUT * height and any(blob.height >= HIGH * height for blob in blobs)


def is_cut_off(blob: Blob, width: int, height: int) -> bool:
    """Return whether a blob reaches the edge of a picture of this width and height."""
    return blob.left <= 1 or blob.top <= 1 or blob.right >= width - 1 or blob.bottom >= height - 1


def _belongs(blob: Blob, digit: Blob) -> bool:
    shared = min(blob.right, digit.right) - max(blob.left, digit.left)
    apart = max(digit.top - blob.bottom, blob.top - digit.bottom)
    return shared >= SHARE * blob.width and apart <= NEAR * digit.height
