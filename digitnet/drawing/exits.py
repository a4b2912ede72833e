"""The exit of a stroke: what the pen leaves behind on its way to the next digit.

In haste, a pen that has come down a stem is lifted late, on its way up to the next digit: the foot
gets a hook, and a 1 looks like a narrow 6 or a V. Within a number that is told from a digit's own
shape by its direction: straight up to the right, without turning back to the stem.
``web/cuts.js`` does the same: change both or neither.
"""

from __future__ import annotations

import numpy as np

WIDEST_STEM = 0.5
LONGEST_STEM = 1.6
"""Width and length of what comes before the exit, in heights of the stroke."""

WIDEST = 0.5
HIGHEST = 0.7
"""Extent of the exit, in heights of the stroke."""

STEEPEST_RUN = 2.0
"""An exit rises: its width is at most this many times its height."""

BACK = 0.02
"""How far, in heights, the pen may slip back to the left on its way."""


def without_exit(stroke: np.ndarray) -> np.ndarray:
    """Return a stroke, float64 (n, 2), without the exit at its end, or itself if it has none."""
    lowest = int(stroke[:, 1].argmax())
    height = float(np.ptp(stroke[:, 1]))
    stem, tail = stroke[: lowest + 1], stroke[lowest:]
    if len(stem) < 2 or len(tail) < 2 or height <= 0:
        return stroke
    length = float(np.hypot(*np.diff(stem, axis=0).T).sum())
    run, rise = tail[-1, 0] - tail[0, 0], tail[0, 1] - tail[-1, 1]
    slips = np.maximum.accumulate(tail[:, 0]) - tail[:, 0]
    is_exit = (
        np.ptp(stem[:, 0]) <= WIDEST_STEM * height
        and length <= LONGEST_STEM * height
        and 0 < run <= min(WIDEST * height, STEEPEST_RUN * rise)
        and rise <= HIGHEST * height
        and slips.max() <= BACK * height
    )
    return stem if is_exit else stroke
