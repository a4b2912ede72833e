"""What is beside digits and no part of them: dust, dots, commas and dashes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from digitnet.drawing.pictures.blobs import Blob, merged

DUST = 0.12
"""Blobs lower and narrower than this, in heights of the digits, are dust."""

LOW = 0.42
"""Dots, commas and dashes are lower than this, in heights."""

HALF = 0.25
"""Halves of a broken digit are at least so high, in heights."""

FOOT = 0.55
"""A dot or comma begins below this part of the row's height, from the top."""


def without_dust(blobs: Sequence[Blob], height: float) -> list[Blob]:
    """Return the blobs that are no dust."""
    limit = DUST * height
    return [blob for blob in blobs if blob.height >= limit or blob.width >= limit]


def without_marks(number: Sequence[Blob], height: float) -> list[Blob]:
    """Return a number's blobs less dots, commas, dashes and quotation marks.

    They are low and beside the digits, not above or below any; halves of a digit are above each
    other. Where nothing else is left, they are the number.
    """
    digits = [blob for blob in number if blob.height >= LOW * height]
    low = [blob for blob in number if blob.height < LOW * height]
    digits += [
        merged([one, other])
        for one, other in itertools.combinations(low, 2)
        if _is_digit([one, other], height)
    ]
    kept = [
        blob
        for blob in number
        if blob.height >= LOW * height or any(_share(blob, digit) >= 0.5 for digit in digits)
    ]
    return kept or list(number)


def _is_digit(halves: Sequence[Blob], height: float) -> bool:
    """Whether two low blobs are a digit: both as high as a half of one, and one above the other;
    dashes are flat."""
    upper, lower = sorted(halves, key=lambda blob: blob.top)
    apart = lower.top - upper.bottom
    is_above = max(_share(upper, lower), _share(lower, upper)) >= 0.5
    return is_above and apart <= DUST * height and upper.height >= HALF * height <= lower.height


def _share(blob: Blob, digit: Blob) -> float:
    """The part of a blob's width that is above or below a digit."""
    return (min(blob.right, digit.right) - max(blob.left, digit.left)) / blob.width
