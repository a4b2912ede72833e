"""A map of digits: the two directions of the network's features that tell the digits apart best.

Linear discriminant analysis (Fisher, 1936; Rao, 1948) needs a second where t-SNE needs a minute
and more, always gives the same map, and places a new drawing by two dot products, so that the
drawing moves smoothly while it grows.
"""

from __future__ import annotations

import numpy as np

RIDGE = 1.0
"""Added to the features' variances within the classes, in parts of their mean. Features that never
vary would else make the covariance singular. With less, directions of little variance count too
much: of the shipped model's examples 96 % have the same label as most of their ten nearest points,
with 0.01 it is 92 %."""


def discriminant_directions(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the two directions in which classes lie far apart for their spread.

    Args:
        features: float32 (n, d).
        labels: integers (n,), at least three classes.

    Returns:
        float32 (d, 2). Projected on them, no class spreads by more than about 1 on average.
    """
    classes, numbers = np.unique(labels, return_inverse=True)
    counts = np.bincount(numbers)
    means = np.stack([features[labels == label].mean(axis=0) for label in classes])
    spread = features - means[numbers]
    within = (spread.T @ spread).astype(np.float64) / len(features)
    within[np.diag_indices_from(within)] += RIDGE * np.trace(within) / len(within) + 1e-12
    between = (means - features.mean(axis=0)) * np.sqrt(counts / len(features))[:, None]
    # In whitened coordinates, where classes are round, the widest directions of their means.
    factor = np.linalg.cholesky(within)
    whitened = np.linalg.solve(factor, between.T.astype(np.float64))
    widest = np.linalg.svd(whitened, full_matrices=False)[0][:, :2]
    directions = np.linalg.solve(factor.T, widest)
    # A direction and its opposite are equally good; the first class goes to the left and below.
    signs = np.where((means[0] - features.mean(axis=0)) @ directions > 0, -1, 1)
    return (directions * signs).astype(np.float32)
