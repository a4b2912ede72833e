"""How fast a device is under its present load, and what that means for a training."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitnet.drawing.mnist_format import SIDE
from digitnet.engine.estimate import Plan
from digitnet.training.recipe import Recipe

if TYPE_CHECKING:
    from digitnet.network.predictor import Predictor

BATCH = 256
REPEATS = 3

STEP_PER_FORWARD = 4.5
"""A training step's time in forward passes of the same batch, measured on two CPU cores. The first
training on another device replaces it."""

STEP_SECONDS = 0.006
"""Time that Python and TensorFlow need for a step besides its passes."""

WIDTH_EXPONENT = 1.6
"""Time grows with the width to this power: twice the width takes three times as long."""

CHORE_SECONDS = 0.034
"""What ``measure_chores`` takes where ``BUILD_SECONDS`` and the others below were measured: two
cores of an AMD EPYC without other load."""

DRAWING_SECONDS = 0.00035
"""One synthetic drawing."""

BUILD_SECONDS = 4.0
"""Copying the images to the device, building a trainer, and its first step."""

FIRST_STEP_SECONDS = 0.5
"""The first step with a trainer that is ready."""

TEST_IMAGES = 20_000
"""MNIST's test images, and what is held out for the calibration."""

CALIBRATE_SECONDS = 0.7
SAVE_SECONDS = 1.5
"""Writing a model, and loading and compiling it."""


@dataclass(frozen=True)
class Readiness:
    """What a training by a recipe finds ready.

    Attributes:
        trainer: whether a trainer is ready, with all images on the device.
        missing_drawings: how many synthetic drawings are still to be made to train on.
        missing_held_out: how many are still to be made to test with.
    """

    trainer: bool = True
    missing_drawings: int = 0
    missing_held_out: int = 0


@dataclass(frozen=True)
class Pace:
    """How fast a device is.

    Attributes:
        forward_seconds: of a forward pass of ``BATCH`` images by the network that answers.
        width: that network's.
        slowness: how many times as long as on the reference machine Python's own work takes.
        step_per_forward: see ``STEP_PER_FORWARD``.
    """

    forward_seconds: float
    width: int
    slowness: float = 1.0
    step_per_forward: float = STEP_PER_FORWARD

    def forward(self, images: int, width: int) -> float:
        """Return the seconds in which a network of this width reads this many images."""
        factor: float = (width / self.width) ** WIDTH_EXPONENT
        return self.forward_seconds * factor * images / BATCH

    def plan(self, recipe: Recipe, ready: Readiness) -> Plan:
        """Return the expected times of a training by a recipe, with what is ready."""
        step = self.step_per_forward * self.forward(recipe.batch_size, recipe.width)
        step += STEP_SECONDS * self.slowness
        build = FIRST_STEP_SECONDS if ready.trainer else BUILD_SECONDS
        drawing = DRAWING_SECONDS * self.slowness
        return Plan(
            drawing=ready.missing_drawings * drawing,
            building=build * self.slowness,
            stepping=recipe.steps * step,
            testing=self.forward(TEST_IMAGES, recipe.width)
            + CALIBRATE_SECONDS * self.slowness
            + ready.missing_held_out * drawing,
            saving=SAVE_SECONDS * self.slowness,
        )


def measure_pace(predictor: Predictor, width: int, step_per_forward: float) -> Pace:
    """Measure with the predictor's network, of the given width, in a fifth of a second."""
    images = [np.full((SIDE, SIDE), 1, np.uint8)] * BATCH
    predictor.predict_many(images)
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        predictor.predict_many(images)
        times.append(time.perf_counter() - start)
    slowness = measure_chores() / CHORE_SECONDS
    return Pace(statistics.median(times), width, slowness, step_per_forward)


def measure_chores() -> float:
    """Return the seconds that some work in plain Python takes, waiting for the processor included.

    It is long enough for a busy system to take the processor away in between.
    """
    start = time.perf_counter()
    total = 0
    for number in range(1_200_000):
        total += number & 7
    return time.perf_counter() - start
