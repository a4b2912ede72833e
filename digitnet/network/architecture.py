"""The network: a small convolutional classifier, readable as a list of layers."""

from __future__ import annotations

import keras
from keras import layers

from digitnet.drawing.mnist_format import SIDE

CLASSES = 11
"""Ten digits, and what is none of them."""

MAX_PARAMETERS = 500_000


def build_network(width: int = 32) -> keras.Sequential:
    """Build the network: images, float32 (n, 28, 28, 1) of 0..255, to logits, float32 (n, 11).

    The first convolution halves the image at once: on two CPU cores the layers at full size would
    cost more than all the others together.

    Raises:
        ValueError: if the network would have more than ``MAX_PARAMETERS`` weights.
    """
    network = keras.Sequential(
        [
            layers.Input((SIDE, SIDE, 1), name="image"),
            layers.Rescaling(1 / 255),
            *_convolution(width, kernel=5, strides=2),  # 14x14
            *_convolution(width * 3 // 2),
            *_convolution(width * 3 // 2),
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


def _convolution(filters: int, kernel: int = 3, strides: int = 1) -> list[layers.Layer]:
    return [
        layers.Conv2D(filters, kernel, strides=strides, padding="same", use_bias=False),
        # Keras' default momentum of 0.99 needs more steps to settle than a quick training has.
        layers.BatchNormalization(momentum=0.9),
        layers.Activation("relu"),
    ]
