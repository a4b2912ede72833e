"""The allographs of 9; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, arc, coin, oval, stroke


def _loop(rng: Generator, size: float, width: float) -> np.ndarray:
    """The loop, from the upper right around to the right side, open or closed."""
    start = rng.uniform(-80, 0)
    ring = arc((0.3, size / 2), (width / 2, size / 2), start, -rng.uniform(285, 345) - start * 0.5)
    ring[:, 1] += rng.uniform(-0.1, 0.1) * (ring[:, 0] - 0.3)
    return ring


def _tail(rng: Generator, x: float, y: float) -> np.ndarray:
    """The tail, down from the right of the loop: straight, curved, or hooked to the left."""
    top = stroke((x + rng.normal(0, 0.02), y, 1))
    kind = rng.random()
    if kind < 0.35:
        foot = x - rng.uniform(-0.04, 0.36)
        bow = rng.normal(0, 0.02)
        return np.concatenate([top, stroke(((x + foot) / 2 + bow, (y + 1) / 2), (foot, 1))])
    if kind < 0.6:
        return np.concatenate(
            [
                top,
                stroke(
                    (x - rng.uniform(0, 0.06), 0.6),
                    (x - rng.uniform(0.08, 0.2), 0.86),
                    (x - rng.uniform(0.25, 0.5), 1),
                ),
            ]
        )
    low = rng.uniform(0.72, 0.86)
    belly = rng.choice([rng.uniform(-0.05, 0.02), rng.uniform(0, 0.25)])
    return np.concatenate(
        [
            top,
            stroke(
                (x + belly, low),
                (x - rng.uniform(0.12, 0.3), 1),
                (x - rng.uniform(0.34, 0.66), rng.uniform(0.84, 0.98)),
            ),
        ]
    )


def plain(rng: Generator) -> Skeleton:
    size, width = rng.uniform(0.34, 0.58), rng.uniform(0.34, 0.6)
    x = 0.3 + width / 2
    return [np.concatenate([_loop(rng, size, width), _tail(rng, x, rng.uniform(0, size / 2))])]


def small(rng: Generator) -> Skeleton:
    """With a tiny loop: the tail is almost the whole digit."""
    size, width = rng.uniform(0.12, 0.32), rng.uniform(0.14, 0.55)
    x = 0.3 + width / 2
    return [np.concatenate([_loop(rng, size, width), _tail(rng, x, rng.uniform(0, size / 2))])]


def open(rng: Generator) -> Skeleton:
    """The loop is a cup that ends before the tail or barely touches it."""
    size, width = rng.uniform(0.32, 0.52), rng.uniform(0.34, 0.56)
    x = 0.3 + width / 2
    cup = arc((0.3, size / 2), (width / 2, size / 2), rng.uniform(-75, -25), -rng.uniform(200, 290))
    cup = np.concatenate([cup, stroke((x - rng.uniform(0, 0.08), rng.uniform(0.2, 0.34)))])
    return [np.concatenate([cup, _tail(rng, x, rng.uniform(-0.02, 0.16))])]


def in_two(rng: Generator) -> Skeleton:
    """A ring, then the tail."""
    size, width = rng.uniform(0.34, 0.55), rng.uniform(0.34, 0.56)
    x = 0.3 + width / 2 + rng.normal(0, 0.03)
    ring = oval(rng, width / 2, size / 2, (0.3, size / 2))
    return [ring, _tail(rng, x, rng.uniform(-0.04, size * 0.6))]


def smooth(rng: Generator) -> Skeleton:
    """The loop runs into the tail without a corner, as in an upside-down 6."""
    size, width = rng.uniform(0.34, 0.55), rng.uniform(0.34, 0.6)
    ring = arc((0.3, size / 2), (width / 2, size / 2), rng.uniform(-10, 40), rng.uniform(300, 345))
    x = 0.3 + width / 2
    foot = x - rng.uniform(0, 0.35)
    return [np.concatenate([ring, stroke((x, size * 0.6), (foot + 0.04, 0.82), (foot, 1))])]


def from_the_right(rng: Generator) -> Skeleton:
    """In from the right along the bottom of the loop, around it, and down."""
    size, width = rng.uniform(0.3, 0.5), rng.uniform(0.34, 0.56)
    x = 0.3 + width / 2
    start = stroke((x + rng.uniform(0, 0.42), size + rng.uniform(-0.1, 0.02)))
    ring = arc((0.3, size / 2), (width / 2, size / 2), 75, rng.uniform(195, 240))
    return [np.concatenate([start, ring, _tail(rng, x, rng.uniform(0, 0.16))])]


def bar_first(rng: Generator) -> Skeleton:
    """A bar to the right, from its end back around the loop, and the tail down through the bar."""
    size, width = rng.uniform(0.32, 0.54), rng.uniform(0.34, 0.54)
    x = 0.3 + width / 2
    y = size * rng.uniform(0.5, 1.1)
    bar = stroke(
        (0.3 - width * rng.uniform(0.3, 0.8), y + rng.normal(0, 0.03)),
        (x + rng.uniform(0.04, 0.3), y + rng.normal(-0.03, 0.03), 1),
    )
    return [np.concatenate([bar, _loop(rng, size, width), _tail(rng, x, size * 0.3)])]


def with_belly(rng: Generator) -> Skeleton:
    """A small loop, and a tail that bulges to the right and sweeps far to the left."""
    size, width = rng.uniform(0.16, 0.38), rng.uniform(0.18, 0.4)
    x = 0.3 + width / 2
    belly = x + rng.uniform(0.02, 0.3)
    tail = stroke(
        (x - rng.uniform(0, 0.05), size * rng.uniform(0.5, 0.8), float(coin(rng, 0.5))),
        (x - rng.uniform(-0.04, 0.08), size + 0.08),
        (belly, rng.uniform(0.62, 0.78)),
        (x - rng.uniform(0.05, 0.25), 1),
        (x - rng.uniform(0.4, 0.8), rng.uniform(0.86, 1.0)),
    )
    return [np.concatenate([_loop(rng, size, width), tail])]


def open_top(rng: Generator) -> Skeleton:
    """A shallow cup that bends in at its top without reaching the tail on its right."""
    size, width = rng.uniform(0.24, 0.46), rng.uniform(0.34, 0.54)
    x = 0.3 + width / 2
    start = rng.uniform(-110, -70)
    cup = arc((0.3, size / 2), (width / 2, size / 2), start, -rng.uniform(190, 215) - start * 0.1)
    rise = stroke((x, size * rng.uniform(0.25, 0.5)))
    return [np.concatenate([cup, rise, _tail(rng, x, rng.uniform(-0.08, 0.06))])]


ALLOGRAPHS: Ways = (
    (0.33, plain),
    (0.14, small),
    (0.15, open),
    (0.1, in_two),
    (0.1, smooth),
    (0.07, from_the_right),
    (0.04, bar_first),
    (0.05, with_belly),
    (0.02, open_top),
)
