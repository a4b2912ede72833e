"""Augmentation of a batch of images, on the device, in plain Keras: affine warps, stroke width."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from digitnet.drawing.mnist_format import MASS_CENTRE

ROTATION = 0.2
"""Radians to either side, about 11 degrees."""

SCALE = 0.12
"""Share of the size, separately for each axis."""

SHEAR = 0.2
"""Sideways shift per pixel of height."""

SHIFT = 1.5
"""Pixels along each axis."""


def warp(images: Any, strength: Any, seed: keras.random.SeedGenerator) -> Any:
    """Apply a random affine map to each image.

    Args:
        images: float32 (n, 28, 28, 1).
        strength: factor on all limits above.
        seed: source of random numbers.

    Returns:
        float32 (n, 28, 28, 1); pixels from outside the image are 0.
    """
    count = ops.shape(images)[0]

    def between(limit: float) -> Any:
        return keras.random.uniform((count,), -limit * strength, limit * strength, seed=seed)

    angle, shear = between(ROTATION), between(SHEAR)
    scale_x, scale_y = 1 + between(SCALE), 1 + between(SCALE)
    shift_x, shift_y = between(SHIFT), between(SHIFT)
    cos, sin = ops.cos(angle), ops.sin(angle)
    # Rows of rotation @ shear @ scale, about the centre of mass.
    xx, xy = cos * scale_x, (cos * shear - sin) * scale_y
    yx, yy = sin * scale_x, (sin * shear + cos) * scale_y
    centre = MASS_CENTRE - 0.5
    offset_x = centre - xx * centre - xy * centre + shift_x
    offset_y = centre - yx * centre - yy * centre + shift_y
    zero = ops.zeros_like(angle)
    transforms = ops.stack([xx, xy, offset_x, yx, yy, offset_y, zero, zero], axis=1)
    return ops.image.affine_transform(
        images, transforms, interpolation="bilinear", fill_mode="constant"
    )


def change_pen(images: Any, strength: Any, seed: keras.random.SeedGenerator) -> Any:
    """Make the strokes of each image thinner or thicker, by up to ``strength`` pixels on each side.

    MNIST's stroke widths vary; those of drawings do not, since all are drawn with one canonical
    pen. Without this, a network learns to tell the two apart by stroke width.

    Args:
        images: float32 (n, 28, 28, 1).
        strength: 0..1, how far a pixel may move towards the minimum or maximum of the 3x3 pixels
            around it.
        seed: source of random numbers.

    Returns:
        float32 (n, 28, 28, 1).
    """
    count = ops.shape(images)[0]
    amount = keras.random.uniform((count, 1, 1, 1), -strength, strength, seed=seed)
    thick = ops.max_pool(images, 3, strides=1, padding="same")
    thin = -ops.max_pool(-images, 3, strides=1, padding="same")
    return images + ops.relu(amount) * (thick - images) - ops.relu(-amount) * (images - thin)
