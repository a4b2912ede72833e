"""How long a training will take on this device, estimated from a measured forward pass."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitnet.drawing.mnist_format import SIDE
from digitnet.training.recipe import Recipe

if TYPE_CHECKING:
    from digitnet.network.predictor import Predictor

BATCH = 256
REPEATS = 5

STEP_PER_FORWARD = 4.5
"""A training step's time in forward passes of the same batch, measured on two CPU cores."""

WIDTH_EXPONENT = 1.6
"""Time grows with the width to this power: three times for twice as wide."""

OVERHEAD_SECONDS = 6.0
"""Tracing the graph, the data, the final test."""


@dataclass(frozen=True)
class Pace:
    """How fast a device is: seconds of a forward pass of ``BATCH`` images, by a network's width."""

    forward_seconds: float
    width: int

    def seconds(self, recipe: Recipe) -> float:
        """Estimate a training's seconds, within a factor of two."""
        width: float = (recipe.width / self.width) ** WIDTH_EXPONENT
        step = self.forward_seconds * STEP_PER_FORWARD * width
        return OVERHEAD_SECONDS + recipe.steps * step * recipe.batch_size / BATCH


def measure_pace(predictor: Predictor, width: int) -> Pace:
    """Measure it with the predictor's network, of the given width, in a tenth of a second."""
    images = [np.full((SIDE, SIDE), 1, np.uint8)] * BATCH
    predictor.predict_many(images)
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        predictor.predict_many(images)
        times.append(time.perf_counter() - start)
    return Pace(statistics.median(times), width)
