"""Looks at trainings that never were: networks of random weights, without Keras."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitnet.engine.moments import Moments
from digitnet.labels import CLASSES
from digitnet.network.folding import Convolution, Dense, FoldedNetwork, MaxPooling
from digitnet.training.progress import Curve, Learning, Reading, TrainingView


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


def learned(id: str, image: np.ndarray, *steps: int) -> Learning:
    """What there is to see of a training after so many steps."""
    moments = Moments()
    for step in steps:
        moments.take(FakeLook(3, step))
    return Learning(id, image, moments.all(image))


def nothing_seen() -> TrainingView:
    """What a visitor sees while nothing is trained: two test digits."""
    return TrainingView("", {}, _test_digits(), (3, 4))


def seen(id: str, drawing: np.ndarray | None) -> TrainingView:
    """What a visitor with this drawing sees of a training."""
    images = _test_digits()
    curves = {
        name: Curve((20, 40), (0.5, 0.75))
        for name in ("loss", "accuracy", "validation_loss", "validation_accuracy")
    }
    readings = (Reading(3, 0.8), Reading(9, 0.6))
    own = None if drawing is None else Reading(None, 0.7)
    learning = learned(id, images[0] if drawing is None else drawing, 40)
    return TrainingView(id, curves, images, (3, 4), readings, own, learning)


def _test_digits() -> np.ndarray:
    return np.full((2, 28, 28), 99, np.uint8)
