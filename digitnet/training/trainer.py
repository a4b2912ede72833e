"""The Keras model that trains a network on images that are already on the device.

Images, weights and the compiled training step stay on the device from one training to the next, so
that a training starts at once; ``fit`` handles only the images' indices. Several GPUs, or several
machines, each hold a copy of all of it (``device.strategy``).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from digitnet.labels import CLASSES
from digitnet.network.architecture import build_network
from digitnet.network.device import prepare_device, several_machines, strategy
from digitnet.training.augmentation import change_pen, warp
from digitnet.training.batches import index_batches
from digitnet.training.dataset import Dataset
from digitnet.training.muon import ConvolutionMuon
from digitnet.training.recipe import Recipe
from digitnet.training.schedule import OneCycle

WEIGHT_DECAY = 0.01

OPTIMIZERS = {"adamw": keras.optimizers.AdamW, "muon": ConvolutionMuon}
"""By their names in recipes."""

STEPS_PER_CALL = {"CPU": 1, "GPU": 20}
"""Steps in one call of TensorFlow. On a GPU a step takes one or two milliseconds, less than Python
needs between two calls; on a CPU it takes 20 to 100. On several devices it is always one, because
Keras 3.15 fails to run more there."""


@dataclass(frozen=True, eq=False)
class DeviceData:
    """The images and labels of a data set, on the device.

    Attributes:
        images: uint8 or float16 (n, 28, 28, 1).
        labels: int32 (n,).
    """

    images: keras.Variable
    labels: keras.Variable

    def __len__(self) -> int:
        return int(self.labels.shape[0])


class Trainer(keras.Model):
    """Indices to images, augmentation, and a network; all that a recipe can vary is a variable.

    Args:
        width, convolutions: the network's (see ``build_network``).
        optimizer: a name in ``OPTIMIZERS``.
        data: what the indices refer to.
    """

    def __init__(self, width: int, convolutions: int, optimizer: str, data: DeviceData) -> None:
        super().__init__(name="trainer")
        self.network = build_network(width, convolutions)
        self.images = data.images
        self.labels = data.labels
        self.label_smoothing = keras.Variable(0.0, trainable=False)
        self.warp = keras.Variable(0.0, trainable=False)
        self.pen = keras.Variable(0.0, trainable=False)
        self.seed_generator = keras.random.SeedGenerator(0)
        self.busy = threading.Lock()
        self.compile(
            optimizer=OPTIMIZERS[optimizer](weight_decay=WEIGHT_DECAY),
            loss=keras.losses.CategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
            # On CPUs XLA trains convolutions 2 to 4 times slower, and it has no kernel for the
            # warps.
            jit_compile=False,
            steps_per_execution=_steps_per_call(),
        )
        self(np.zeros(1, np.int32))
        self.optimizer.build(self.trainable_variables)

    def call(self, indices: Any, training: bool = False) -> Any:
        """Return the logits, float32 (n, 11), of the images with these indices, integers (n,)."""
        images = ops.cast(_look_up(self.images, indices), "float32")
        if training:
            images = change_pen(images, self.pen, self.seed_generator)
            images = warp(images, self.warp, self.seed_generator)
        return self.network(images, training=training)

    def train_step(self, data: Any) -> dict[str, Any]:
        """Train on one batch, as Keras does."""
        logs: dict[str, Any] = super().train_step(data)
        if several_machines():
            # Keras 3.15 averages figures over machines along an axis that a scalar lacks.
            logs = {name: ops.reshape(value, (1,)) for name, value in logs.items()}
        return logs

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Return the loss of logits against the labels of the indices ``x``."""
        return super().compute_loss(x, self._targets(x), y_pred, sample_weight, training)

    def compute_metrics(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Return the figures so far, with the labels of the indices ``x``."""
        logs: dict[str, Any] = super().compute_metrics(x, self._targets(x), y_pred, sample_weight)
        return logs

    def _targets(self, indices: Any) -> Any:
        one_hot = ops.one_hot(_look_up(self.labels, indices), CLASSES)
        return one_hot * (1 - self.label_smoothing) + self.label_smoothing / CLASSES

    def run(
        self,
        recipe: Recipe,
        data: Dataset,
        seed: int,
        callbacks: Sequence[keras.callbacks.Callback] = (),
    ) -> keras.Model:
        """Train from new weights and return a copy of the trained network.

        To ``fit``, all epochs are one: the last call of each of its epochs could have fewer steps,
        which TensorFlow would compile again.

        Raises:
            ValueError: if the data has another number of training images than the recipe.
        """
        if len(data.train) != recipe.images_an_epoch:
            raise ValueError(
                f"The recipe uses {recipe.images_an_epoch:,} images an epoch, "
                f"the data set has {len(data.train):,}."
            )
        with self.busy, strategy().scope():
            keras.utils.set_random_seed(seed)
            network = build_network(recipe.width, recipe.convolutions)
            _copy(network, self.network)
            for variable in self.optimizer.variables:
                variable.assign(ops.zeros_like(variable))
            self.seed_generator.state.assign(keras.random.SeedGenerator(seed).state)
            self.label_smoothing.assign(recipe.label_smoothing)
            self.warp.assign(recipe.warp)
            self.pen.assign(recipe.pen)
            self.fit(
                index_batches(recipe, data, seed),
                steps_per_epoch=self.steps(recipe),
                shuffle=False,  # the batches are shuffled already
                callbacks=[OneCycle(recipe.learning_rate, self.steps(recipe)), *callbacks],
                verbose=0,
            )
            _copy(self.network, network)
        return network

    def steps(self, recipe: Recipe) -> int:
        """Return the recipe's number of steps, rounded down to whole calls."""
        whole: int = self.steps_per_execution
        return max(whole, recipe.steps // whole * whole)


def build_trainer(recipe: Recipe, data: DeviceData) -> Trainer:
    """Return a new trainer for a recipe's network and optimizer."""
    with strategy().scope():
        return Trainer(recipe.width, recipe.convolutions, recipe.optimizer, data)


def copy_to_device(data: Dataset) -> DeviceData:
    """Copy all images and labels of a data set to the device."""
    with strategy().scope():
        images = data.images[..., None].astype(_pixel_type())
        return DeviceData(
            keras.Variable(images, trainable=False, dtype=_pixel_type()),
            keras.Variable(data.labels, trainable=False, dtype="int32"),
        )


def _steps_per_call() -> int:
    return STEPS_PER_CALL[prepare_device().kind] if strategy().num_replicas_in_sync == 1 else 1


def _pixel_type() -> str:
    """Return a dtype that holds 0..255 exactly: 8 bits where TensorFlow can use them. In 2.21 it
    can neither look up uint8 images on a GPU nor send them to another machine."""
    plain = prepare_device().kind == "CPU" and not several_machines()
    return "uint8" if plain else "float16"


def _look_up(table: keras.Variable, indices: Any) -> Any:
    # With several devices, ``fit`` first calls with the mean of the devices' indices.
    return ops.take(table, ops.cast(indices, "int32"), axis=0)


def _copy(source: keras.Model, target: keras.Model) -> None:
    """Copy weights and the states of random generators; ``weights`` omits the latter."""
    for old, new in zip(source.variables, target.variables, strict=True):
        new.assign(old)
