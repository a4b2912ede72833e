"""``python -m digitnet.data.known_digits FILE``: make the file of known digits that is shipped.

It holds MNIST's first training images and the first drawings of the synthetic writers that every
training learns from, letters and scribbles among them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from digitnet.data.mnist import load_mnist
from digitnet.data.writers import synthetic_drawings
from digitnet.drawing.mnist_format import to_mnist
from digitnet.drawing.stroke_path import PATH_POINTS, stroke_path

MNIST_IMAGES = 700
SYNTHETIC_DRAWINGS = 500
SYNTHETIC_SEED = (0, 0)
"""The first block of what trainings learn from (see ``digitnet.training.dataset``)."""


def known_digits() -> dict[str, np.ndarray]:
    """Return images, uint8 (n, 28, 28), labels, uint8 (n,), 0..9 or 10 for no digit, and paths,
    float16 (n, 64), NaN for MNIST's images."""
    mnist = load_mnist()
    drawn = list(synthetic_drawings(SYNTHETIC_DRAWINGS, SYNTHETIC_SEED))
    images = [image for drawing, _ in drawn if (image := to_mnist(drawing)) is not None]
    unknown = np.full((MNIST_IMAGES, 2 * PATH_POINTS), np.nan)
    return {
        "images": np.concatenate([mnist.train_images[:MNIST_IMAGES], images]),
        "labels": np.concatenate(
            [mnist.train_labels[:MNIST_IMAGES], [label for _, label in drawn]]
        ).astype(np.uint8),
        "paths": np.concatenate([unknown, [stroke_path(drawing) for drawing, _ in drawn]]).astype(
            np.float16
        ),
    }


if __name__ == "__main__":
    made = known_digits()
    np.savez_compressed(
        Path(sys.argv[1]), images=made["images"], labels=made["labels"], paths=made["paths"]
    )
