"""Random changes to a batch of images, on the device, in plain Keras: place, slant, pen."""

from __future__ import annotations

import keras
from keras import ops

from digitnet.drawing.mnist_format import MASS_CENTRE

ROTATION = 0.2
"""Radians to either side, about 11 degrees."""

SCALE = 0.12
"""Part of the size, each axis for itself."""

SHEAR = 0.2
"""Sideways shift for each pixel of height: slant."""

SHIFT = 1.5
"""Pixels along each axis."""


def warp(images, strength: float, seed: keras.random.SeedGenerator):
    """Warp each image by an affine map of its own.

    Args:
        images: float32 (n, 28, 28, 1).
        strength: factor on all limits above.
        seed: where the random numbers come from.

    Returns:
        float32 (n, 28, 28, 1); what comes in from outside is 0.
    """
    count = ops.shape(images)[0]

    def between(limit: float):
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


def change_pen(images, strength: float, seed: keras.random.SeedGenerator):
    """Make each image's strokes thinner or thicker, by up to ``strength`` of a pixel on each side.

    MNIST's pens differ and the drawings' canonical pen does not; a network that is shown both as
    they come tells by the pen which of the two it has before it.

    Args:
        images: float32 (n, 28, 28, 1).
        strength: 0..1, of the way to the darkest and to the lightest of the 3x3 pixels around.
        seed: where the random numbers come from.

    Returns:
        float32 (n, 28, 28, 1).
    """
    count = ops.shape(images)[0]
    amount = keras.random.uniform((count, 1, 1, 1), -strength, strength, seed=seed)
    thick = ops.max_pool(images, 3, strides=1, padding="same")
    thin = -ops.max_pool(-images, 3, strides=1, padding="same")
    return images + ops.relu(amount) * (thick - images) - ops.relu(-amount) * (images - thin)
