"""The allographs of 0; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, arc, coin, oval, stroke


def plain(rng: Generator) -> Skeleton:
    return [oval(rng, rng.uniform(0.2, 0.52), 0.5, (0.3, 0.5))]


def with_tail(rng: Generator) -> Skeleton:
    """The end of the ring runs past its start in a flick to the right or inwards."""
    rx = rng.uniform(0.24, 0.45)
    ring = arc((0.3, 0.5), (rx, 0.5), -90 + rng.uniform(-40, 10), -rng.uniform(345, 380))
    tip = ring[-1]
    out = rng.uniform(0.06, 0.28), rng.uniform(-0.12, 0.14)
    return [np.concatenate([ring, stroke((tip[0] + out[0], tip[1] + out[1]))])]


def closed_inside(rng: Generator) -> Skeleton:
    """The end of the ring continues well inside its start."""
    ring = arc(
        (0.3, 0.5), (rng.uniform(0.3, 0.5), 0.5), rng.uniform(-90, -30), -rng.uniform(370, 420)
    )
    inward = 1 - rng.uniform(0.15, 0.4) * np.linspace(0, 1, len(ring)) ** 4
    ring[:, :2] = (0.3, 0.5) + (ring[:, :2] - (0.3, 0.5)) * inward[:, None]
    return [ring]


def slashed(rng: Generator) -> Skeleton:
    rx = rng.uniform(0.24, 0.48)
    ring = oval(rng, rx, 0.5, (0.3, 0.5))
    reach = rng.uniform(0.55, 1.4)
    dx, dy = rx * rng.uniform(0.45, 1.0) * reach, 0.5 * rng.uniform(0.45, 0.95) * reach
    if coin(rng, 0.2):
        dx = -dx
    slash = stroke((0.3 + dx, 0.5 - dy), (0.3 - dx, 0.5 + dy))
    if coin(rng, 0.3):
        slash = slash[::-1]
    if coin(rng, 0.2) and dx > 0:
        # In one stroke: from the upper end of the ring straight through it.
        ring = arc((0.3, 0.5), (rx, 0.5), -50 + rng.uniform(-20, 20), -rng.uniform(340, 375))
        ring[-1, 2] = 1
        return [np.concatenate([ring, slash[1:] if slash[0, 1] < 0.5 else slash[:1]])]
    return [ring, slash]


def barred(rng: Generator) -> Skeleton:
    """A bar at any angle through a narrow, wide or tilted ring; it may reach far beyond the ring
    on both sides. Level, it is a theta; upright, a phi.

    Along a narrow ring there is none: filled by it, the ring would be a 1 by a thick pen.
    """
    rx, ry = rng.uniform(0.2, 0.5), 0.5
    ring = oval(rng, rx, ry, (0.3, 0.5))
    turn = np.radians(rng.normal(0, 14))
    cos, sin = np.cos(turn), np.sin(turn)
    middle = np.array([0.3, 0.5])
    ring[:, :2] = middle + (ring[:, :2] - middle) @ np.array([[cos, sin], [-sin, cos]])
    degrees = rng.choice(
        [rng.normal(0, 10), rng.uniform(10, 50), rng.uniform(50, 82), rng.normal(90, 8)],
        p=[0.35, 0.2, 0.2, 0.25] if rx > 0.32 else [0.6, 0.4, 0.0, 0.0],
    )
    angle = np.radians(degrees if coin(rng, 0.85) else -degrees)
    direction = np.array([np.cos(angle), -np.sin(angle)])
    chord = rx * ry / np.hypot(ry * direction[0], rx * direction[1])
    middle = middle + rng.normal(0, 0.1, 2) * (rx, ry)
    # At both ends from just inside the ring to well outside.
    before, after = np.minimum(chord * rng.uniform(0.75, 1.25, 2) + rng.exponential(0.08, 2), 0.65)
    bar = stroke(tuple(middle - direction * before), tuple(middle + direction * after))
    if coin(rng, 0.2):
        bar = bar[::-1]
    if coin(rng, 0.12):
        # Without lifting the pen between the ring and the bar.
        ring[-1, 2] = bar[0, 2] = 1
        return [np.concatenate([ring, bar])]
    return [ring, bar] if coin(rng, 0.9) else [bar, ring]


def dotted(rng: Generator) -> Skeleton:
    ring = oval(rng, rng.uniform(0.26, 0.48), 0.5, (0.3, 0.5))
    x, y, size = 0.3 + rng.normal(0, 0.04), 0.5 + rng.normal(0, 0.05), rng.uniform(0.01, 0.07)
    dot = stroke((x, y), (x + rng.normal(0, size), y + abs(rng.normal(0, size))))
    return [ring, dot]


ALLOGRAPHS: Ways = (
    (0.45, plain),
    (0.11, with_tail),
    (0.06, closed_inside),
    (0.16, slashed),
    (0.13, barred),
    (0.09, dotted),
)
