"""Which ink speaks for a digit, and which against it: integrated gradients.

The path from an empty image to the drawing is divided into small steps. For each step, every pixel
is credited with its gradient times its change (Sundararajan, Taly & Yan, "Axiomatic attribution for
deep networks", 2017). So the attributions sum to the difference between both ends' logits. Unlike
guided backpropagation, the method depends on the weights (Adebayo et al., "Sanity checks for
saliency maps", 2018).
"""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from digitnet.drawing.mnist_format import SIDE

FIRST = 20
"""Gradients computed at first …"""

BATCH = 8
"""… and at a time after that, where they are not enough. A call costs as much as five gradients, so
that fewer at a time do not pay; with 16 and 16 it takes a quarter longer for the same precision."""

MOST_BATCHES = 7

NET_ERROR = 0.04
"""The steps are fine enough if the attributions sum to the difference except for this part of it
…"""

GROSS_ERROR = 0.2
"""… and if the steps' errors, regardless of sign, sum to no more than this part."""

LEAST_DIFFERENCE = 1.0
"""Below a difference of one, in logits, both parts are of one."""

DENSITY = 1.5
"""The first steps are denser near the empty image, where the logits change most: the k-th of n
points lies at (k / n) to the power of this."""


class IntegratedGradients:
    """Integrated gradients of a weighted sum of logits."""

    def __init__(self, network: keras.Model) -> None:
        self._network = network
        self._gradients = tf.function(
            self._differentiate,
            input_signature=[
                tf.TensorSpec((SIDE, SIDE), tf.float32),
                tf.TensorSpec((None,), tf.float32),
                tf.TensorSpec((None,), tf.float32),
            ],
        )

    def __call__(self, image: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, float]:
        """Attribute the difference that an image makes to its pixels.

        Args:
            image: uint8 (28, 28).
            weights: float32 (11,), of the logits; for one digit, 1 at its place.

        Returns:
            Attributions, float32 (28, 28), and the difference of the weighted logits between the
            image and an empty one. Adaptive trapezoidal quadrature keeps the gap between the sum
            of the attributions and the difference small.
        """
        ink = image.astype(np.float32)
        points = np.linspace(0, 1, FIRST, dtype=np.float32) ** DENSITY
        values, gradients = self._at(ink, points, weights)
        for _ in range(MOST_BATCHES):
            slopes = np.einsum("kyx,yx->k", gradients, ink)
            errors = np.diff(values) - np.diff(points) * (slopes[1:] + slopes[:-1]) / 2
            difference = max(abs(values[-1] - values[0]), LEAST_DIFFERENCE)
            if (
                abs(errors.sum()) <= NET_ERROR * difference
                and np.abs(errors).sum() <= GROSS_ERROR * difference
            ):
                break
            # The worst steps are cut in three.
            worst = np.argsort(-np.abs(errors), kind="stable")[: BATCH // 2]
            thirds = np.diff(points)[worst] / 3
            new = np.concatenate([points[worst] + thirds, points[worst] + 2 * thirds])
            new_values, new_gradients = self._at(ink, new, weights)
            points = np.concatenate([points, new])
            order = np.argsort(points, kind="stable")
            points = points[order]
            values = np.concatenate([values, new_values])[order]
            gradients = np.concatenate([gradients, new_gradients])[order]
        shares = np.zeros(len(points), np.float32)
        shares[1:] += np.diff(points) / 2
        shares[:-1] += np.diff(points) / 2
        return np.einsum("k,kyx->yx", shares, gradients) * ink, float(values[-1] - values[0])

    def _at(
        self, ink: np.ndarray, points: np.ndarray, weights: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        values, gradients = self._gradients(ink, points, weights)
        return values.numpy(), gradients.numpy()

    def _differentiate(
        self, ink: tf.Tensor, points: tf.Tensor, weights: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        images = points[:, None, None] * ink
        with tf.GradientTape() as tape:
            tape.watch(images)
            values = tf.linalg.matvec(self._network(images[..., None], training=False), weights)
        return values, tape.gradient(values, images)
