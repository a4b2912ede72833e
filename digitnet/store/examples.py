"""The known digits that explanations point to."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from digitnet.data.mnist import load_mnist
from digitnet.data.writers import synthetic_images
from digitnet.network.examples import Examples

MNIST_IMAGES = 7_500
"""The first of MNIST's training images."""

DRAWINGS = 2_500
"""Drawings by synthetic writers."""

SEED = 2
"""The seed of these writers: no network was trained or tested on them."""


@lru_cache(maxsize=1)
def load_examples() -> Examples:
    """Return 10,000 known digits, always the same (about two seconds; the result is kept).

    Raises:
        DataError: if the bundled MNIST is missing or altered.
    """
    mnist = load_mnist()
    drawn, labels = synthetic_images(DRAWINGS, SEED)
    return Examples(
        images=np.concatenate([mnist.train_images[:MNIST_IMAGES], drawn]),
        labels=np.concatenate([mnist.train_labels[:MNIST_IMAGES], labels]),
        mnist=MNIST_IMAGES,
    )
