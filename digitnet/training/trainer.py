"""The network with what it takes to train it, in place on the device from one training to the next.

Images and weights stay on the device, and what TensorFlow compiled of a training step stays too,
so that a training starts at once: ``fit`` moves numbers of images about, nothing else. Several
GPUs, or several machines, each hold a copy of all of it (``device.strategy``).
"""

from __future__ import annotations

import threading

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from digitnet.network.architecture import CLASSES, build_network
from digitnet.network.device import prepare_device, several_machines, strategy
from digitnet.training.augmentation import change_pen, warp
from digitnet.training.dataset import Dataset
from digitnet.training.recipe import QUICK, Recipe

WEIGHT_DECAY = 0.01

STEPS_PER_CALL = {"CPU": 1, "GPU": 20}
"""Steps that TensorFlow takes between two looks at the clock. A step takes a GPU a millisecond or
two, less than Python needs between two of them; on a CPU it takes 20 to 100. On several devices
it is one, since Keras 3.15 fails to run more of them there."""

KEPT_TRAINERS = 2
"""The quick recipe's, which a talk comes back to, and the last other one."""


class Trainer(keras.Model):
    """A network of one width behind a look-up of images, with all that a recipe can vary."""

    def __init__(self, width: int, images: keras.Variable, labels: keras.Variable) -> None:
        super().__init__(name="trainer")
        self.network = build_network(width)
        self.images = images
        self.labels = labels
        self.label_smoothing = keras.Variable(0.0, trainable=False)
        self.warp = keras.Variable(0.0, trainable=False)
        self.pen = keras.Variable(0.0, trainable=False)
        self.seed_generator = keras.random.SeedGenerator(0)
        self.busy = threading.Lock()
        self.compile(
            optimizer=keras.optimizers.AdamW(weight_decay=WEIGHT_DECAY),
            loss=keras.losses.CategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
            # On CPUs XLA trains convolutions 2 to 4 times slower, and the warps have no XLA kernel.
            jit_compile=False,
            steps_per_execution=_steps_per_call(),
        )
        self(np.zeros(1, np.int32))
        self.optimizer.build(self.trainable_variables)

    def call(self, numbers, training: bool = False):
        images = ops.cast(_look_up(self.images, numbers), "float32")
        if training:
            images = change_pen(images, self.pen, self.seed_generator)
            images = warp(images, self.warp, self.seed_generator)
        return self.network(images, training=training)

    def train_step(self, data):
        logs = super().train_step(data)
        if several_machines():
            # Keras 3.15 averages them over machines along an axis that a plain number lacks.
            logs = {name: ops.reshape(value, (1,)) for name, value in logs.items()}
        return logs

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return super().compute_loss(x, self._targets(x), y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        return super().compute_metrics(x, self._targets(x), y_pred, sample_weight)

    def _targets(self, numbers):
        one_hot = ops.one_hot(_look_up(self.labels, numbers), CLASSES)
        return one_hot * (1 - self.label_smoothing) + self.label_smoothing / CLASSES

    def run(
        self, recipe: Recipe, data: Dataset, seed: int, callbacks: list[keras.callbacks.Callback]
    ) -> keras.Model:
        """Train from fresh weights; return a network of its own with the trained ones.

        All epochs are one of ``fit``'s, since the last call of each of its epochs would be a
        shorter one, which TensorFlow would compile anew.
        """
        with self.busy, strategy().scope():
            keras.utils.set_random_seed(seed)
            network = build_network(recipe.width)
            _copy(network, self.network)
            for variable in self.optimizer.variables:
                variable.assign(ops.zeros_like(variable))
            self.seed_generator.state.assign(keras.random.SeedGenerator(seed).state)
            self.label_smoothing.assign(recipe.label_smoothing)
            self.warp.assign(recipe.warp)
            self.pen.assign(recipe.pen)
            self.fit(
                _batches(recipe, data, seed),
                steps_per_epoch=self.steps(recipe),
                shuffle=False,  # the batches are shuffled already
                callbacks=callbacks,
                verbose=0,
            )
            _copy(self.network, network)
        return network

    def steps(self, recipe: Recipe) -> int:
        """The recipe's steps, in whole calls."""
        whole = self.steps_per_execution
        return max(whole, recipe.steps // whole * whole)


def trainer_for(recipe: Recipe, data: Dataset) -> Trainer:
    """Return the trainer that lies ready for the recipe, else a new one."""
    global _images, _labels
    with _lock, strategy().scope():
        if _images is None or _images.shape[0] < len(data.images):
            _trainers.clear()
            _images = keras.Variable(
                data.images[..., None].astype(_pixel()), trainable=False, dtype=_pixel()
            )
            _labels = keras.Variable(data.labels, trainable=False, dtype="int32")
        trainer = _trainers.pop(recipe.width, None) or Trainer(recipe.width, _images, _labels)
        _trainers[recipe.width] = trainer
        if len(_trainers) > KEPT_TRAINERS:
            del _trainers[next(width for width in _trainers if width != QUICK.width)]
        return trainer


_images: keras.Variable | None = None
_labels: keras.Variable | None = None
_trainers: dict[int, Trainer] = {}
_lock = threading.Lock()


def _steps_per_call() -> int:
    return STEPS_PER_CALL[prepare_device().kind] if strategy().num_replicas_in_sync == 1 else 1


def _pixel() -> str:
    """A type that holds 0..255 exactly. Of 8 bits, if TensorFlow has it: no GPU can look up such
    images (2.21), and no machine can send them to another one."""
    plain = prepare_device().kind == "CPU" and not several_machines()
    return "uint8" if plain else "float16"


def _batches(recipe: Recipe, data: Dataset, seed: int) -> tf.data.Dataset:
    """Batches of image numbers, epoch after epoch, each in its own order."""
    numbers = tf.constant(data.train)
    whole = recipe.steps_an_epoch * recipe.batch_size

    def epoch(number):
        order = tf.random.experimental.stateless_shuffle(numbers, (seed, number))
        return tf.data.Dataset.from_tensor_slices(
            tf.reshape(order[:whole], (recipe.steps_an_epoch, recipe.batch_size))
        )

    # There is nothing to tune, and the end of a training would at times wait seconds for the thread
    # that does.
    options = tf.data.Options()
    options.autotune.enabled = False
    return tf.data.Dataset.counter().flat_map(epoch).with_options(options)


def _look_up(table: keras.Variable, numbers):
    # With several devices, ``fit`` first tries with the mean of the devices' numbers.
    return ops.take(table, ops.cast(numbers, "int32"), axis=0)


def _copy(source: keras.Model, target: keras.Model) -> None:
    """Copy weights, and the states of random generators, which ``weights`` leaves out."""
    for old, new in zip(source.variables, target.variables, strict=True):
        new.assign(old)
