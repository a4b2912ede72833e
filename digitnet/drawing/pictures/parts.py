"""What the digits of a number in a picture may be: runs of neighbouring blobs.

As in ``drawing.segment``, whose lattice this makes; ``network.division`` chooses.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from digitnet.drawing.pictures.blobs import Blob, merged
from digitnet.drawing.pictures.shape import image_of_ink
from digitnet.drawing.segment import Candidate, Lattice

MOST_UNITS = 40
"""Of one number; the nearest are merged beyond it."""

MOST_PER_DIGIT = 4
"""Units that one digit may consist of."""

WIDEST = 1.7
"""A digit is no wider than this, in heights; only a lone unit may be."""

WIDEST_GAP = 0.3
"""Between two units of a digit, in heights, where neither is above or below the other."""


def lattice_of(blobs: Sequence[Blob], height: float) -> tuple[Lattice, list[Blob]]:
    """Return what the digits of a number may be, and the ink of each candidate.

    Args:
        blobs: of the number, at least one.
        height: of its digits.
    """
    units = sorted(blobs, key=lambda blob: blob.middle)
    while len(units) > MOST_UNITS:
        apart = [_apart(*pair) for pair in itertools.pairwise(units)]
        place = int(np.argmin(apart))
        units[place : place + 2] = [merged(units[place : place + 2])]
    candidates, inks = [], []
    for start in range(len(units)):
        for end in range(start + 1, min(start + MOST_PER_DIGIT, len(units)) + 1):
            chosen = units[start:end]
            if not _is_possible(chosen, height):
                continue
            ink = merged(chosen)
            image = image_of_ink(ink.mask.astype(np.uint8) * 255)
            if image is None:
                continue
            candidates.append(
                Candidate(
                    start,
                    end,
                    image,
                    tuple(range(start, end)),
                    np.array([ink.left, ink.top], float),
                    np.array([ink.right, ink.bottom], float),
                    _gap(chosen),
                )
            )
            inks.append(ink)
    cuts = (False,) * (len(units) - 1)
    return Lattice(len(units), tuple(candidates), height, cuts), inks


def _apart(one: Blob, other: Blob) -> int:
    """How far they are apart sideways; below 0 if they overlap."""
    return max(one.left, other.left) - min(one.right, other.right)


def _is_possible(units: Sequence[Blob], height: float) -> bool:
    if len(units) == 1:
        return True
    width = max(unit.right for unit in units) - min(unit.left for unit in units)
    return width <= WIDEST * height and _gap(units) <= WIDEST_GAP * height


def _gap(units: Sequence[Blob]) -> float:
    """The widest horizontal gap between the units."""
    spans = sorted((unit.left, unit.right) for unit in units)
    right, gap = spans[0][1], 0
    for left, end in spans[1:]:
        gap = max(gap, left - right)
        right = max(right, end)
    return float(gap)
