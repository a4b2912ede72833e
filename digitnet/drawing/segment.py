"""Dividing a drawing into what may be a digit: runs of neighbouring strokes, or of parts of them.

Strokes, and the parts into which ``cuts`` divides those that may join two digits, are ordered by
their middle from left to right, whatever the order in which they were drawn: so a late crossbar
stands beside its digit. Every run of a few neighbours is a candidate; ``network.division`` chooses.
``web/segment.js`` does the same: change both or neither.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitnet.drawing.cuts import cut
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.exits import without_exit

MOST_UNITS = 24
"""With more strokes or parts than this, those nearest to each other count as one."""

MOST_POINTS = 4_000
"""With more points, every second one is left out, or more of them: a minute of scribbling is
5,000."""

MOST_PER_DIGIT = 5
"""Strokes or parts that one digit may consist of."""

WIDEST = 1.7
"""A digit is no wider than this, in heights of the number; only the whole drawing may be."""

TOGETHER = 0.5
"""Strokes stand together if they overlap sideways by this part of the narrower one's width."""

WIDEST_GAP = 0.3
"""Between two strokes of a digit, in heights, where neither is above or below the other."""


@dataclass(frozen=True, eq=False)
class Unit:
    """What is not divided further: strokes, or a part of one.

    Attributes:
        pieces: the strokes' numbers, and which part of each, counted from 0.
        low, high: corners of the extent, float64 (2,).
    """

    pieces: tuple[tuple[int, int], ...]
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, eq=False)
class Candidate:
    """What may be one digit.

    Attributes:
        start, end: the first unit and the one after the last.
        drawing: its strokes and parts, in the order in which they were drawn; of what is in a
            picture, its image, uint8 (28, 28).
        strokes: the numbers of all strokes that it has at least a part of; in a picture, of all
            blobs.
        low, high: corners of the extent, float64 (2,).
        gap: the widest horizontal gap within it.
        is_left_out: whether it is taken for none of the digits, in a picture: then nothing is read.
        is_cut_off: whether it reaches the edge of a picture that was cut out for one digit.
    """

    start: int
    end: int
    drawing: Drawing | np.ndarray
    strokes: tuple[int, ...]
    low: np.ndarray
    high: np.ndarray
    gap: float
    is_left_out: bool = False
    is_cut_off: bool = False


@dataclass(frozen=True, eq=False)
class Lattice:
    """All candidates of a drawing.

    Attributes:
        count: number of units.
        candidates: by their start, then by their end.
        height: of a digit, in the drawing's unit.
        cuts: for each unit but the first, how many strokes are cut if a digit begins with it: 0 or
            1; in a picture, where one is cut lengthwise, more.
    """

    count: int
    candidates: tuple[Candidate, ...]
    height: float
    cuts: tuple[float, ...]


def lattice(drawing: Drawing) -> Lattice:
    """Return what the digits of a drawing may be; of an empty one, nothing."""
    if drawing.is_empty:
        return Lattice(0, (), 1.0, ())
    strokes = _thinned(drawing.strokes)
    height = _height(strokes)
    parts = [cut(stroke, height) for stroke in strokes]
    units = _units(parts, height)
    candidates = tuple(
        _candidate(units, start, end, drawing, strokes, parts)
        for start in range(len(units))
        for end in range(start + 1, len(units) + 1)
        if _is_possible(units, start, end, height)
    )
    first_cut = tuple(
        any(
            abs(part - other) == 1 and stroke == same
            for stroke, part in after.pieces
            for before in units[:number]
            for same, other in before.pieces
        )
        for number, after in enumerate(units)
        if number
    )
    return Lattice(len(units), candidates, height, first_cut)


def is_undivided(drawing: Drawing) -> bool:
    """Whether a drawing is one stroke that joins no digits."""
    if len(drawing.strokes) != 1:
        return False
    strokes = _thinned(drawing.strokes)
    return len(cut(strokes[0], _height(strokes))) == 1


