"""What tests and benchmarks measure of attributions."""

from __future__ import annotations

import numpy as np


def deleting(image: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The image, and what is left of it after each tenth of its ink but the last is deleted."""
    frames = np.repeat(image.reshape(1, -1), 10, axis=0)
    for tenths, frame in enumerate(frames):
        frame[order[: len(order) * tenths // 10]] = 0
    return frames.reshape(-1, 28, 28)


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Spearman's rank correlation; equal values share their mean rank."""
    return float(np.corrcoef(ranks(first), ranks(second))[0, 1])


def ranks(values: np.ndarray) -> np.ndarray:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]
