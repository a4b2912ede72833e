"""Where a blob of ink that may be several digits can be cut: seams from top to bottom.

A seam goes down one row at a time, by at most one column to a side, and cuts through as few strokes
as it can. It finds its way between slanted digits, and through the place where two digits touch, be
it the long wall between two zeros: to go on within a stroke costs less than to enter one.
(Dynamic programming as in seam carving; Avidan & Shamir, 2007.)
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from digitnet.drawing.pictures.blobs import Blob

MOST_CUT = 3.2
"""A seam costs no more than this, in widths of the stroke."""

APART = 0.12
"""Seams are at least so far apart, in heights of the digits."""

PER_HEIGHT = 5.0
"""A blob has no more seams than this for each height of its width."""

NARROW = 0.3
"""A blob narrower than this, in heights, is not cut."""

_STEP = 0.05
_PAPER = 0.02
_INK = 0.25
"""What a step aside, a pixel of paper and one of ink cost, in pixels; to enter a stroke costs as
many as it is wide."""

_WAIST = 0.5
"""Where the ink is lower than the digits, a cut is likelier, by so many widths of the stroke."""


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
    edge is w / 4, and half a pixel more from the pixels' centres.

    Args:
        ink: uint8 (height, width), 255 where there is ink, else 0.
    """
    inside = cv2.distanceTransform(cv2.copyMakeBorder(ink, 1, 1, 1, 1, 0), cv2.DIST_L2, 5)
    return max(1.0, 4 * float(inside[inside > 0].mean()) - 2) if ink.any() else 1.0


def _seams(mask: np.ndarray, height: float, stroke: float) -> list[tuple[np.ndarray, float]]:
    """The seams from left to right: for each row a column, and how much is cut."""
    down, up = _sums(mask, stroke), _sums(mask[::-1], stroke)[::-1]
    middle = mask.shape[0] // 2
    # The middle itself is counted in both.
    total = (down + up)[middle] - np.where(mask[middle], stroke + _INK, _PAPER)
    width = mask.shape[1]
    total += _WAIST * stroke * (_extents(mask) / height - 1)
    limit = MOST_CUT * stroke + _PAPER * len(mask) + 1
    reach = max(1, round(APART * height))
    most = max(1, round(PER_HEIGHT * width / height))
    chosen: list[int] = []
    # Where it is no cheaper on either side: a ring is cut through at its sides, if at all. Not at
    # the ends, where only a tip would be cut off.
    cheapest = np.flatnonzero(total <= _lowest_near(total, reach // 2))
    for place in cheapest[np.argsort(total[cheapest], kind="stable")].tolist():
        if total[place] > limit or len(chosen) == most:
            break
        if reach <= place < width - reach and all(abs(place - c) >= reach for c in chosen):
            chosen.append(place)
    seams = []
    for place in sorted(chosen):
        above = _way(down[: middle + 1], mask[: middle + 1], place, stroke)
        below = _way(up[middle:][::-1], mask[middle:][::-1], place, stroke)
        path = np.array(above[::-1] + below[1:])
        crossed = mask[np.arange(len(mask)), path]
        times = int(crossed[0]) + int((crossed[1:] > crossed[:-1]).sum())
        lengthwise = max(0.0, float(crossed.sum()) / stroke - times)
        seams.append((path, times + _INK * lengthwise))
    return seams


def _lowest_near(values: np.ndarray, reach: int) -> np.ndarray:
    """For each value the lowest of those that are no more than ``reach`` places away."""
    padded = np.pad(values, reach, constant_values=np.inf)
    return np.asarray(sliding_window_view(padded, 2 * reach + 1).min(axis=-1))


def _extents(mask: np.ndarray) -> np.ndarray:
    """For each column how far it is from its upmost ink to its lowest, in pixels."""
    first, last = mask.argmax(axis=0), mask[::-1].argmax(axis=0)
    return np.asarray(len(mask) - last - first)


def _sums(mask: np.ndarray, stroke: float) -> np.ndarray:
    """For each pixel the cost of the cheapest way to it from above, its own included."""
    # A column of no way at either side spares the ends a case of their own.
    sums = np.full((mask.shape[0], mask.shape[1] + 2), np.inf, np.float32)
    sums[0, 1:-1] = np.where(mask[0], stroke + _INK, _PAPER)
    for row in range(1, len(mask)):
        before = sums[row - 1]
        entering = before + np.pad(np.where(mask[row - 1], 0, np.float32(stroke)), 1)
        sums[row, 1:-1] = np.where(
            mask[row], _cheapest(entering) + np.float32(_INK), _cheapest(before) + _PAPER
        )
    return sums[:, 1:-1]


def _cheapest(before: np.ndarray) -> np.ndarray:
    """For each column the cheapest of three ways from the row before."""
    aside = np.minimum(before[:-2], before[2:]) + np.float32(_STEP)
    cheapest: np.ndarray = np.minimum(before[1:-1], aside)
    return cheapest


def _way(sums: np.ndarray, mask: np.ndarray, column: int, stroke: float) -> list[int]:
    """The columns of the cheapest way to a pixel of the last row, from there to the first row."""
    way = [column]
    for row in range(len(sums) - 2, -1, -1):
        enters = mask[row + 1, column]
        costs = [
            (
                sums[row, place] + _STEP * (place != column) + stroke * (enters > mask[row, place]),
                place,
            )
            for place in (column, column - 1, column + 1)
            if 0 <= place < sums.shape[1]
        ]
        column = min(costs, key=lambda item: item[0])[1]
        way.append(column)
    return way
