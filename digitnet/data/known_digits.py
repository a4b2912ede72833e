"""``python -m digitnet.data.known_digits FILE``: make the file of known digits that is shipped.

It holds MNIST's first training images and the first drawings of the synthetic writers that every
training learns from, letters and scribbles among them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from digitnet.data.handwriting import synthetic_images
from digitnet.data.mnist import load_mnist

MNIST_IMAGES = 700
SYNTHETIC_DRAWINGS = 500
SYNTHETIC_SEED = (0, 0)
"""The first block of what trainings learn from (see ``digitnet.training.dataset``)."""


def known_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return images, uint8 (n, 28, 28), and labels, uint8 (n,), 0..9 or 10 for no digit."""
    mnist = load_mnist()
    images, labels = synthetic_images(SYNTHETIC_DRAWINGS, SYNTHETIC_SEED)
    return (
        np.concatenate([mnist.train_images[:MNIST_IMAGES], images]),
        np.concatenate([mnist.train_labels[:MNIST_IMAGES], labels]),
    )


if __name__ == "__main__":
    known_images, known_labels = known_digits()
    np.savez_compressed(Path(sys.argv[1]), images=known_images, labels=known_labels)
