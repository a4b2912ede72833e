"""The allographs of 1; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, stroke


def _stem(rng: Generator, bow: float = 0.03) -> np.ndarray:
    """A vertical line, straight or slightly bent, sometimes with a hook at the end."""
    middle = (0.3 + rng.normal(0, bow), 0.5)
    if coin(rng, 0.08):
        hook = 0.3 - rng.uniform(0.06, 0.25), 1 - rng.uniform(-0.02, 0.06)
        return stroke((0.3, 0, 1), middle, (0.3 + rng.normal(0, 0.02), 0.94), hook)
    return stroke((0.3, 0, 1), middle, (0.3 + rng.normal(0, 0.02), 1))


def _upstroke(rng: Generator) -> np.ndarray:
    """The stroke up to the top of a 1, from a tick to a line as long as the stem.

    Never flatter than about 24 degrees: that would be a 7.
    """
    length = rng.choice([rng.uniform(0.12, 0.4), rng.uniform(0.3, 0.7), rng.uniform(0.6, 1.15)])
    steep = rng.uniform(24, 75) if length < 0.6 else rng.uniform(42, 76)
    x = 0.3 - length * np.cos(np.radians(steep))
    y = min(length * np.sin(np.radians(steep)), rng.uniform(0.85, 1.05))
    bend = rng.normal(0, 0.08) * length
    return stroke((x, y), ((x + 0.3) / 2 + bend, y / 2 + bend))


def _foot(rng: Generator) -> np.ndarray:
    left, right = rng.uniform(0.12, 0.45), rng.uniform(0.12, 0.45)
    y = 1 + rng.normal(0, 0.02)
    foot = stroke((0.3 - left, y), (0.3 + right, y + rng.normal(0, 0.04)))
    return foot if coin(rng, 0.9) else foot[::-1]


def _joined_foot(rng: Generator, strokes: Skeleton) -> Skeleton:
    """Add a foot: as a separate stroke, or by doubling back at the end of the stem."""
    foot = _foot(rng)
    if coin(rng, 0.7):
        return [*strokes, foot]
    foot[:, 2] = 1
    strokes[-1][-1, 2] = 1
    return [*strokes[:-1], np.concatenate([strokes[-1], foot])]


def plain(rng: Generator) -> Skeleton:
    stem = _stem(rng, 0.05)
    return [stem[::-1] if coin(rng, 0.1) else stem]


def with_upstroke(rng: Generator) -> Skeleton:
    return [np.concatenate([_upstroke(rng), _stem(rng)])]


def with_foot(rng: Generator) -> Skeleton:
    return _joined_foot(rng, [_stem(rng)])


def with_both(rng: Generator) -> Skeleton:
    return _joined_foot(rng, with_upstroke(rng))


def with_roof_apart(rng: Generator) -> Skeleton:
    """The stem first, then a separate tick at its top, drawn in either direction."""
    tick = np.concatenate([_upstroke(rng), stroke((0.3 + rng.normal(0, 0.03), 0.01))])
    return [_stem(rng), tick if coin(rng, 0.5) else tick[::-1]]


def with_return(rng: Generator) -> Skeleton:
    """The pen lands low, goes up beside the stem and back down: a wedge or a thin loop."""
    x, y = 0.3 - rng.uniform(-0.03, 0.16), rng.uniform(0.35, 1)
    bulge = rng.uniform(0, 0.12)
    up = stroke((x, y), ((x + 0.3) / 2 - bulge, y * rng.uniform(0.4, 0.6)))
    return [np.concatenate([up, _stem(rng)])]


ALLOGRAPHS: Ways = (
    (0.18, plain),
    (0.42, with_upstroke),
    (0.08, with_foot),
    (0.18, with_both),
    (0.06, with_roof_apart),
    (0.08, with_return),
)
