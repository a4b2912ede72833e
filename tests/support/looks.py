"""Looks at trainings that never were: networks of random weights, without Keras."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitnet.labels import CLASSES
from digitnet.network.folding import Convolution, Dense, FoldedNetwork, MaxPooling


def network(seed: int = 0, width: int = 4) -> FoldedNetwork:
    """A small network: two convolutions, a pooling, a convolution, and the logits."""
    rng = np.random.default_rng(seed)

    def convolution(size: int, before: int, after: int, strides: int = 1) -> Convolution:
        kernel = rng.normal(size=(size, size, before, after)).astype(np.float32) / 100
        return Convolution(kernel, rng.normal(size=after).astype(np.float32), strides)

    dense = rng.normal(size=(49 * 2 * width, CLASSES)).astype(np.float32)
    return FoldedNetwork(
        (
            convolution(5, 1, width, 2),
            convolution(3, width, width),
            MaxPooling(),
            convolution(3, width, 2 * width),
            Dense(dense, np.zeros(CLASSES, np.float32)),
        )
    )


ORDINARY = network()


@dataclass(frozen=True)
class FakeLook:
    """A look after so many steps, at a network that takes everything for one digit."""

    digit: int
    step: int = 1
    folded: FoldedNetwork = ORDINARY
    temperature: float = 1.0

    def read(self, images: np.ndarray) -> np.ndarray:
        logits = np.zeros((len(images), CLASSES), np.float32)
        logits[:, self.digit] = 5
        return logits

    def fold(self) -> FoldedNetwork:
        return self.folded
