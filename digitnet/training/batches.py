"""The order in which a training sees its images."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from digitnet.training.dataset import Dataset
from digitnet.training.recipe import Recipe


def index_batches(recipe: Recipe, data: Dataset, seed: int) -> tf.data.Dataset:
    """Return batches of image indices, epoch after epoch, each in a new order."""
    indices = tf.constant(data.train)
    whole = recipe.steps_an_epoch * recipe.batch_size

    def epoch(number: Any) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(indices, (seed, number))
        return tf.data.Dataset.from_tensor_slices(
            tf.reshape(order[:whole], (recipe.steps_an_epoch, recipe.batch_size))
        )

    # Nothing needs tuning, and a training would sometimes wait seconds for the tuning thread to
    # end.
    options = tf.data.Options()
    options.autotune.enabled = False
    return tf.data.Dataset.counter().flat_map(epoch).with_options(options)
