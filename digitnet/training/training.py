"""A recipe to a trained network and a report of what it achieved."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from digitnet.data.mnist import load_mnist
from digitnet.network.calibration import fit_calibration
from digitnet.network.device import prepare_device, several_machines
from digitnet.training.dataset import held_out, load_dataset
from digitnet.training.progress import PREPARING, TESTING, TRAINING, Progress
from digitnet.training.recipe import TRAIN_IMAGES, VALIDATION_IMAGES, Recipe, Report
from digitnet.training.trainer import trainer_for

WARM_UP = 0.25
"""Part of the steps in which the learning rate rises to its peak; after it, it falls to zero."""

TELL_SECONDS = 0.25
TOLD_TOGETHER = 50
"""How often progress is told: every so many seconds; of several machines, so often in all."""

CHECKS = 24
CHECK_IMAGES = 1000
"""How often in a training, and on how many of the held-out images, the curves of images that are
not trained on get a point; some 2 % of the time."""

CHANCE = 0.2
"""Accuracy below which a network has learnt nothing worth keeping; guessing reads a tenth."""

HIGH_RATE = 0.1
"""Learning rates above it are to blame if nothing was learnt; the recipes use 0.02 at most."""

EVALUATION_BATCH = 500


class TrainingCancelled(Exception):
    """Somebody cancelled the training; nothing of it is kept."""


class TrainingFailed(Exception):
    """Nothing was learnt; the message says so and what may help, for people."""


def train(
    recipe: Recipe,
    seed: int = 0,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_look: Callable[[Callable[[np.ndarray], np.ndarray]], None] = lambda read: None,
) -> tuple[keras.Model, Report]:
    """Train a network from scratch.

    Args:
        recipe: what to do.
        seed: of the weights, the order of the images and the warps. On a GPU, and on a CPU with
            several threads, sums may be taken in another order, so results repeat within noise.
        on_progress: called some times a second, from the training's thread.
        is_cancelled: asked after every step, on a GPU after every 20; once it says True the
            training ends.
        on_look: called as often as ``on_progress``, with a function that reads images, uint8
            (n, 28, 28), with the network as it is then: logits, float32 (n, classes).

    Raises:
        TrainingCancelled, TrainingFailed: as they say.
        DataError: if the bundled data set is missing or altered.
    """
    start = time.monotonic()
    device = prepare_device()
    watch = _Watch(recipe, start, on_progress, is_cancelled, on_look)
    watch.tell(PREPARING)
    data = load_dataset(recipe, lambda: watch.tell(PREPARING))
    trainer = trainer_for(recipe, data)
    watch.tell(PREPARING)
    network = trainer.run(recipe, data, seed, [watch])
    watch.tell(TESTING)
    report = _report(network, recipe, seed, device.name)
    if report.validation_accuracy < CHANCE:
        raise TrainingFailed(f"The network reads no better than by guessing. {_advice(recipe)}")
    return network, dataclasses.replace(report, seconds=round(time.monotonic() - start, 1))


def prepare(recipe: Recipe, check: Callable[[], None]) -> None:
    """Do what the first training by a recipe would have to wait for.

    Args:
        recipe: the one to prepare for.
        check: called from time to time; what it raises ends the work.

    Raises:
        DataError: if the bundled data set is missing or altered.
    """
    data = load_dataset(recipe, check)
    held_out()
    check()
    few = dataclasses.replace(recipe, epochs=1, images=recipe.batch_size, repeats=1, synthetic=0)
    trainer_for(recipe, data).run(few, load_dataset(few), 0, [])


def logits_of(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return the network's logits, float32 (n, classes), for images, uint8 (n, 28, 28)."""
    batches = np.array_split(images, max(1, -(-len(images) // EVALUATION_BATCH)))
    return np.concatenate(
        [
            ops.convert_to_numpy(network(batch[..., None].astype(np.float32), training=False))
            for batch in batches
        ]
    )


class _Watch(keras.callbacks.Callback):
    """Sets the learning rate, tells how far the training is, and ends it when it has to end."""

    def __init__(
        self,
        recipe: Recipe,
        start: float,
        on_progress: Callable[[Progress], None],
        is_cancelled: Callable[[], bool],
        on_look: Callable[[Callable[[np.ndarray], np.ndarray]], None],
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
        self.progress = Progress(PREPARING, 1, recipe.epochs, 0, recipe.steps)
        self.told = start
        self.first: tuple[float, int] | None = None

    def tell(self, phase: str, **changes: object) -> None:
        if self.is_cancelled():
            raise TrainingCancelled
        self.told = time.monotonic()
        self.progress = dataclasses.replace(
            self.progress, phase=phase, seconds=self.told - self.start, **changes
        )
        self.on_progress(self.progress)

    def on_train_begin(self, logs: dict | None = None) -> None:
        self.steps = self.model.steps(self.recipe)
        self.tell(PREPARING, steps=self.steps)

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        self.model.optimizer.learning_rate = one_cycle(batch / self.steps, self.recipe)

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        if self.is_cancelled():
            raise TrainingCancelled
        step = batch + 1
        now = time.monotonic()
        if self.first is None:
            # The first call may compile the step, so the pace is taken from the second on.
            self.first = now, step
        elif not self._is_due(now, step):
            return
        changes = self._pace(now, step) | {
            "step": step,
            "epoch": min(batch // self.recipe.steps_an_epoch + 1, self.recipe.epochs),
            "loss": float(logs["loss"]),
            "accuracy": float(logs["accuracy"]),
        }
        if not math.isfinite(changes["loss"]):
            raise TrainingFailed(
                f"The training went astray: with a learning rate of {self.recipe.learning_rate:g}, "
                "the loss is no number any more. Try a lower one."
            )
        # So that the next figures are those of the steps from here on.
        self.model.reset_metrics()
        if step * CHECKS >= self.checks * self.steps:
            changes |= self._check()
        self.on_look(lambda images: logits_of(self.model.network, images))
        self.tell(TRAINING, **changes)

    def _is_due(self, now: float, step: int) -> bool:
        if step == self.steps:
            return True
        # Several machines have to read their weights, which they share, at the same step.
        if several_machines():
            return step % max(1, self.steps // TOLD_TOGETHER) == 0
        return now - self.told >= TELL_SECONDS

    def _pace(self, now: float, step: int) -> dict[str, float]:
        since, done = self.first
        if step == done:
            return {}
        pace = (step - done) / (now - since)
        return {
            "images_per_second": pace * self.recipe.batch_size,
            "seconds_left": (self.steps - step) / pace,
        }

    def _check(self) -> dict[str, float]:
        self.checks += 1
        images, labels = self.unseen
        logits = logits_of(self.model.network, images)
        loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        return {
            "validation_loss": float(ops.mean(loss)),
            "validation_accuracy": float((logits.argmax(axis=1) == labels).mean()),
        }


def one_cycle(part: float, recipe: Recipe) -> float:
    """The learning rate after so much of the training, 0 to 1: up in a line, down in a cosine."""
    lowest = recipe.learning_rate / 20
    if part < WARM_UP:
        return lowest + (recipe.learning_rate - lowest) * part / WARM_UP
    return recipe.learning_rate * (1 + math.cos(math.pi * (part - WARM_UP) / (1 - WARM_UP))) / 2


def _advice(recipe: Recipe) -> str:
    if recipe.learning_rate > HIGH_RATE:
        return f"A learning rate of {recipe.learning_rate:g} is too high; try a lower one."
    return "More epochs or more images may help."


def _report(network: keras.Model, recipe: Recipe, seed: int, device: str) -> Report:
    images, labels = held_out()
    logits = logits_of(network, images)
    calibration = fit_calibration(logits, labels)
    right = logits[:, :10].argmax(axis=1) == labels
    is_accepted = calibration.scores(logits) >= calibration.threshold
    is_mnist = np.arange(len(labels)) < VALIDATION_IMAGES
    is_digit = labels < 10
    mnist = load_mnist()
    test = logits_of(network, mnist.test_images)[:, :10].argmax(axis=1) == mnist.test_labels
    of_digit = [float(test[mnist.test_labels == digit].mean()) for digit in range(10)]
    return Report(
        recipe=recipe,
        seed=seed,
        parameters=network.count_params(),
        test_accuracy=float(test.mean()),
        validation_accuracy=float(right[is_mnist].mean()),
        synthetic_accuracy=float(right[~is_mnist & is_digit].mean()),
        refused=float(1 - is_accepted[is_digit].mean()),
        accepted=float(is_accepted[~is_digit].mean()),
        calibration=calibration,
        device=device,
        seconds=0.0,
        libraries=_libraries(),
        digit_accuracy=tuple(of_digit),
    )


def _libraries() -> dict[str, str]:
    return {"keras": keras.__version__, "numpy": np.__version__, "tensorflow": tf.__version__}
