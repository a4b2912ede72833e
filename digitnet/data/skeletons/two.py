"""The allographs of 2; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, stroke


def _head(rng: Generator) -> np.ndarray:
    left, top = rng.uniform(0.0, 0.16), rng.uniform(0.1, 0.34)
    right = rng.uniform(0.48, 0.66)
    head = [(left, top), (rng.uniform(0.22, 0.36), 0), (right, rng.uniform(0.16, 0.3))]
    if coin(rng, 0.2):
        # A hook or a small loop where the pen lands.
        head.insert(0, (left + rng.uniform(0.02, 0.14), top + rng.uniform(-0.02, 0.1)))
    return stroke(*head)


def plain(rng: Generator) -> Skeleton:
    """A diagonal down to a corner, and a straight foot."""
    corner = rng.uniform(-0.03, 0.1), rng.uniform(0.92, 1.02)
    neck = stroke((rng.uniform(0.24, 0.42), rng.uniform(0.52, 0.68)), (*corner, 1))
    foot = stroke((rng.uniform(0.5, 0.85), rng.uniform(0.9, 1.03)))
    return [np.concatenate([_head(rng), neck, foot])]


def with_curved_foot(rng: Generator) -> Skeleton:
    corner = rng.uniform(-0.03, 0.1), rng.uniform(0.9, 1)
    neck = stroke((rng.uniform(0.24, 0.42), rng.uniform(0.52, 0.68)), (*corner, 1))
    rise = rng.uniform(0.03, 0.14)
    foot = stroke(
        (0.22, corner[1] - rise),
        (0.45, 1.0 + rng.uniform(-0.03, 0.04)),
        (rng.uniform(0.55, 0.85), 1 - rng.uniform(0, 0.16)),
    )
    return [np.concatenate([_head(rng), neck, foot])]


def with_loop(rng: Generator) -> Skeleton:
    size = rng.uniform(0.03, 0.15)
    y = 1 - rng.uniform(0.02, 0.1)
    loop = stroke(
        (rng.uniform(0.26, 0.4), rng.uniform(0.5, 0.66)),
        (0.1 + size * 0.6, y),
        (0.02 - size * 0.4, y - size * 0.1),
        (0.06, y - size * rng.uniform(0.9, 1.6)),
        (0.12 + size, y - size * 0.4),
        (0.42, 1 + rng.uniform(-0.04, 0.05)),
        (rng.uniform(0.5, 0.85), 1 - rng.uniform(-0.02, 0.16)),
    )
    return [np.concatenate([_head(rng), loop])]


def like_z(rng: Generator) -> Skeleton:
    """A flat or very short head and a straight diagonal."""
    head = stroke(
        (rng.uniform(0, 0.12), rng.uniform(0.02, 0.14)),
        (rng.uniform(0.3, 0.4), 0),
        (rng.uniform(0.46, 0.62), rng.uniform(0.06, 0.16)),
    )
    body = stroke(
        (rng.uniform(0.4, 0.52), rng.uniform(0.3, 0.4)),
        (rng.uniform(-0.02, 0.08), 1, 1),
        (rng.uniform(0.5, 0.8), rng.uniform(0.92, 1.02)),
    )
    return [np.concatenate([head, body])]


def with_short_foot(rng: Generator) -> Skeleton:
    """Under a round head, a foot that is only a hook."""
    corner = rng.uniform(0.0, 0.16), rng.uniform(0.94, 1)
    neck = stroke((rng.uniform(0.28, 0.44), rng.uniform(0.5, 0.64)), (*corner, 1))
    foot = stroke((corner[0] + rng.uniform(0.18, 0.36), rng.uniform(0.93, 1.03)))
    return [np.concatenate([_head(rng), neck, foot])]


ALLOGRAPHS: Ways = (
    (0.33, plain),
    (0.19, with_curved_foot),
    (0.29, with_loop),
    (0.14, like_z),
    (0.05, with_short_foot),
)
