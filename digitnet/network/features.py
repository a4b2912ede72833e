"""What lessons compare: features of images, in which likeness counts, and the paths of strokes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.network.known_digits import load_known_digits

PATH_POINTS = 32

DAMPING = 0.2
"""Added to each variance, in parts of their mean: directions that hardly vary are mostly noise."""

Read = Callable[[Sequence[np.ndarray]], tuple[np.ndarray, np.ndarray]]
"""From images, uint8 (28, 28) each, to logits, float32 (n, 11), and features, float32 (n, d)."""


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
    """

    mean: np.ndarray
    whitening: np.ndarray
    known: np.ndarray
    labels: np.ndarray
    logits: np.ndarray

    @classmethod
    def of(cls, logits: np.ndarray, features: np.ndarray, labels: np.ndarray) -> FeatureSpace:
        """Fit to known digits: logits (n, 11), features (n, d), labels (n,)."""
        features = _unit(features)
        mean = features.mean(axis=0)
        variances, directions = np.linalg.eigh(np.cov(features.T, bias=True).reshape(len(mean), -1))
        # With less precision than zero, a variance can come out negative.
        variances = np.maximum(variances, 0.0)
        scale = np.sqrt(variances + DAMPING * variances.mean() + 1e-12)
        whitening = (directions / scale).astype(np.float32)
        correct = logits.argmax(axis=1) == labels
        known = _unit((features[correct] - mean) @ whitening)
        return cls(mean, whitening, known, labels[correct].astype(np.int64), logits[correct])

    def place(self, features: np.ndarray) -> np.ndarray:
        """Return unit vectors, float32 (n, d), of a network's features (n, d)."""
        return _unit((_unit(features) - self.mean) @ self.whitening)


class FeatureReader:
    """One network's way to see images as lessons compare them.

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
        images, labels = load_known_digits()
        return FeatureSpace.of(*self.read(list(images)), labels)


def stroke_path(drawing: Drawing) -> np.ndarray:
    """Return where the pen is at equal distances along its way, float32 (2 * PATH_POINTS,).

    The way includes the jumps between strokes. The drawing's larger side is 1, its middle is the
    origin. Somebody who writes a digit writes it in the same order and direction the next time;
    an image does not show that.
    """
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    steps = np.diff(points, axis=0)
    way = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
    at = np.linspace(0.0, way[-1], PATH_POINTS)
    places = np.stack([np.interp(at, way, points[:, axis]) for axis in (0, 1)], axis=1)
    extent = float((high - low).max()) or 1.0
    path: np.ndarray = (places - (low + high) / 2) / extent
    return path.astype(np.float32).ravel()


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
    unit: np.ndarray = vectors / np.maximum(lengths, 1e-6)[:, None]
    return unit.astype(np.float32)
