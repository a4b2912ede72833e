"""The allographs of 1; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, stroke


def _stem(rng: Generator, bow: float = 0.03) -> np.ndarray:
    """A vertical line, straight or slightly bent, sometimes with a hook at the end.

    A hook to the right stays short: with a long one it would be an L.
    """
    middle = (0.3 + rng.normal(0, bow), 0.5)
    if coin(rng, 0.08):
        hook = 0.3 - rng.uniform(0.06, 0.25), 1 - rng.uniform(-0.02, 0.06)
        return stroke((0.3, 0, 1), middle, (0.3 + rng.normal(0, 0.02), 0.94), hook)
    if coin(rng, 0.07):
        x = 0.3 + rng.normal(0, 0.02)
        hook = x + rng.uniform(0.05, 0.17), 1 - rng.uniform(0.01, 0.1)
        return stroke((0.3, 0, 1), middle, (x, 0.93), (x + 0.03, 1), hook)
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


def leaning(rng: Generator) -> Skeleton:
    """A stem that leans far to the right, plain, with a tick at its top, or with a short hook."""
    lean, bow = rng.uniform(0.15, 0.55), rng.normal(0, 0.03)
    points: list[tuple[float, ...]] = [(lean, 0, 1), (lean / 2 + bow, 0.5 + bow / 2), (0, 1)]
    if coin(rng, 0.4):
        length = rng.uniform(0.08, 0.3)
        points.insert(0, (lean - length * rng.uniform(0.6, 1), length * rng.uniform(0.3, 0.8)))
    if coin(rng, 0.4):
        points[-1] = (0.01, 0.95)
        points.append((rng.uniform(0.06, 0.18), 1 - rng.uniform(-0.01, 0.06)))
    return [stroke(*points)]


def with_long_flag(rng: Generator) -> Skeleton:
    """A flag that may be as flat as the roof of a 7, and a foot to both sides."""
    length, steep = rng.uniform(0.3, 0.65), np.radians(rng.uniform(10, 45))
    flag = stroke((0.3 - length * np.cos(steep), length * np.sin(steep)))
    return _joined_foot(rng, [np.concatenate([flag, _stem(rng)])])


def with_loop(rng: Generator) -> Skeleton:
    """The stem begins with a thin loop and ends in a foot, without which it would be a 9."""
    width, low = rng.uniform(0.06, 0.16), rng.uniform(0.3, 0.62)
    top = 0.3 + rng.normal(0, 0.03)
    loop = stroke(
        (top + rng.normal(0, 0.03), rng.uniform(0, 0.06)),
        (top - width, low * 0.5),
        (0.28, low),
        (top + width, low * 0.45),
        (top, rng.uniform(-0.03, 0.03)),
        (top - width * rng.uniform(0.5, 1), low * 0.55),
        (0.29, low + 0.08),
        (0.28 + rng.normal(0, 0.03), 1),
    )
    return _joined_foot(rng, [loop if coin(rng, 0.5) else loop[2:]])


ALLOGRAPHS: Ways = (
    (0.16, plain),
    (0.36, with_upstroke),
    (0.07, with_foot),
    (0.15, with_both),
    (0.05, with_roof_apart),
    (0.06, with_return),
    (0.07, leaning),
    (0.05, with_long_flag),
    (0.03, with_loop),
)
