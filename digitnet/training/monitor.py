"""Watches a training: reports its progress, and ends it when it is cancelled or diverges."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from digitnet.data.mnist import load_mnist
from digitnet.network.architecture import logits_of
from digitnet.network.calibration import COARSE_TEMPERATURES, fit_temperature
from digitnet.network.device import several_machines
from digitnet.network.folding import FoldedNetwork, fold
from digitnet.texts import errors
from digitnet.training.errors import TrainingCancelled, TrainingFailed
from digitnet.training.progress import PREPARING, TRAINING, Progress
from digitnet.training.recipe import TRAIN_IMAGES, Recipe
from digitnet.training.stall import StallCheck

REPORT_SECONDS = 0.25
SHARED_REPORTS = 50
"""Progress is reported at this interval; with several machines, about this often in all."""

CHECKS = 24
CHECK_IMAGES = 1000
"""How many times in a training, and on how many of the held-out MNIST images, the validation
figures and the temperature are taken; about 2 % of the time."""


@dataclass(frozen=True, eq=False)
class Look:
    """A look at a network in training.

    Attributes:
        step: how many steps it has trained.
        network: images, float32 (n, 28, 28, 1), to logits, float32 (n, 11). It goes on learning.
        temperature: by which logits are divided, so that their softmax are probabilities.
    """

    step: int
    network: keras.Sequential
    temperature: float

    def read(self, images: np.ndarray) -> np.ndarray:
        """Read images, uint8 (n, 28, 28): calibrated logits, float32 (n, 11)."""
        return logits_of(self.network, images) / self.temperature

    def fold(self) -> FoldedNetwork:
        """Return a copy of the network, which stays as it is now."""
        return fold(self.network)


class Monitor(keras.callbacks.Callback):
    """The callback that reports on a training.

    Args:
        recipe: what is trained.
        start: when the training began, of ``time.monotonic``.
        on_progress, is_cancelled, on_look: as for ``train``.
    """

    def __init__(
        self,
        recipe: Recipe,
        start: float,
        on_progress: Callable[[Progress], None],
        is_cancelled: Callable[[], bool],
        on_look: Callable[[Look], None],
    ) -> None:
        super().__init__()
        self.recipe = recipe
        self.start = start
        self.on_progress = on_progress
        self.is_cancelled = is_cancelled
        self.on_look = on_look
        mnist = load_mnist()
        unseen = slice(TRAIN_IMAGES, TRAIN_IMAGES + CHECK_IMAGES)
        self.unseen = mnist.train_images[unseen], mnist.train_labels[unseen]
        self.checks = 0
        self.temperature = 1.0
        self.steps = recipe.steps
        self.stall = StallCheck(self.steps, recipe.learning_rate)
        self.progress = Progress(PREPARING, 1, recipe.epochs, 0, recipe.steps)
        self.reported = start
        self.first: tuple[float, int] | None = None

    def report(self, phase: str, **changes: Any) -> None:
        """Report progress.

        Raises:
            TrainingCancelled: if the training was cancelled.
        """
        self._check_cancelled()
        self.reported = time.monotonic()
        self.progress = dataclasses.replace(
            self.progress, phase=phase, seconds=self.reported - self.start, **changes
        )
        self.on_progress(self.progress)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self.steps = self.model.steps(self.recipe)
        self.stall = StallCheck(self.steps, self.recipe.learning_rate)
        self.report(PREPARING, steps=self.steps)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._check_cancelled()
        step = batch + 1
        now = time.monotonic()
        if self.first is None:
            # The first call may compile the step, so the pace is measured from the second on.
            self.first = now, step
        elif not self._is_due(now, step):
            return
        figures = logs or {}
        changes = self._pace(now, step) | {
            "step": step,
            "epoch": min(batch // self.recipe.steps_an_epoch + 1, self.recipe.epochs),
            "loss": float(figures["loss"]),
            "accuracy": float(figures["accuracy"]),
        }
        if not math.isfinite(changes["loss"]):
            raise TrainingFailed(errors.TRAINING_DIVERGED, rate=self.recipe.learning_rate)
        # So that the next figures are those of the steps from here on.
        self.model.reset_metrics()
        if step * CHECKS >= self.checks * self.steps:
            changes |= self._check()
        self.on_look(Look(step, self.model.network, self.temperature))
        self.report(TRAINING, **changes)
        if self.stall.has_learned_nothing(self.progress):
            raise TrainingFailed(errors.TRAINING_STOPPED, rate=self.recipe.learning_rate)

    def _check_cancelled(self) -> None:
        if self.is_cancelled():
            raise TrainingCancelled

    def _is_due(self, now: float, step: int) -> bool:
        if step == self.steps:
            return True
        # Several machines share their weights, and have to read them at the same step.
        if several_machines():
            return step % max(1, self.steps // SHARED_REPORTS) == 0
        return now - self.reported >= REPORT_SECONDS

    def _pace(self, now: float, step: int) -> dict[str, Any]:
        since, done = self.first or (now, step)
        if step == done:
            return {}
        pace = (step - done) / (now - since)
        return {
            "images_per_second": pace * self.recipe.batch_size,
            "seconds_left": (self.steps - step) / pace,
        }

    def _check(self) -> dict[str, float]:
        """Measure loss and accuracy on held-out images, and fit the temperature on them."""
        self.checks += 1
        images, labels = self.unseen
        logits = logits_of(self.model.network, images)
        self.temperature = fit_temperature(logits, labels, COARSE_TEMPERATURES)
        loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        return {
            "validation_loss": float(ops.mean(loss)),
            "validation_accuracy": float((logits.argmax(axis=1) == labels).mean()),
        }
