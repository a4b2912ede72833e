"""What the digits of a number in a picture may be: runs of neighbouring blobs.

As in ``drawing.segment``, whose lattice this makes; ``network.division`` chooses.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np

from digitnet.drawing.pictures.blobs import Blob, merged
from digitnet.drawing.pictures.edges import is_cut_off
from digitnet.drawing.pictures.seams import Piece, pieces_of
from digitnet.drawing.pictures.shape import image_of_ink
from digitnet.drawing.segment import Candidate, Lattice

MOST_UNITS = 40
"""Of one number; the nearest are merged beyond it."""

LOW = 0.5
"""What is lower than this, in heights, may be a mark beside the digits."""

MOST_PER_DIGIT = 6
"""Units that one digit may consist of."""

WIDEST = 1.7
"""A digit is no wider than this, in heights; only a lone unit, a whole blob, and all there is may
be."""

WIDEST_GAP = 0.3
"""Between two units of a digit, in heights, where neither is above or below the other."""


def lattice_of(
    blobs: Sequence[Blob],
    height: float,
    stroke: float,
    cut_out: tuple[int, int] | None = None,
    is_crowded: bool = False,
) -> tuple[Lattice, list[Blob]]:
    """Return what the digits of a number may be, and the ink of each candidate.

    Args:
        blobs: of the number, at least one.
        height: of its digits.
        stroke: the width of their strokes.
        cut_out: width and height of the picture, if it was cut out for one digit.
        is_crowded: whether there is so much in the picture that blobs are not cut.
    """
    pieces = [
        piece
        for number, blob in enumerate(blobs)
        for piece in (
            [Piece(blob, (number,), 0.0)] if is_crowded else pieces_of(blob, number, height, stroke)
        )
    ]
    pieces.sort(key=lambda piece: piece.ink.middle)
    while len(pieces) > MOST_UNITS:
        apart = [_apart(one.ink, other.ink) for one, other in itertools.pairwise(pieces)]
        place = int(np.argmin(apart))
        one, other = pieces[place : place + 2]
        blobs_of_both = tuple(sorted({*one.blobs, *other.blobs}))
        pieces[place : place + 2] = [Piece(merged([one.ink, other.ink]), blobs_of_both, one.cut)]
    units = [piece.ink for piece in pieces]
    candidates: list[Candidate] = []
    inks: list[Blob] = []
    cut_off = [cut_out is not None and is_cut_off(unit, *cut_out) for unit in units]
    # A piece of the only blob is a part of the digits, and no mark. What is joined to a digit is a
    # neighbour only if it comes in from the side.
    is_cut_up = len(pieces) > 1 and len({piece.blobs for piece in pieces}) == 1
    may_leave_out = [
        not is_cut_up
        and (
            (cut and not all(cut_off) and (_is_blob(pieces, place, place + 1) or comes_in))
            or unit.height < LOW * height
        )
        for place, (unit, cut) in enumerate(zip(units, cut_off, strict=True))
        for comes_in in [cut_out is not None and (unit.left <= 1 or unit.right >= cut_out[0] - 1)]
    ]
    for start in range(len(units)):
        for end in range(start + 1, len(units) + 1):
            chosen = units[start:end]
            is_whole = end - start == 1 or _is_blob(pieces, start, end)
            if not is_whole and not (
                end - start <= MOST_PER_DIGIT and _is_possible(chosen, height)
            ):
                continue
            ink = merged(chosen)
            image = image_of_ink(ink.mask.astype(np.uint8) * 255)
            if image is None:
                continue
            candidate = Candidate(
                start,
                end,
                image,
                tuple(sorted({n for piece in pieces[start:end] for n in piece.blobs})),
                np.array([ink.left, ink.top], float),
                np.array([ink.right, ink.bottom], float),
                _gap(chosen),
                is_cut_off=any(cut_off[start:end]),
            )
            candidates.append(candidate)
            inks.append(ink)
            if end - start == 1 and may_leave_out[start]:
                candidates.append(dataclasses.replace(candidate, is_left_out=True))
                inks.append(ink)
    cuts = tuple(piece.cut for piece in pieces[1:])
    return Lattice(len(units), tuple(candidates), height, cuts), inks


def _apart(one: Blob, other: Blob) -> int:
    """How far they are apart sideways; below 0 if they overlap."""
    return max(one.left, other.left) - min(one.right, other.right)


def _is_blob(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether pieces are all of one blob and nothing else."""
    blobs = {piece.blobs for piece in pieces[start:end]}
    outside = {piece.blobs for piece in (*pieces[:start], *pieces[end:])}
    return len(blobs) == 1 and not blobs & outside


def _is_possible(units: Sequence[Blob], height: float) -> bool:
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