def stands_together(drawing: Drawing) -> bool:
    """Whether each stroke, from left to right, stands above or below those before it, so that the
    drawing is hardly more than one digit; what is wider than high is not."""
    boxes = sorted(
        (stroke.min(axis=0).tolist(), stroke.max(axis=0).tolist()) for stroke in drawing.strokes
    )
    low, high = boxes[0]
    top, bottom, right = low[1], high[1], high[0]
    for (left, upper), (end, lower) in boxes[1:]:
        narrower = min(end - left, right - low[0])
        if min(right, end) - left < TOGETHER * narrower:
            return False
        right, top, bottom = max(right, end), min(top, upper), max(bottom, lower)
    return bool(right - low[0] <= bottom - top)


def _thinned(strokes: Sequence[np.ndarray]) -> list[np.ndarray]:
    total = sum(map(len, strokes))
    step = -(-total // MOST_POINTS)
    if step <= 1:
        return list(strokes)
    return [
        np.concatenate([stroke[:-1:step], stroke[-1:]]) if len(stroke) > 2 else stroke
        for stroke in strokes
    ]


def _height(strokes: Sequence[np.ndarray]) -> float:
    """The height of the highest stroke, or of a flat drawing, a tenth of its width."""
    low = np.min([stroke.min(axis=0) for stroke in strokes], axis=0)
    high = np.max([stroke.max(axis=0) for stroke in strokes], axis=0)
    highest = max(float(np.ptp(stroke[:, 1])) for stroke in strokes)
    return max(highest, 0.1 * float((high - low).max())) or 1.0


def _units(parts: Sequence[Sequence[np.ndarray]], height: float) -> list[Unit]:
    units = [
        Unit(((number, place),), part.min(axis=0), part.max(axis=0))
        for number, stroke in enumerate(parts)
        for place, part in enumerate(stroke)
    ]
    units.sort(key=lambda unit: float(unit.low[0] + unit.high[0]))
    while len(units) > MOST_UNITS:
        distances = [_apart(before, after) for before, after in itertools.pairwise(units)]
        place = int(np.argmin(distances))
        units[place : place + 2] = [_merged(units[place], units[place + 1])]
    return units


def _apart(one: Unit, other: Unit) -> float:
    """How far their extents are apart sideways; below 0 if they overlap."""
    return float(max(one.low[0], other.low[0]) - min(one.high[0], other.high[0]))


def _merged(one: Unit, other: Unit) -> Unit:
    return Unit(
        one.pieces + other.pieces,
        np.minimum(one.low, other.low),
        np.maximum(one.high, other.high),
    )


def _is_possible(units: Sequence[Unit], start: int, end: int, height: float) -> bool:
    if end - start in (1, len(units)):
        return True
    if end - start > MOST_PER_DIGIT:
        return False
    left = min(float(unit.low[0]) for unit in units[start:end])
    right = max(float(unit.high[0]) for unit in units[start:end])
    if right - left > WIDEST * height:
        return False
    return _gap(units[start:end]) <= WIDEST_GAP * height


def _gap(units: Sequence[Unit]) -> float:
    """The widest horizontal gap between the units."""
    spans = sorted((float(unit.low[0]), float(unit.high[0])) for unit in units)
    right, gap = spans[0][1], 0.0
    for left, end in spans[1:]:
        gap = max(gap, left - right)
        right = max(right, end)
    return gap


def _candidate(
    units: Sequence[Unit],
    start: int,
    end: int,
    drawing: Drawing,
    thinned: Sequence[np.ndarray],
    parts: Sequence[Sequence[np.ndarray]],
) -> Candidate:
    chosen = units[start:end]
    pieces = sorted(piece for unit in chosen for piece in unit.pieces)
    numbers = sorted({stroke for stroke, _ in pieces})
    strokes: list[np.ndarray] = []
    for number in numbers:
        places = [place for stroke, place in pieces if stroke == number]
        if len(places) == len(parts[number]):
            strokes.append(thinned[number])
            continue
        for place in places:
            if place - 1 in places:
                strokes[-1] = np.concatenate([strokes[-1], parts[number][place][1:]])
            else:
                strokes.append(parts[number][place])
    if len(chosen) == len(units):
        strokes = list(drawing.strokes)
    elif len(strokes) == 1:
        strokes = [without_exit(strokes[0])]
    return Candidate(
        start,
        end,
        Drawing(tuple(strokes), drawing.pen_width),
        tuple(numbers),
        np.min([unit.low for unit in chosen], axis=0),
        np.max([unit.high for unit in chosen], axis=0),
        _gap(chosen),
    )
