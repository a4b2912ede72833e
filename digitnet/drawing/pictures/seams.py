"""Where a blob of ink that may be several digits can be cut: seams from top to bottom.

A seam goes down one row at a time, by at most one column to a side, and cuts through as little ink
as it can. It finds its way between slanted digits, and through the place where two digits touch.
(Seam carving's dynamic programming; Avidan & Shamir, 2007.)
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from digitnet.drawing.pictures.blobs import Blob

MOST_CUT = 2.5
"""A seam cuts through no more ink than this, in widths of the stroke."""

APART = 0.15
"""Seams are at least so far apart, in heights of the digits."""

PER_HEIGHT = 3.0
"""A blob has no more seams than this for each height of its width."""

NARROW = 0.3
"""A blob narrower than this, in heights, is not cut."""

_STEP = 0.15
_PAPER = 0.02
"""What a step aside, and a pixel of paper, cost, in pixels of ink."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of a blob.

    Attributes:
        ink: of the piece.
        blobs: the number of the blob; of pieces that were joined again, of all of them.
        cut: how many strokes the seam on its left cuts through, or how many widths of a stroke, if
            that is more; 0 if it is the blob's first piece.
    """

    ink: Blob
    blobs: tuple[int, ...]
    cut: float


def pieces_of(blob: Blob, number: int, height: float, stroke: float) -> list[Piece]:
    """Cut a blob wherever two digits may touch; its pieces from left to right.

    Args:
        blob: any.
        number: of the blob.
        height: of the digits.
        stroke: the width of the strokes.
    """
    if blob.width < NARROW * height:
        return [Piece(blob, (number,), 0.0)]
    seams = _seams(blob.mask, height, stroke)
    if not seams:
        return [Piece(blob, (number,), 0.0)]
    places = np.arange(blob.width)[None]
    # Which piece a pixel belongs to is how many seams are on its left.
    owner = sum((places >= path[:, None]).astype(int) for path, _ in seams)
    pieces = []
    for place, cut in enumerate([0.0, *(cut for _, cut in seams)]):
        mask = blob.mask & (owner == place)
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if len(rows):
            inner = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            corner = blob.left + int(columns[0]), blob.top + int(rows[0])
            pieces.append(Piece(Blob(*corner, inner), (number,), cut))
    return pieces


def stroke_width(ink: np.ndarray) -> float:
    """Return the width of the strokes in pixels: across a bar of width w, the mean distance to its
    edge is w / 4.

    Args:
        ink: uint8 (height, width), 255 where there is ink, else 0.
    """
    inside = cv2.distanceTransform(cv2.copyMakeBorder(ink, 1, 1, 1, 1, 0), cv2.DIST_L2, 5)
    return max(1.0, 4 * float(inside[inside > 0].mean())) if ink.any() else 1.0


def _seams(mask: np.ndarray, height: float, stroke: float) -> list[tuple[np.ndarray, float]]:
    """The seams from left to right: for each row a column, and how much is cut."""
    cost = np.where(mask, 1.0, _PAPER).astype(np.float32)
    down, up = _sums(cost), _sums(cost[::-1])[::-1]
    middle = mask.shape[0] // 2
    total = (down + up)[middle] - cost[middle]
    width = mask.shape[1]
    limit = MOST_CUT * stroke + _PAPER * len(mask) + 1
    reach = max(1, round(APART * height))
    most = max(1, round(PER_HEIGHT * width / height))
    chosen: list[int] = []
    # Not at the ends, where only a tip would be cut off.
    for place in np.argsort(total, kind="stable").tolist():
        if total[place] > limit or len(chosen) == most:
            break
        if reach <= place < width - reach and all(abs(place - c) >= reach for c in chosen):
            chosen.append(place)
    seams = []
    for place in sorted(chosen):
        above, below = _way(down[: middle + 1], place), _way(up[middle:][::-1], place)
        path = np.array(above[::-1] + below[1:])
        crossed = mask[np.arange(len(mask)), path]
        times = int(crossed[0]) + int((crossed[1:] > crossed[:-1]).sum())
        seams.append((path, max(float(times), float(crossed.sum()) / stroke)))
    return seams


def _sums(cost: np.ndarray) -> np.ndarray:
    """For each pixel the cost of the cheapest way to it from above, its own included."""
    # A column of no way at either side spares the ends a case of their own.
    sums = np.pad(cost, ((0, 0), (1, 1)), constant_values=np.inf)
    for before, row in itertools.pairwise(sums):
        aside = np.minimum(before[:-2], before[2:]) + np.float32(_STEP)
        row[1:-1] += np.minimum(before[1:-1], aside)
    return sums[:, 1:-1]


def _way(sums: np.ndarray, column: int) -> list[int]:
    """The columns of the cheapest way to a pixel of the last row, from there to the first row."""
    way = [column]
    for before in sums[-2::-1]:
        aside = [place for place in (column - 1, column + 1) if 0 <= place < len(before)]
        column = min([column, *aside], key=lambda place: before[place] + _STEP * (place != way[-1]))
        way.append(column)
    return way
