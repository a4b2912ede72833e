"""Rows of digits on a sheet, and the numbers in each row."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from digitnet.drawing.pictures.blobs import Blob

TALL = 0.5
"""A blob of at least this part of the digits' height makes rows; lower ones join them."""

LEVEL = 0.4
"""Neighbours of a row share at least this part of the lower one's height."""

WIDE_GAP = 1.2
WIDER_GAP = 3.0
"""A number ends where the gap is as wide as this many heights, and as so many of the row's other
gaps: some people write digits far apart."""


def height_of(blobs: Sequence[Blob]) -> float:
    """Return the height of digits: at least half of the ink's extent is in blobs as high."""
    heights = np.array([blob.height for blob in blobs], float)
    weights = np.array([blob.height * blob.width for blob in blobs], float)
    order = np.argsort(heights)
    middle = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    return float(heights[order][min(int(middle), len(heights) - 1)])


def rows_of(blobs: Sequence[Blob], height: float) -> list[list[list[Blob]]]:
    """Return the rows from top to bottom, in each its numbers from left to right, in each its
    blobs.

    Args:
        blobs: any; those that belong to no row are left out.
        height: of digits.
    """
    rows: list[list[Blob]] = []
    for blob in sorted(blobs, key=lambda blob: blob.middle):
        if blob.height < TALL * height:
            continue
        fitting = [row for row in rows if _level(row[-1], blob) >= LEVEL]
        if fitting:
            max(fitting, key=lambda row: _level(row[-1], blob)).append(blob)
        else:
            rows.append([blob])
    tall = [list(row) for row in rows]
    for blob in blobs:
        if blob.height < TALL * height:
            _add_low(blob, rows, tall, height)
    rows.sort(key=lambda row: float(np.median([blob.top for blob in row])))
    return [_numbers(row, height) for row in rows]


def _level(one: Blob, other: Blob) -> float:
    """The part of the lower blob's height that both share."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / min(one.height, other.height)


def _add_low(
    blob: Blob, rows: list[list[Blob]], tall: Sequence[Sequence[Blob]], height: float
) -> None:
    """Add a low blob to the row in whose height it is, beside the nearest blob."""
    best, nearest = None, 2.0 * height
    for number, row in enumerate(tall):
        for other in row:
            apart = max(other.left - blob.right, blob.left - other.right, 0)
            above = max(other.top - blob.bottom, blob.top - other.bottom, 0)
            if above <= 0.3 * height and apart + above < nearest:
                best, nearest = number, apart + above
    if best is not None:
        rows[best].append(blob)


def _numbers(row: Sequence[Blob], height: float) -> list[list[Blob]]:
    ordered = sorted(row, key=lambda blob: blob.left)
    rights = list(itertools.accumulate((blob.right for blob in ordered), max))
    gaps = [after.left - right for after, right in zip(ordered[1:], rights, strict=False)]
    usual = float(np.median([gap for gap in gaps if gap > 0] or [0]))
    numbers = [[ordered[0]]]
    for blob, gap in zip(ordered[1:], gaps, strict=True):
        if gap > max(WIDE_GAP * height, WIDER_GAP * usual):
            numbers.append([])
        numbers[-1].append(blob)
    return numbers
