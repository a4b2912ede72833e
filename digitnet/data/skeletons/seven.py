"""The allographs of 7; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, stroke


def _body(rng: Generator) -> np.ndarray:
    """The roof (plain, wavy, arched or with a serif) and the leg (straight, curved or with a
    foot)."""
    y = rng.uniform(0, 0.1)
    left, right = rng.uniform(-0.05, 0.12), rng.uniform(0.46, 0.7)
    roof: list[tuple[float, ...]] = [(left, y)]
    kind = rng.random()
    if kind < 0.25:
        down = rng.uniform(0.06, 0.24)
        roof = [(left + rng.normal(0, 0.03), y + down), (left, y, 1)]
    elif kind < 0.4:
        roof = [
            (left, y + rng.uniform(0.02, 0.08)),
            (left + 0.15, y - 0.03),
            (right * 0.7, y + 0.04),
        ]
    elif kind < 0.46:
        # Arched.
        roof = [(left, y + rng.uniform(0.08, 0.22)), (right * rng.uniform(0.3, 0.6), y - 0.02)]
    corner = float(coin(rng, 0.75))
    foot = rng.uniform(0.04, 0.5)
    bow = rng.choice([0.0, rng.uniform(-0.12, 0.02)])
    leg: list[tuple[float, ...]] = [
        (right, y + rng.normal(-0.02, 0.03), corner),
        ((right + foot) / 2 + bow, 0.52),
        (foot, 1),
    ]
    if coin(rng, 0.06):
        leg[-1] = (foot, 1, 1)
        leg.append((foot + rng.uniform(0.08, 0.25), 1 - rng.uniform(-0.02, 0.05)))
    return stroke(*roof, *leg)


def plain(rng: Generator) -> Skeleton:
    return [_body(rng)]


def crossed(rng: Generator) -> Skeleton:
    """With a crossbar at any height, long or short, level or tilted."""
    body = _body(rng)
    y = rng.uniform(0.36, 0.68)
    above, below = body[-3, :2], body[-1, :2]
    x = above[0] + (below[0] - above[0]) * (y - above[1]) / (below[1] - above[1])
    left, right = rng.uniform(0.08, 0.36), rng.uniform(0.06, 0.36)
    tilt = rng.normal(0.02, 0.05)
    bar = stroke((x - left, y + tilt), (x + right, y - tilt))
    if coin(rng, 0.25):
        bar = np.insert(bar, 1, [x, y + rng.normal(0, 0.03), 0], axis=0)
    if coin(rng, 0.15):
        # A hook at the start of the bar, from the pen swinging round.
        hook = [bar[0, 0] + rng.uniform(-0.06, 0.06), bar[0, 1] + rng.uniform(0.04, 0.16), 0]
        bar = np.insert(bar, 0, hook, axis=0)
    if coin(rng, 0.06):
        # Without lifting the pen between the foot and the bar.
        body[-1, 2] = bar[0, 2] = 1
        return [np.concatenate([body, bar])]
    return [body, bar if coin(rng, 0.92) else bar[::-1]]


def steep(rng: Generator) -> Skeleton:
    """A sloping roof, as the upstroke of a 1 but flatter."""
    left, y = rng.uniform(-0.02, 0.1), rng.uniform(0.05, 0.16)
    right = rng.uniform(0.45, 0.65)
    return [stroke((left, y), (right, 0, 1), (rng.uniform(0.2, 0.5), 1))]


def curled(rng: Generator) -> Skeleton:
    """The leg ends in a curl, to either side; the roof is flat and its corner sharp, unlike the
    head of a 2."""
    right, y = rng.uniform(0.44, 0.68), rng.uniform(0, 0.05)
    foot = rng.uniform(0.06, 0.34)
    side = 1.0 if coin(rng, 0.65) else -1.0
    curl = foot + side * rng.uniform(0.09, 0.2), 1 - rng.uniform(0.02, 0.12)
    body = stroke(
        (rng.uniform(-0.06, 0.1), y + rng.normal(0, 0.02)),
        (right, rng.uniform(0, 0.04), 1),
        ((right + foot) / 2 - rng.uniform(0, 0.05), 0.5),
        (foot - side * 0.02, 0.92),
        (foot + side * 0.06, 1),
        curl,
    )
    if coin(rng, 0.5):
        height = rng.uniform(0.42, 0.6)
        x = right + (foot - right) * height
        reach, tilt = rng.uniform(0.1, 0.28), rng.normal(0.01, 0.03)
        return [body, stroke((x - reach, height + tilt), (x + reach, height - tilt))]
    return [body]


ALLOGRAPHS: Ways = (
    (0.31, plain),
    (0.55, crossed),
    (0.09, steep),
    (0.05, curled),
)
