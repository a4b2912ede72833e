"""The allographs of 6; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, stroke


def _body(rng: Generator, back: float, width: float, loop: float, top: float) -> Skeleton:
    """Down the back and around the loop, which ends before the back, on it or past it."""
    close = rng.uniform(-0.08, 0.14)
    start = [(top, rng.uniform(0, 0.04))]
    if coin(rng, 0.15):
        start.insert(0, (top + rng.uniform(0.02, 0.1), rng.uniform(0.06, 0.16)))
    return [
        stroke(
            *start,
            (back + (top - back) * rng.uniform(0.25, 0.5), 0.3),
            (back, 1 - loop * rng.uniform(0.55, 0.75)),
            (back + width * rng.uniform(0.35, 0.5), 1),
            (back + width, 1 - loop * rng.uniform(0.42, 0.58)),
            (back + width * rng.uniform(0.45, 0.6), 1 - loop),
            (back + close * width, 1 - loop * rng.uniform(0.45, 0.8)),
        )
    ]


def round(rng: Generator) -> Skeleton:
    width, loop = rng.uniform(0.38, 0.68), rng.uniform(0.36, 0.6)
    return _body(rng, rng.uniform(0, 0.06), width, loop, rng.uniform(0.28, 0.6))


def tight(rng: Generator) -> Skeleton:
    """Narrow: almost a line with a loop."""
    width, loop = rng.uniform(0.12, 0.34), rng.uniform(0.2, 0.48)
    return _body(rng, rng.uniform(0, 0.06), width, loop, rng.uniform(0.05, 0.3))


def straight(rng: Generator) -> Skeleton:
    """The back is a straight line, upright or slanted."""
    width, loop, top = rng.uniform(0.3, 0.6), rng.uniform(0.3, 0.55), rng.uniform(0, 0.5)
    body = _body(rng, 0.02, width, loop, top)[0]
    line = stroke((top, 0), (top * rng.uniform(0.42, 0.52), 0.42))
    return [np.concatenate([line, body[-5:]])]


def like_b(rng: Generator) -> Skeleton:
    """Down the back, up again, and around the loop the other way."""
    width, loop, top = rng.uniform(0.3, 0.5), rng.uniform(0.36, 0.52), rng.uniform(0.1, 0.45)
    return [
        stroke(
            (top, 0),
            (0.06, 0.5),
            (rng.uniform(0, 0.05), rng.uniform(0.86, 0.98), 1),
            (0.06, 1 - loop * 0.8),
            (width * 0.6, 1 - loop),
            (width, 1 - loop * 0.5),
            (width * 0.55, 1),
            (rng.uniform(0, 0.1), rng.uniform(0.88, 1)),
        )
    ]


ALLOGRAPHS: Ways = (
    (0.5, round),
    (0.22, tight),
    (0.18, straight),
    (0.1, like_b),
)
