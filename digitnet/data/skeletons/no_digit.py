"""What people draw that is not a digit: letters, lines, shapes, scribbles, half digits, two digits.

Each function makes a skeleton, as an allograph does.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons import DIGITS
from digitnet.data.skeletons.curves import Skeleton, Ways, arc, stroke
from digitnet.data.skeletons.letters import letters


def letter(rng: Generator) -> Skeleton:
    """Every form of a letter is as frequent: those that look most like digits have the most."""
    forms = [form for ways in letters().values() for form in ways]
    return [points.copy() for points in forms[rng.integers(len(forms))]]


def line(rng: Generator) -> Skeleton:
    """Level, or slanting further to the left than any 1 does."""
    angle = np.radians(rng.choice([rng.uniform(-28, 28), rng.uniform(32, 48)]))
    dx, dy = np.cos(angle), np.sin(angle)
    bow = rng.normal(0, 0.04)
    return [stroke((0, 0), (dx / 2 + bow, dy / 2 + bow), (dx, dy))]


def lines(rng: Generator) -> Skeleton:
    """Two or three lines, crossing or parallel, or a hash sign."""
    kind = rng.integers(5)
    if kind == 0:
        x, y = rng.uniform(0.3, 0.7, 2)
        return [stroke((x, 0), (x, 1)), stroke((0, y), (rng.uniform(0.8, 1.2), y))]
    if kind == 1:
        return [stroke((0, 0), (0.9, 1)), stroke((0.9, 0), (0, 1))]
    if kind == 2:
        gap = rng.uniform(0.2, 0.7)
        return [stroke((0, y), (1, y)) for y in gap * np.arange(rng.integers(2, 4))]
    if kind == 3:
        gap = rng.uniform(0.35, 0.8)
        return [stroke((x, 0), (x, 1)) for x in gap * np.arange(rng.integers(2, 4))]
    return [
        stroke((0.3, 0), (0.25, 1)),
        stroke((0.7, 0), (0.65, 1)),
        stroke((0, 0.32), (1, 0.3)),
        stroke((0, 0.7), (1, 0.68)),
    ]


def dots(rng: Generator) -> Skeleton:
    """One dot, or a few."""
    if rng.random() < 0.3:
        return [stroke((0, 0))]
    count, size = rng.integers(2, 7), rng.uniform(0.005, 0.04)
    places = rng.uniform(0, 1, (count, 2)) + np.arange(count)[:, None] * rng.normal(0, 0.3, 2)
    return [stroke(tuple(p), tuple(p + rng.normal(0, size, 2))) for p in places]


def polygon(rng: Generator) -> Skeleton:
    """A triangle, a box, a diamond, a star, a house."""
    kind = rng.integers(5)
    if kind == 0:
        corners = [(rng.uniform(0.3, 0.7), 0), (1, rng.uniform(0.8, 1)), (0, 1)]
    elif kind == 1:
        wide, high = rng.uniform(0.7, 1.4), 1.0
        corners = [(0, 0), (wide, 0), (wide, high), (0, high)]
    elif kind == 2:
        corners = [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)]
    elif kind == 3:
        turn = np.radians(np.arange(5) * 144 - 90)
        corners = list(zip(0.5 + 0.5 * np.cos(turn), 0.5 + 0.5 * np.sin(turn), strict=True))
    else:
        corners = [(0, 0.4), (0, 1), (0.8, 1), (0.8, 0.4), (0, 0.4), (0.4, 0), (0.8, 0.4)]
    turned = np.roll(corners, rng.integers(len(corners)), axis=0)
    closed = np.concatenate([turned, turned[:1]])
    return [stroke(*((x, y, 1) for x, y in closed))]


def sign(rng: Generator) -> Skeleton:
    """A tick, arrow, heart, face, infinity sign, bracket, at sign, angle bracket or asterisk."""
    kind = rng.integers(9)
    if kind == 0:
        return [stroke((0, rng.uniform(0.4, 0.7)), (rng.uniform(0.2, 0.35), 1, 1), (0.9, 0))]
    if kind == 1:
        return [stroke((0, 0.5), (1, 0.5)), stroke((0.7, 0.2), (1, 0.5, 1), (0.7, 0.8))]
    if kind == 2:
        return [
            stroke(
                (0.5, 0.25, 1), (0.3, 0), (0, 0.2), (0.1, 0.55), (0.5, 1, 1), (0.9, 0.55),
                (1, 0.2), (0.7, 0), (0.5, 0.25),
            )
        ]  # fmt: skip
    if kind == 3:
        mouth = arc((0.5, 0.55), (0.25, 0.2), 150, -120)
        eyes = [stroke((x, 0.35), (x + 0.02, 0.38)) for x in (0.35, 0.65)]
        return [arc((0.5, 0.5), (0.5, 0.5), -90, 360), *eyes, mouth]
    if kind == 4:
        phase = 2 * np.pi * (rng.random() + np.linspace(0, 1, 13))
        points = np.zeros((13, 3))
        points[:, 0], points[:, 1] = np.cos(phase), rng.uniform(0.2, 0.35) * np.sin(2 * phase)
        return [points]
    if kind == 5:
        return [stroke((0.4, 0), (0, 0, 1), (0, 1, 1), (0.4, 1))]
    if kind == 6:
        inner = arc((0.5, 0.5), (0.2, 0.2), 0, -360)
        return [
            np.concatenate([inner, stroke((0.75, 0.65)), arc((0.5, 0.5), (0.5, 0.5), 10, -320)])
        ]
    if kind == 7:
        side = 1.0 if rng.random() < 0.5 else -1.0
        return [stroke((0.5 + 0.4 * side, 0), (0.5 - 0.4 * side, 0.5, 1), (0.5 + 0.4 * side, 1))]
    return [
        stroke((0.5, 0), (0.5, 1)),
        stroke((0.08, 0.25), (0.92, 0.75)),
        stroke((0.92, 0.25), (0.08, 0.75)),
    ]


def coil(rng: Generator) -> Skeleton:
    """A spiral, a row of loops, a wave, or a zigzag."""
    kind = rng.integers(4)
    if kind == 0:
        turns = rng.uniform(2, 4)
        angle = np.linspace(0, turns * 2 * np.pi, int(turns * 9))
        radius = np.linspace(rng.uniform(0.02, 0.15), 0.5, len(angle))
        points = np.zeros((len(angle), 3))
        points[:, 0], points[:, 1] = radius * np.cos(angle), radius * np.sin(angle)
        return [points]
    if kind == 1:
        loops = int(rng.integers(3, 6))
        angle = np.linspace(0, loops * 2 * np.pi, loops * 8)
        points = np.zeros((len(angle), 3))
        points[:, 0] = angle * rng.uniform(0.05, 0.12) + 0.25 * np.cos(angle)
        points[:, 1] = rng.uniform(0.3, 0.5) * np.sin(angle)
        return [points]
    peaks = rng.integers(4, 8)
    x = np.arange(peaks) * rng.uniform(0.15, 0.4)
    y = np.where(np.arange(peaks) % 2, 0.0, rng.uniform(0.2, 0.9))
    points = np.stack([x, y, np.full(peaks, float(kind == 2))], axis=1)
    return [points[:, [1, 0, 2]] if rng.random() < 0.3 else points]


def scribble(rng: Generator) -> Skeleton:
    """A random walk, or a curve through random points."""
    count = rng.integers(6, 22)
    if rng.random() < 0.5:
        places = rng.uniform(0, 1, (count, 2))
    else:
        places = np.cumsum(rng.normal(0, 1, (count, 2)), axis=0)
        places /= np.ptp(places, axis=0).max()
    points = np.concatenate([places, (rng.random((count, 1)) < rng.random()).astype(float)], axis=1)
    pieces = rng.choice([1, 1, 2, 3])
    return [part for part in np.array_split(points, pieces) if len(part) > 1]


def half_digit(rng: Generator) -> Skeleton:
    """An unfinished digit that does not look like another digit."""
    kind = rng.integers(3)
    if kind == 0:
        # Half a ring or a little more, open on any side.
        radii = rng.uniform(0.35, 0.5), rng.uniform(0.35, 0.5)
        return [arc((0.5, 0.5), radii, rng.uniform(0, 360), rng.uniform(170, 240))]
    if kind == 1:
        bar, left = rng.uniform(0.4, 0.7), rng.uniform(0, 0.1)
        return [stroke((rng.uniform(0.1, 0.5), 0), (left, bar, 1), (rng.uniform(0.4, 0.9), bar))]
    return [
        stroke((rng.uniform(0.5, 0.8), 0), (0.05, 0, 1), (0, 0.6, 1), (rng.uniform(0, 0.3), 0.55))
    ]


def two_digits(rng: Generator) -> Skeleton:
    """Two digits, side by side or overlapping; of the second, perhaps only the beginning."""
    first, second = (
        DIGITS[digit][rng.integers(len(DIGITS[digit]))][1](rng) for digit in rng.integers(0, 10, 2)
    )
    beginning = second[0][: max(2, len(second[0]) // 2)]
    # What is flat might be the bar of a 5 that misses its body.
    if rng.random() < 0.25 and np.ptp(beginning[:, 1]) > 0.35:
        second = [beginning]
    shift = np.zeros(3)
    if rng.random() < 0.8:
        shift[0] = rng.uniform(0.6, 1.1)
    else:
        shift[:2] = rng.uniform(0.1, 0.5), rng.uniform(-0.4, 0.4)
    return [*first, *(points + shift for points in second)]


NON_DIGITS: Ways = (
    (0.6, letter),
    (0.03, line),
    (0.05, lines),
    (0.02, dots),
    (0.04, polygon),
    (0.06, sign),
    (0.04, coil),
    (0.06, scribble),
    (0.03, half_digit),
    (0.07, two_digits),
)
"""The kinds of non-digits, and the share of each among them."""
