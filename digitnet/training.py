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

from digitnet.augment import change_pen, warp
from digitnet.calibration import fit_calibration
from digitnet.dataset import held_out, load_dataset
from digitnet.device import prepare_device
from digitnet.mnist import load_mnist
from digitnet.model import CLASSES, build_network
from digitnet.recipes import VALIDATION_IMAGES, Progress, Recipe, Report

WARM_UP = 0.25
"""Part of the steps in which the learning rate rises to its peak; after it, it falls to zero."""

WEIGHT_DECAY = 0.01

EVALUATION_BATCH = 500


class TrainingCancelled(Exception):
    """Somebody cancelled the training; nothing of it is kept."""


class TrainingDiverged(Exception):
    """The loss is no number any more: the learning rate was too high."""


def train(
    recipe: Recipe,
    seed: int = 0,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[keras.Model, Report]:
    """Train a network from scratch.

    Args:
        recipe: what to do.
        seed: of the weights, the order of the images and the warps. On a GPU, and on a CPU with
            several threads, sums may be taken in another order, so results repeat within noise.
        on_progress: called after every step, from the training thread.
        is_cancelled: asked as often; once it says True the training ends.

    Raises:
        TrainingCancelled, TrainingDiverged: as they say.
        DataError: if the bundled data set is missing or altered.
    """
    start = time.monotonic()
    device = prepare_device()
    watch = _Watch(recipe, start, on_progress, is_cancelled)
    watch.tell("preparing")
    keras.utils.set_random_seed(seed)
    data = load_dataset(recipe, lambda: watch.tell("preparing"))
    network = build_network(recipe.width)
    trainer = _Trainer(network, data.images, recipe, seed)
    trainer.compile(
        optimizer=keras.optimizers.AdamW(_one_cycle(recipe), weight_decay=WEIGHT_DECAY),
        loss=keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=recipe.label_smoothing
        ),
        metrics=["accuracy"],
        # On CPUs XLA trains convolutions 2 to 4 times slower, and the warps have no XLA kernel.
        jit_compile=False,
    )
    trainer.fit(
        _batches(data.train, data.labels, recipe.batch_size, shuffled_by=seed),
        epochs=recipe.epochs,
        shuffle=False,  # the batches are shuffled already
        validation_data=_batches(data.validation, data.labels, EVALUATION_BATCH),
        callbacks=[watch],
        verbose=0,
    )
    watch.tell("testing")
    report = _report(network, recipe, seed, device.name)
    return network, dataclasses.replace(report, seconds=round(time.monotonic() - start, 1))


def logits_of(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return the network's logits, float32 (n, classes), for images, uint8 (n, 28, 28)."""
    batches = np.array_split(images, max(1, -(-len(images) // EVALUATION_BATCH)))
    return np.concatenate(
        [
            ops.convert_to_numpy(network(batch[..., None].astype(np.float32), training=False))
            for batch in batches
        ]
    )


def _batches(numbers: np.ndarray, labels: np.ndarray, size: int, shuffled_by: int | None = None):
    """Batches of image numbers and one-hot labels, all of one size: others would be traced anew."""
    targets = keras.utils.to_categorical(labels[numbers], CLASSES)
    batches = tf.data.Dataset.from_tensor_slices((numbers, targets))
    if shuffled_by is not None:
        batches = batches.shuffle(len(numbers), seed=shuffled_by)
    return batches.batch(size, drop_remainder=True).prefetch(2)


class _Trainer(keras.Model):
    """The network behind a look-up: ``fit`` moves image numbers about, the images stay in place."""

    def __init__(self, network: keras.Model, images, recipe: Recipe, seed: int) -> None:
        super().__init__(name="trainer")
        self.network = network
        self.images = images
        self.recipe = recipe
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, numbers, training: bool = False):
        images = ops.cast(ops.take(self.images, numbers, axis=0), "float32")
        if training and self.recipe.pen:
            images = change_pen(images, self.recipe.pen, self.seed_generator)
        if training and self.recipe.warp:
            images = warp(images, self.recipe.warp, self.seed_generator)
        return self.network(images, training=training)


class _Watch(keras.callbacks.Callback):
    """Tells how far the training is, and ends it when it is cancelled or has diverged."""

    def __init__(
        self,
        recipe: Recipe,
        start: float,
        on_progress: Callable[[Progress], None],
        is_cancelled: Callable[[], bool],
    ) -> None:
        super().__init__()
        self.recipe = recipe
        self.start = start
        self.on_progress = on_progress
        self.is_cancelled = is_cancelled
        self.steps_an_epoch = recipe.steps // recipe.epochs
        self.epoch = 0
        self.step = 0
        self.loss: float | None = None
        self.accuracy: float | None = None
        self.validated = False
        self.first_step: tuple[float, int] | None = None

    def tell(self, phase: str) -> None:
        if self.is_cancelled():
            raise TrainingCancelled
        now = time.monotonic()
        left = None
        # The first call traces the graph, so the pace is taken from the second on.
        if self.first_step is not None and self.step > self.first_step[1]:
            since, done = self.first_step
            left = (now - since) / (self.step - done) * (self.recipe.steps - self.step)
        self.on_progress(
            Progress(
                phase=phase,
                epoch=min(self.epoch + 1, self.recipe.epochs),
                epochs=self.recipe.epochs,
                step=self.step,
                steps=self.recipe.steps,
                loss=self.loss,
                accuracy=self.accuracy,
                seconds=now - self.start,
                seconds_left=left,
            )
        )

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self.step = self.epoch * self.steps_an_epoch + batch + 1
        self.loss = float(logs["loss"])
        if not math.isfinite(self.loss):
            raise TrainingDiverged
        if not self.validated:
            self.accuracy = float(logs["accuracy"])
        self.tell("training")
        if self.first_step is None:
            self.first_step = (time.monotonic(), self.step)

    def on_test_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self.tell("training")

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        self.validated = True
        self.accuracy = float(logs["val_accuracy"])
        self.tell("training")


def _one_cycle(recipe: Recipe) -> keras.optimizers.schedules.LearningRateSchedule:
    rising = max(1, int(recipe.steps * WARM_UP))
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=recipe.learning_rate / 20,
        warmup_target=recipe.learning_rate,
        warmup_steps=rising,
        decay_steps=max(1, recipe.steps - rising),
        alpha=0.0,
    )


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
    )


def _libraries() -> dict[str, str]:
    return {"keras": keras.__version__, "numpy": np.__version__, "tensorflow": tf.__version__}
