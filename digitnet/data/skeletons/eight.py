"""The allographs of 8; see ``digitnet.data.skeletons``."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons.curves import Skeleton, Ways, coin, oval, stroke


def _figure(rng: Generator, start: float, turn: float, gap: float) -> np.ndarray:
    """An upright figure of eight that starts at a phase, in turns, and covers 1 - gap turns."""
    waist = rng.uniform(0.4, 0.54)
    upper, lower = rng.uniform(0.14, 0.34), rng.uniform(0.08, 0.38)
    phase = 2 * np.pi * (start + turn * np.linspace(0, 1 - gap, 13))
    height = -np.cos(phase)
    width = np.where(height < 0, upper, lower)
    points = np.zeros((len(phase), 3))
    points[:, 0] = 0.3 + width * np.sin(2 * phase) * rng.uniform(0.95, 1.05)
    points[:, 1] = np.where(height < 0, waist * (1 + height), waist + (1 - waist) * height)
    return points


def plain(rng: Generator) -> Skeleton:
    """From the upper right, as usually taught; closed or almost closed."""
    turn = -1.0 if coin(rng, 0.8) else 1.0
    start = -turn * rng.uniform(-0.02, 0.14)
    return [_figure(rng, start, turn, rng.uniform(-0.06, 0.08))]


def from_anywhere(rng: Generator) -> Skeleton:
    turn = -1.0 if coin(rng, 0.5) else 1.0
    return [_figure(rng, rng.random(), turn, rng.uniform(-0.06, 0.05))]


def with_ends(rng: Generator) -> Skeleton:
    """An S and a line back up that stops before the start, meets it or runs far past it."""
    upper, lower = rng.uniform(0.14, 0.3), rng.uniform(0.06, 0.32)
    reach = rng.choice([rng.uniform(-0.04, 0.06), rng.uniform(0.05, 0.4)])
    return [
        stroke(
            (0.4 + rng.uniform(0, 0.2) + reach, rng.uniform(-0.02, 0.22)),
            (rng.uniform(0.22, 0.36), rng.uniform(0, 0.08)),
            (0.3 - upper, rng.uniform(0.16, 0.26)),
            (rng.uniform(0.26, 0.36), rng.uniform(0.42, 0.52)),
            (0.32 + lower, rng.uniform(0.68, 0.8)),
            (rng.uniform(0.24, 0.34), 1),
            (0.28 - lower, rng.uniform(0.72, 0.84)),
            (rng.uniform(0.26, 0.36), rng.uniform(0.44, 0.54)),
            (0.4 + rng.uniform(0, 0.26), rng.uniform(-0.06, 0.2)),
        )
    ]


def with_entry(rng: Generator) -> Skeleton:
    """From the left into the waist, then around the upper or the lower ring first."""
    turn = -1.0 if coin(rng, 0.5) else 1.0
    body = _figure(rng, 0.75 if turn < 0 else 0.25, turn, rng.uniform(-0.04, 0.06))
    if coin(rng, 0.3):
        body = body * (1, -1, 1) + (0, 1, 0)
    x = body[0, 0] - rng.uniform(0.05, 0.35)
    return [np.concatenate([stroke((x, body[0, 1] + rng.uniform(-0.08, 0.12))), body])]


def in_two(rng: Generator) -> Skeleton:
    """Two rings, one above the other: touching, overlapping or slightly apart."""
    height = rng.uniform(0.2, 0.26)
    upper = oval(rng, rng.uniform(0.16, 0.28), height, (0.3 + rng.normal(0, 0.03), height))
    lower = oval(
        rng, rng.uniform(0.2, 0.34), 0.5 - height, (0.3 + rng.normal(0, 0.03), 0.5 + height)
    )
    lower[:, 1] -= rng.uniform(-0.03, 0.08)
    return [upper, lower] if coin(rng, 0.9) else [lower, upper]


def narrow(rng: Generator) -> Skeleton:
    """Two narrow loops, in one stroke, whose ends may leave a gap."""
    turn = -1.0 if coin(rng, 0.75) else 1.0
    figure = _figure(rng, rng.choice([rng.uniform(0, 0.14), rng.random()]), turn,
                     rng.uniform(-0.04, 0.09))  # fmt: skip
    middle, width = 0.3, float(np.ptp(figure[:, 0]))
    figure[:, 0] = middle + (figure[:, 0] - middle) * rng.uniform(0.26, 0.42) / width
    return [figure]


def apart(rng: Generator) -> Skeleton:
    """Two small or narrow rings with a gap between them."""
    gap = rng.uniform(0.0, 0.12)
    height = (1 - gap) * rng.uniform(0.2, 0.26)
    low = (1 - gap) / 2 - height
    shift = rng.normal(0, 0.04)
    upper = oval(rng, rng.uniform(0.08, 0.22), height, (0.3 + shift, height))
    lower = oval(rng, rng.uniform(0.1, 0.26), low, (0.3 - shift, 1 - low))
    return [upper, lower] if coin(rng, 0.9) else [lower, upper]


def open_above(rng: Generator) -> Skeleton:
    """The lower loop is closed; the upper one stays open on the left, or at the top."""
    lower, waist = rng.uniform(0.12, 0.26), rng.uniform(0.4, 0.52)
    loop = [
        (0.3 - lower, (1 + waist) / 2 + rng.normal(0, 0.02)),
        (0.3 + rng.normal(0, 0.02), 1),
        (0.3 + lower, (1 + waist) / 2 + rng.normal(0, 0.02)),
    ]
    upper = rng.uniform(0.1, 0.22)
    if coin(rng, 0.5):
        # Over the top from the left, down across, around the loop, and up to the waist.
        end = 0.3 - rng.uniform(0.02, 0.2), waist - rng.uniform(0.0, 0.14)
        head = [(0.3 - upper, rng.uniform(0.12, 0.3)), (0.3, 0), (0.3 + upper, waist * 0.45)]
        return [stroke(*head, (0.3, waist), *loop, (0.3, waist + 0.02), end)]
    # A ribbon: both ends bend towards each other at the top.
    start = 0.3 - upper + rng.uniform(0, 0.16), rng.uniform(0, 0.1)
    end = 0.3 + upper - rng.uniform(-0.02, 0.14), rng.uniform(-0.02, 0.08)
    left, right = (0.3 - upper, waist * 0.4), (0.3 + upper, waist * 0.4)
    ribbon = stroke(start, left, (0.3, waist), *loop[::-1], (0.3, waist + 0.02), right, end)
    return [ribbon if coin(rng, 0.6) else ribbon[::-1]]


ALLOGRAPHS: Ways = (
    (0.26, plain),
    (0.17, from_anywhere),
    (0.25, with_ends),
    (0.07, with_entry),
    (0.11, in_two),
    (0.06, narrow),
    (0.04, apart),
    (0.04, open_above),
)
