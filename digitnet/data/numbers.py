"""Numbers that synthetic writers write: digits side by side, near, touching, or in one stroke."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from digitnet.data.hand import PEN_WIDTH, drawn
from digitnet.data.skeletons.no_digit import letter
from digitnet.data.writers import POPULATION, Population, Writer
from digitnet.drawing.drawing import Drawing
from digitnet.labels import DIGIT_COUNT

NUMBERS_PER_WRITER = 4

LENGTHS = (0.34, 0.24, 0.18, 0.12, 0.08, 0.04)
"""Shares of numbers with one digit, two, and so on."""

NON_DIGIT_SHARE = 0.15
"""Share of the drawings with one part that are no digit."""

SHORT_ONES = 0.12
"""Share of the writers whose 1 is shorter than their other digits."""

Shape = list[np.ndarray]
"""The strokes of one digit, float64 (n, 2) each."""


@dataclass(frozen=True)
class WrittenNumber:
    """A number, and which part of it is which digit.

    Attributes:
        drawing: all strokes; late ones, such as crossbars, may stand at the end.
        text: its digits; "?" for what is no digit.
        owners: for each stroke, the digit of each of its points, integers (n,).
    """

    drawing: Drawing
    text: str
    owners: tuple[np.ndarray, ...]


@dataclass(frozen=True)
class _Spacing:
    """How a writer puts digits side by side; lengths are shares of a digit's height."""

    gap: float
    unevenness: float
    drift: float
    size_spread: float
    ones: float
    joins: float
    late: float

    @classmethod
    def random(cls, rng: Generator) -> _Spacing:
        return cls(
            gap=rng.normal(0.08, 0.15),
            unevenness=rng.gamma(2.0, 0.04),
            drift=rng.normal(0, 0.04),
            size_spread=min(0.2, rng.gamma(2.0, 0.04)),
            ones=rng.uniform(0.25, 0.8) if rng.random() < SHORT_ONES else 1.0,
            joins=rng.beta(0.3, 1.5),
            late=rng.beta(0.4, 1.0),
        )


def compose(
    digits: Sequence[Shape], gaps: Sequence[float], shifts: Sequence[float]
) -> list[tuple[int, np.ndarray]]:
    """Put digits side by side; return (digit's place, stroke) pairs.

    Args:
        digits: their strokes, in one unit.
        gaps: between each digit's extent and the next one's, in this unit; negative to overlap.
        shifts: of each digit, downwards.
    """
    placed = []
    right = 0.0
    for place, (strokes, shift) in enumerate(zip(digits, shifts, strict=True)):
        points = np.concatenate(strokes)
        left = right + gaps[place - 1] if place else 0.0
        move = (left - points[:, 0].min(), shift)
        right = left + float(np.ptp(points[:, 0]))
        placed += [(place, stroke + move) for stroke in strokes]
    return placed


def synthetic_numbers(
    count: int,
    seed: int | Sequence[int],
    population: Population = POPULATION,
    letters: float = 0.0,
) -> Iterator[WrittenNumber]:
    """Yield numbers by as many writers as needed; the same seed gives the same numbers.

    Args:
        count: of numbers.
        seed: of all writers.
        population: where the writers come from.
        letters: share of the numbers of several digits that have a letter instead of one of them.
    """
    rng = np.random.default_rng(seed)
    for number in range(count):
        if number % NUMBERS_PER_WRITER == 0:
            writer = Writer(rng, population)
            spacing = _Spacing.random(rng)
        length = 1 + int(rng.choice(len(LENGTHS), p=LENGTHS))
        if length == 1 and rng.random() < NON_DIGIT_SHARE:
            yield _alone(writer.draw_non_digit(), "?")
            continue
        digits = [int(digit) for digit in rng.integers(0, DIGIT_COUNT, length)]
        if length > 1 and rng.random() < 0.25:
            # Round numbers are what people write most.
            kept = int(rng.integers(1, length))
            digits[kept:] = [0] * (length - kept)
        drawings = [writer.draw(digit) for digit in digits]
        text = "".join(map(str, digits))
        if letters and length > 1 and rng.random() < letters:
            place = int(rng.integers(length))
            drawings[place] = drawn(letter(rng), writer.hand, rng)
            text = f"{text[:place]}?{text[place + 1 :]}"
        yield _written(drawings, text, spacing, rng)


def _alone(drawing: Drawing, text: str) -> WrittenNumber:
    owners = tuple(np.zeros(len(stroke), int) for stroke in drawing.strokes)
    return WrittenNumber(drawing, text, owners)


def _written(
    drawings: list[Drawing], text: str, spacing: _Spacing, rng: Generator
) -> WrittenNumber:
    sizes = np.exp(rng.normal(0, spacing.size_spread, len(drawings)))
    is_one = np.array([digit == "1" for digit in text])
    sizes[is_one] *= spacing.ones
    shapes = [
        in_size(drawing, size) for drawing, size in zip(drawings, sizes.tolist(), strict=True)
    ]
    gaps = rng.normal(spacing.gap, spacing.unevenness, len(shapes))
    gaps = np.clip(gaps, -0.25, 0.9)
    shifts = np.cumsum(rng.normal(spacing.drift, 0.03, len(shapes)))
    shifts[is_one] -= (1 - spacing.ones) * rng.uniform(0, 0.8, int(is_one.sum()))
    placed = compose(shapes, gaps.tolist(), shifts.tolist())
    strokes = [(stroke, np.full(len(stroke), place)) for place, stroke in placed]
    strokes = _joined(strokes, spacing.joins, rng)
    strokes = _late(strokes, spacing.late, rng)
    drawing = Drawing.from_strokes([stroke for stroke, _ in strokes], PEN_WIDTH)
    return WrittenNumber(drawing, text, tuple(owner for _, owner in strokes))


def in_size(drawing: Drawing, size: float) -> Shape:
    """A digit's strokes with this height, standing on the line y = 0."""
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = size / max(float(high[1] - low[1]), 0.5 * float(high[0] - low[0]), 1e-6)
    return [(stroke - (low[0], high[1])) * scale for stroke in drawing.strokes]


def _joined(
    strokes: list[tuple[np.ndarray, np.ndarray]], chance: float, rng: Generator
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Go on from one digit to the next without lifting the pen, where that is near."""
    result = strokes[:1]
    for stroke, owner in strokes[1:]:
        last, last_owner = result[-1]
        reach = stroke[0] - last[-1]
        is_next = owner[0] == last_owner[-1] + 1
        if (
            is_next
            and min(len(last), len(stroke)) > 1
            and -0.1 < reach[0] < 0.6
            and abs(reach[1]) < 0.75
            and rng.random() < chance
        ):
            result[-1] = np.concatenate([last, stroke]), np.concatenate([last_owner, owner])
        else:
            result.append((stroke, owner))
    return result


def _late(
    strokes: list[tuple[np.ndarray, np.ndarray]], chance: float, rng: Generator
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Draw second strokes of digits, such as crossbars and dots, when all digits are there."""
    seen: set[int] = set()
    first: list[tuple[np.ndarray, np.ndarray]] = []
    later: list[tuple[np.ndarray, np.ndarray]] = []
    for stroke, owner in strokes:
        is_second = int(owner[0]) in seen
        seen.update(owner.tolist())
        (later if is_second and rng.random() < chance else first).append((stroke, owner))
    return first + later
