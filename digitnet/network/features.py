"""The features in which lessons compare images, and known digits among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from digitnet.network.known_digits import KnownDigits, load_known_digits

DAMPING = 0.2
"""Added to each variance, as a share of their mean: nearly constant directions are mostly noise."""

Read = Callable[[Sequence[np.ndarray]], tuple[np.ndarray, np.ndarray]]
"""Maps images, uint8 (28, 28) each, to logits, float32 (n, 11), and features, float32 (n, d)."""


@dataclass(frozen=True, eq=False)
class FeatureSpace:
    """Features with equal variance in all directions, and known digits among them.

    In a network's own features a few directions, those that tell most digits apart, outweigh all
    others, so that all digits of one kind look alike. Whitening them lets the differences between
    two ways to write a digit count.

    Attributes:
        mean: float32 (d,), subtracted first.
        whitening: float32 (d, d), multiplied with next.
        known: float32 (n, d), unit vectors of known digits that the network reads correctly.
        labels: int64 (n,), theirs, 0..9 or 10 for no digit.
        logits: float32 (n, 11), theirs.
        paths: float32 (n, 64), of the known digits' strokes (see ``stroke_path``); NaN where
            only the image is known.
    """

    mean: np.ndarray
    whitening: np.ndarray
    known: np.ndarray
    labels: np.ndarray
    logits: np.ndarray
    paths: np.ndarray

    @classmethod
    def of(cls, logits: np.ndarray, features: np.ndarray, digits: KnownDigits) -> FeatureSpace:
        """Fit to known digits: logits (n, 11), features (n, d)."""
        features = _unit(features)
        mean = features.mean(axis=0)
        variances, directions = np.linalg.eigh(np.cov(features.T, bias=True).reshape(len(mean), -1))
        # Because of rounding, a variance can come out negative.
        variances = np.maximum(variances, 0.0)
        scale = np.sqrt(variances + DAMPING * variances.mean() + 1e-12)
        whitening = (directions / scale).astype(np.float32)
        correct = logits.argmax(axis=1) == digits.labels
        known = _unit((features[correct] - mean) @ whitening)
        labels = digits.labels[correct].astype(np.int64)
        return cls(mean, whitening, known, labels, logits[correct], digits.paths[correct])

    def place(self, features: np.ndarray) -> np.ndarray:
        """Return unit vectors, float32 (n, d), of a network's features (n, d)."""
        return _unit((_unit(features) - self.mean) @ self.whitening)


class FeatureReader:
    """One network's features of images, as lessons compare them.

    Attributes:
        temperature: the calibration's, which turns the network's logits into log-probabilities.
    """

    def __init__(self, read: Read, temperature: float) -> None:
        self.read = read
        self.temperature = temperature

    @cached_property
    def space(self) -> FeatureSpace:
        """The network's feature space; the first use takes some tenths of a second.

        Raises:
            DigitnetError: if the file of known digits is missing or damaged.
        """
        digits = load_known_digits()
        return FeatureSpace.of(*self.read(list(digits.images)), digits)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
    unit: np.ndarray = vectors / np.maximum(lengths, 1e-6)[:, None]
    return unit.astype(np.float32)
