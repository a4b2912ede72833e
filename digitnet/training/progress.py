"""How far a training is, and what the Train page shows of it: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

PREPARING, TRAINING, TESTING, SAVING = "preparing", "training", "testing", "saving"


@dataclass(frozen=True)
class Progress:
    """How far a training is.

    Attributes:
        phase: ``PREPARING``, ``TRAINING``, ``TESTING`` or ``SAVING``.
        epoch, epochs: the current epoch, from 1, and their number.
        step, steps: steps done in the whole training, and their number.
        loss: mean training loss since the last report, or None before the first step.
        accuracy: share of training images that were read correctly since then; lower than on
            other images, because of the augmentation.
        validation_loss, validation_accuracy: the same on held-out images at the last check, or
            None before the first check.
        images_per_second: speed of the training so far, or None before the first step.
        drawings_left: synthetic drawings that are still to be made before the first step.
        seconds: time since the training began; the engine counts from the click.
        seconds_left: estimated time until it ends, or None if unknown; the engine's is until the
            new model answers.
        done: share of the expected time that is over, 0..1, which never falls.
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
    drawings_left: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    done: float = 0.0


@dataclass(frozen=True)
class Reading:
    """How a network in training reads an image.

    Attributes:
        digit: 0..9, or None for "not a digit".
        confidence: its probability, calibrated on held-out MNIST images during the training.
    """

    digit: int | None
    confidence: float


@dataclass(frozen=True)
class Curve:
    """One quantity over the course of a training: steps, and the value at each."""

    steps: tuple[int, ...] = ()
    values: tuple[float, ...] = ()


class MomentMaps(NamedTuple):
    """Feature maps of one layer at one moment.

    Attributes:
        name: for example "convolution 1" or "pooling 1".
        maps: uint8 (n, h, w), the strongest; 255 is the layer's highest value.
        channels: how many maps the layer has.
    """

    name: str
    maps: np.ndarray
    channels: int


@dataclass(frozen=True, eq=False)
class Moment:
    """A network at one moment of its training, and the way of one image through it.

    Attributes:
        step: how many steps it has trained.
        filters: int8 (n, 5, 5), the first layer's weights that make the first of ``layers``;
            127 or -127 is each filter's largest.
        layers: feature maps from the first layer to the last.
        shares: float32 (11,), the probabilities of the ten digits and of "no digit".
    """

    step: int
    filters: np.ndarray
    layers: tuple[MomentMaps, ...]
    shares: np.ndarray


@dataclass(frozen=True, eq=False)
class Learning:
    """How a network learned, by one image.

    Attributes:
        id: identifies the training; empty before the first one.
        image: uint8 (28, 28), the image that is followed.
        moments: from the first to the last; while the training runs only the newest; empty before
            the first step.
    """

    id: str
    image: np.ndarray
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class TrainingView:
    """What the Train page shows of the training that runs, or of the last one, beside its progress.

    Attributes:
        id: identifies the training; empty before the first one.
        curves: "loss", "accuracy", "validation_loss" and "validation_accuracy".
        images: uint8 (n, 28, 28), test digits that are read as the network learns.
        labels: the digits they show.
        readings: how the network reads them; empty before the first step.
        own: how it reads the visitor's own drawing, if there is one.
        learning: how it learned so far, by that drawing, or else by one of the test digits.
    """

    id: str
    curves: dict[str, Curve]
    images: np.ndarray
    labels: tuple[int, ...]
    readings: tuple[Reading, ...] = ()
    own: Reading | None = None
    learning: Learning | None = None
