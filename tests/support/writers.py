"""Drawings by synthetic writers, and what changes when somebody draws the same again."""

from __future__ import annotations

import numpy as np

from digitnet.data.writers import synthetic_drawings
from digitnet.drawing.drawing import Drawing
from digitnet.labels import NON_DIGIT

SEED = 77


def written(count: int, seed: int = SEED) -> tuple[list[Drawing], list[int]]:
    """Digits by synthetic writers that no training knows, and their labels."""
    pairs = [(d, label) for d, label in synthetic_drawings(count, seed) if label != NON_DIGIT]
    return [drawing for drawing, _ in pairs], [label for _, label in pairs]


def once_more(drawing: Drawing, seed: int = 0) -> Drawing:
    """The same digit by the same hand, a little different, elsewhere and larger."""
    rng = np.random.default_rng(seed)
    points = np.concatenate(drawing.strokes)
    extent = float(np.ptp(points, axis=0).max())
    turn = rng.normal(0, 0.03)
    matrix = np.array([[1, rng.normal(0, 0.03)], [turn, 1 + rng.normal(0, 0.03)]])
    return Drawing.from_strokes(
        [3 * (stroke + rng.normal(0, 0.004 * extent, stroke.shape)) @ matrix.T + 50
         for stroke in drawing.strokes]
    )  # fmt: skip
