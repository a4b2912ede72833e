"""How far a training is, and what there is to see of it: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PREPARING, TRAINING, TESTING = "preparing", "training", "testing"


@dataclass(frozen=True)
class Progress:
    """How far a training is.

    Attributes:
        phase: ``PREPARING``, ``TRAINING`` or ``TESTING``.
        epoch, epochs: the epoch under way, from 1, of how many.
        step, steps: steps done in the whole training, of how many.
        loss: mean training loss since the last time it was told, or None before the first step.
        accuracy: share of training images read rightly since then; they are warped, so harder.
        validation_loss, validation_accuracy: the same of images that are not trained on, at the
            last check, or None before the first.
        images_per_second: of training, since it began, or None before the first step.
        seconds: time since the training began.
        seconds_left: expected time to its end, or None while unknown.
    """

    phase: str
    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float | None = None
    accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    images_per_second: float | None = None
    seconds: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True)
class Reading:
    """What a network in training takes an image for: 0..9 or None for no digit, how surely."""

    digit: int | None
    confidence: float


@dataclass(frozen=True)
class Curve:
    """One quantity over the course of a training: steps, and a value for each."""

    steps: tuple[int, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class TrainingView:
    """What people see of the training that runs, or of the last one, beside its progress.

    Attributes:
        id: tells this training from all others; empty before the first one.
        curves: "loss", "accuracy", "validation_loss" and "validation_accuracy".
        images: uint8 (n, 28, 28), the test digits that are watched.
        labels: what they are.
        readings: what the network takes them for; empty before the first step.
        own: the same of the visitor's own drawing, if there is one.
    """

    id: str
    curves: dict[str, Curve]
    images: np.ndarray
    labels: tuple[int, ...]
    readings: tuple[Reading, ...] = ()
    own: Reading | None = None
