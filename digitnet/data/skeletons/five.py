"""The allographs of 5; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, stroke


def _bowl(rng: Generator) -> np.ndarray:
    """The bowl, starting at the waist; tall or flat, its end curled in or not."""
    waist = rng.uniform(0.32, 0.5)
    return stroke(
        (rng.uniform(0.02, 0.14), waist + rng.uniform(0, 0.06), 1),
        (rng.uniform(0.28, 0.4), waist - rng.uniform(-0.02, 0.08)),
        (rng.uniform(0.48, 0.7), rng.uniform(0.56, 0.72)),
        (rng.uniform(0.26, 0.42), rng.uniform(0.94, 1)),
        (rng.uniform(-0.1, 0.14), rng.uniform(0.8, 1.02)),
    )


def in_one(rng: Generator) -> Skeleton:
    left = rng.uniform(0.06, 0.2)
    bar = stroke(
        (rng.uniform(0.42, 0.75), rng.uniform(-0.05, 0.06)), (left, rng.uniform(0, 0.05), 1)
    )
    return [np.concatenate([bar, _bowl(rng)])]


def in_two(rng: Generator) -> Skeleton:
    """The body and a separate bar, which may miss it, in either order."""
    left = rng.uniform(0.06, 0.22)
    body = np.concatenate([stroke((left, rng.uniform(0, 0.06))), _bowl(rng)])
    start = left + rng.choice([rng.normal(0, 0.03), rng.uniform(0.02, 0.2), rng.uniform(-0.3, 0)])
    y = rng.choice([rng.normal(0, 0.02), rng.uniform(-0.12, 0.08)])
    end = max(start + 0.2, left + rng.uniform(0.15, 0.7))
    bar = stroke((start, y), (end, y + rng.normal(-0.02, 0.07)))
    if coin(rng, 0.15):
        bar = np.insert(bar, 1, [bar[:, 0].mean(), y + rng.normal(0, 0.04), 0], axis=0)
    return [bar, body] if coin(rng, 0.2) else [body, bar]


def short(rng: Generator) -> Skeleton:
    """A very short bar, or none."""
    left = rng.uniform(0.08, 0.22)
    tick = stroke((left + rng.uniform(0.02, 0.16), rng.uniform(0, 0.04)), (left, 0.04, 1))
    return [np.concatenate([tick[rng.integers(0, 2) :], _bowl(rng)])]


def like_s(rng: Generator) -> Skeleton:
    return [
        stroke(
            (rng.uniform(0.44, 0.7), rng.uniform(-0.02, 0.1)),
            (rng.uniform(0.2, 0.34), 0.02),
            (rng.uniform(0.04, 0.14), rng.uniform(0.2, 0.3), float(coin(rng, 0.3))),
            (rng.uniform(0.24, 0.36), rng.uniform(0.4, 0.48)),
            (rng.uniform(0.46, 0.64), rng.uniform(0.62, 0.74)),
            (rng.uniform(0.24, 0.36), 1),
            (rng.uniform(-0.08, 0.08), rng.uniform(0.84, 0.98)),
        )
    ]


def with_t_top(rng: Generator) -> Skeleton:
    """The bar reaches far to both sides of the body, which hangs from it as from a T."""
    left = rng.uniform(0.1, 0.26)
    body = np.concatenate([stroke((left, rng.uniform(-0.04, 0.1))), _bowl(rng)])
    if coin(rng, 0.3):
        # The body leans in from the right before it turns.
        body[0, 0] += rng.uniform(0.05, 0.2)
    start, end = body[0, 0] - rng.uniform(0.15, 0.42), body[0, 0] + rng.uniform(0.15, 0.55)
    y, rise = rng.uniform(-0.06, 0.05), rng.uniform(-0.03, 0.12)
    bar = stroke((start, y + rise), ((start + end) / 2, y - rng.uniform(-0.01, 0.05)), (end, y))
    if coin(rng, 0.25):
        # The bar begins with a line down its left end.
        bar = np.insert(bar, 0, [start + rng.normal(0, 0.03), y + rng.uniform(0.12, 0.3), 0], 0)
    return [bar, body] if coin(rng, 0.25) else [body, bar]


ALLOGRAPHS: Ways = (
    (0.28, in_one),
    (0.38, in_two),
    (0.14, short),
    (0.13, like_s),
    (0.07, with_t_top),
)
