"""The allographs of 4; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, cornered, stroke


def _stem(rng: Generator, x: float, top: float) -> np.ndarray:
    foot = x + rng.normal(-0.04, 0.06)
    return stroke((x, top), ((x + foot) / 2 + rng.normal(0, 0.02), (top + 1) / 2), (foot, 1))


def open(rng: Generator) -> Skeleton:
    """Down and to the right; then the stem, starting at any height."""
    top, bar = rng.uniform(0.12, 0.42), rng.uniform(0.42, 0.82)
    stem = rng.uniform(0.36, 0.56)
    left = rng.uniform(-0.06, 0.1)
    angle = stroke(
        (top, 0),
        ((top + left) / 2 + rng.normal(0, 0.04), bar / 2),
        (left, bar, 1),
        (stem + rng.uniform(0.02, 0.4), bar + rng.normal(0, 0.04)),
    )
    return [angle, _stem(rng, stem, bar - rng.uniform(-0.05, bar))]


def like_u(rng: Generator) -> Skeleton:
    """A round or square cup with the stem at its right edge."""
    bar, right = rng.uniform(0.4, 0.62), rng.uniform(0.4, 0.6)
    cup = stroke(
        (rng.uniform(-0.04, 0.12), 0),
        (rng.uniform(-0.02, 0.06), bar * 0.75),
        (right * 0.4, bar),
        (right, bar - rng.uniform(0, 0.12)),
    )
    stem = _stem(rng, right, rng.uniform(-0.06, 0.2))
    if coin(rng, 0.35):
        return [np.concatenate([cup[:-1], stroke((right * 0.8, bar * 0.9)), cornered(stem)])]
    return [cup, stem]


def closed(rng: Generator) -> Skeleton:
    """A triangle with the stem on its right; the bar may extend past the stem."""
    bar, stem = rng.uniform(0.5, 0.75), rng.uniform(0.4, 0.6)
    reach = rng.uniform(-0.02, 0.35)
    left = rng.uniform(-0.06, 0.06)
    angle = stroke(
        (stem + rng.normal(0, 0.03), rng.uniform(-0.02, 0.05)),
        (left, bar, 1),
        (stem + reach, bar + rng.normal(0, 0.03)),
    )
    return [angle, _stem(rng, stem, rng.uniform(-0.02, 0.1))]


def closed_in_one(rng: Generator) -> Skeleton:
    """In one stroke around the triangle, from the right end of the bar or the foot of the stem."""
    bar, stem = rng.uniform(0.5, 0.72), rng.uniform(0.38, 0.56)
    left = rng.uniform(-0.05, 0.06)
    if coin(rng, 0.6):
        start = stroke((stem + rng.uniform(0.02, 0.35), bar + rng.normal(0, 0.03)))
        rest = stroke((left, bar, 1), (stem, 0, 1), (stem + rng.normal(0, 0.04), 1))
        return [np.concatenate([start, rest])]
    foot = stroke((stem + rng.normal(0, 0.03), 1), (stem, rng.uniform(0, 0.06), 1))
    return [np.concatenate([foot, stroke((left, bar, 1), (stem + rng.uniform(0.05, 0.35), bar))])]


def in_one(rng: Generator) -> Skeleton:
    """Open, in one stroke: down, right, up by any amount (or not at all), and down."""
    bar = rng.uniform(0.4, 0.66)
    left, right = rng.uniform(-0.04, 0.1), rng.uniform(0.36, 0.6)
    rise = bar * rng.choice([rng.uniform(0, 0.25), rng.uniform(0.2, 0.8)])
    corner = float(coin(rng, 0.6))
    return [
        stroke(
            (rng.uniform(0.08, 0.38), 0),
            (left, bar - 0.02, corner),
            (right * rng.uniform(0.55, 0.85), bar + rng.normal(0, 0.03)),
            (right + rng.normal(0, 0.03), bar - rise, float(coin(rng, 0.5))),
            (right + rng.normal(-0.05, 0.05), (bar + 1) / 2),
            (right + rng.normal(-0.12, 0.1), 1),
        )
    ]


def with_loop(rng: Generator) -> Skeleton:
    """In one stroke, with a small loop where the bar turns into the stem."""
    bar, right = rng.uniform(0.42, 0.62), rng.uniform(0.42, 0.6)
    size = rng.uniform(0.04, 0.14)
    return [
        stroke(
            (rng.uniform(0.1, 0.38), 0),
            (rng.uniform(-0.02, 0.08), bar, 1),
            (right, bar + rng.normal(0, 0.03)),
            (right + size, bar - size),
            (right + rng.normal(0, 0.02), bar - size * 2),
            (right - size * 0.5, bar + 0.05),
            (right - rng.uniform(0.0, 0.2), 1),
        )
    ]


def lightning(rng: Generator) -> Skeleton:
    """In one stroke, like a lightning bolt: down to the left, level, down to the left again."""
    left, bar = rng.uniform(-0.04, 0.06), rng.uniform(0.4, 0.62)
    right = left + rng.uniform(0.22, 0.55)
    turn = bar + rng.uniform(-0.14, 0.07)
    return [
        stroke(
            (left + rng.uniform(0.12, 0.42), 0),
            (left, bar, 1),
            (right, turn, 1),
            (right - rng.uniform(0.02, 0.36), 1),
        )
    ]


def low(rng: Generator) -> Skeleton:
    """The left side goes down far, and the stem is a short line at the lower right."""
    bar, right = rng.uniform(0.66, 0.86), rng.uniform(0.32, 0.52)
    top = rng.uniform(0.08, 0.32)
    side = stroke(
        (top, 0),
        (top * 0.5, bar * 0.5),
        (rng.uniform(-0.03, 0.06), bar - 0.04, float(coin(rng, 0.4))),
        (right * rng.uniform(0.5, 0.8), bar + rng.normal(0.02, 0.02)),
        (right, bar + rng.normal(0, 0.03)),
    )
    stem = _stem(rng, right + rng.normal(0, 0.03), bar - rng.uniform(0.08, 0.36))
    if coin(rng, 0.35):
        return [np.concatenate([side[:-1], cornered(stem)])]
    return [side, stem]


ALLOGRAPHS: Ways = (
    (0.26, open),
    (0.13, like_u),
    (0.15, closed),
    (0.1, closed_in_one),
    (0.18, in_one),
    (0.08, with_loop),
    (0.06, lightning),
    (0.04, low),
)
