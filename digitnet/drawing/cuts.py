"""Where a stroke that joins two digits may be cut.

Whoever writes in haste goes on from one digit to the next without lifting the pen. Between the two
the pen moves on to the right: all that was drawn before lies to the left of all that comes after,
but for a small overlap. ``web/cuts.js`` does the same: change both or neither.
"""

from __future__ import annotations

import itertools

import numpy as np

MIN_WIDTH = 0.75
"""A stroke narrower than this part of a digit's height is not cut."""

MOST_OVERLAP = 0.15
"""How far the two parts may overlap sideways. All lengths are shares of a digit's height."""

MIN_HEIGHT = 0.25
"""Smallest height of each part; the higher one has at least twice this height."""

STEP = 0.04
"""Between two points at which a cut is tried."""

LEVEL = 0.02
"""Overlaps that differ by no more than this are alike."""

MOST_CUTS = 5
"""Most cuts in one stroke; those with the least overlap are chosen."""


def dense(stroke: np.ndarray, step: float) -> np.ndarray:
    """Return the same line with a point at least every ``step``, float64 (m, 2), m >= n."""
    if len(stroke) < 2:
        return stroke
    lengths = np.hypot(*np.diff(stroke, axis=0).T)
    counts = np.maximum(1, np.ceil(lengths / step)).astype(int)
    where = np.repeat(np.arange(len(counts)), counts)
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    shares = (np.arange(len(where)) - firsts[where]) / counts[where]
    inner = stroke[where] + (stroke[where + 1] - stroke[where]) * shares[:, None]
    return np.concatenate([inner, stroke[-1:]])


def cut(stroke: np.ndarray, height: float) -> list[np.ndarray]:
    """Return the parts of a stroke, float64 (n, 2), in the order in which they were drawn.

    Args:
        stroke: float64 (n, 2).
        height: of the number's digits.

    Returns:
        At most ``MOST_CUTS`` + 1 parts; neighbours share a point. The stroke itself if it cannot be
        cut.
    """
    if len(stroke) < 2 or np.ptp(stroke[:, 0]) < MIN_WIDTH * height:
        return [stroke]
    line = dense(stroke, STEP * height)
    places = sorted(_best(line, height))
    if not places:
        return [stroke]
    edges = [0, *places, len(line) - 1]
    return [line[start : end + 1] for start, end in itertools.pairwise(edges)]


def _best(line: np.ndarray, height: float) -> list[int]:
    """The places with the least overlap, each the best one within reach of a digit's width."""
    x, y = line[:, 0], line[:, 1]
    # Writing may also go from right to left.
    overlaps = np.minimum(_overlaps(x), _overlaps(-x)) / height
    before = (np.maximum.accumulate(y) - np.minimum.accumulate(y)) / height
    after = (np.maximum.accumulate(y[::-1])[::-1] - np.minimum.accumulate(y[::-1])[::-1]) / height
    possible = (
        (overlaps <= MOST_OVERLAP)
        & (np.minimum(before, after) >= MIN_HEIGHT)
        & (np.maximum(before, after) >= 2 * MIN_HEIGHT)
    )
    found: list[int] = []
    runs = np.flatnonzero(np.diff(np.concatenate([[0], possible.astype(np.int8), [0]])))
    for start, end in runs.reshape(-1, 2):
        lowest = overlaps[start:end].min()
        flat = np.flatnonzero(overlaps[start:end] <= lowest + LEVEL)
        # Of a ligature, the middle.
        found.append(int(start + flat[len(flat) // 2]))
    found.sort(key=lambda place: overlaps[place])
    return found[:MOST_CUTS]


def _overlaps(x: np.ndarray) -> np.ndarray:
    """For each point: how far what comes before reaches beyond what comes after, float64 (n,)."""
    return np.maximum.accumulate(x) - np.minimum.accumulate(x[::-1])[::-1]
