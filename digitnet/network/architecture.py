"""The network: a small convolutional classifier, written as a list of layers."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops

from digitnet.drawing.mnist_format import SIDE
from digitnet.labels import CLASSES

# The user's keras.json may ask for another layout or precision.
keras.config.set_image_data_format("channels_last")
keras.config.set_floatx("float32")

MAX_PARAMETERS = 500_000

BATCH = 500
"""Images that ``logits_of`` reads at a time."""


def build_network(width: int = 32, convolutions: int = 6) -> keras.Sequential:
    """Build the network: images, float32 (n, 28, 28, 1) of 0..255, to logits, float32 (n, 11).

    The first convolution halves the image: on two CPU cores, layers at full size would cost more
    than all others together.

    Args:
        width: channels of the first layer.
        convolutions: 6, or 5 without the second one at 14x14, which takes the most time.

    Raises:
        ValueError: if the network would have more than ``MAX_PARAMETERS`` weights.
    """
    network = keras.Sequential(
        [
            layers.Input((SIDE, SIDE, 1), name="image"),
            layers.Rescaling(1 / 255),
            *_convolution(width, kernel=5, strides=2),  # 14x14
            *_convolution(width * 3 // 2),
            *(_convolution(width * 3 // 2) if convolutions == 6 else []),
            layers.MaxPooling2D(),  # 7x7
            *_convolution(width * 3),
            *_convolution(width * 3),
            layers.MaxPooling2D(),  # 3x3
            *_convolution(width * 4),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(CLASSES, name="logits"),
        ],
        name="digitnet",
    )
    if network.count_params() > MAX_PARAMETERS:
        raise ValueError(f"A network of width {width} has more than {MAX_PARAMETERS:,} weights.")
    return network


def logits_of(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return the network's logits, float32 (n, 11), for images, uint8 (n, 28, 28)."""
    batches = np.array_split(images, max(1, -(-len(images) // BATCH)))
    return np.concatenate(
        [
            ops.convert_to_numpy(network(batch[..., None].astype(np.float32), training=False))
            for batch in batches
        ]
    )


def _convolution(filters: int, kernel: int = 3, strides: int = 1) -> list[layers.Layer]:
    return [
        layers.Conv2D(filters, kernel, strides=strides, padding="same", use_bias=False),
        # Keras' default momentum of 0.99 needs more steps to settle than a quick training has.
        layers.BatchNormalization(momentum=0.9),
        layers.Activation("relu"),
    ]
