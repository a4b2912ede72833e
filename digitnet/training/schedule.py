"""The learning-rate schedule: one cycle (Smith & Topin, 2018)."""

from __future__ import annotations

import math
from typing import Any

import keras

WARM_UP = 0.25
"""Share of the steps in which the learning rate rises to its peak; then it falls to zero."""

START = 20
"""The first learning rate is the peak divided by this."""


def one_cycle(part: float, peak: float) -> float:
    """Return the learning rate at a point of the training: a linear rise, then a cosine to zero.

    Args:
        part: share of the training that is done, 0..1.
        peak: the highest learning rate.
    """
    if part < WARM_UP:
        lowest = peak / START
        return lowest + (peak - lowest) * part / WARM_UP
    return peak * (1 + math.cos(math.pi * (part - WARM_UP) / (1 - WARM_UP))) / 2


class OneCycle(keras.callbacks.Callback):
    """Sets the learning rate before each step."""

    def __init__(self, peak: float, steps: int) -> None:
        super().__init__()
        self.peak = peak
        self.steps = steps

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self.model.optimizer.learning_rate = one_cycle(batch / self.steps, self.peak)
