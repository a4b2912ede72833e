"""What would change the network's mind: the smallest bend of a drawing that makes it another digit.

The image is bent smoothly, and each step bends it just far enough that the network, if it were
linear, would read the other digit: DeepFool (Moosavi-Dezfooli, Fawzi & Frossard, 2016) in the space
of smooth deformations (Alaifari, Alberti & Gauksson, "ADef", 2019). Changes of single pixels, which
nobody would see, are not among these.
"""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from digitnet.drawing.mnist_format import SIDE
from digitnet.labels import CLASSES
from digitnet.network.explanation import Change
from digitnet.network.prediction import Prediction

GRID = 7
"""Handles of a bend along each side: fewer bend too coarsely, more crumple strokes."""

WIDTH = 0.8
"""How far a handle reaches: the standard deviation of a Gaussian, in distances between handles."""

STEPS = 120
"""Most steps of a search. Of 103 digits, half took up to 21 steps and nine in ten up to 63; the
slowest took 100. The number also depends on the processor's rounding."""

MARGIN = 0.5
"""How far the other digit's logit has to exceed all others."""

STRIDE = 2.0
"""Longest step, over all handles together, in pixels: the network is not linear."""

FRAMES = 24
"""Steps from the image to the changed one."""

SURE = 0.5
"""The last frame's probability of the other digit, at least."""


class Bender:
    """Bends images so that a network reads another digit."""

    def __init__(self, network: keras.Model) -> None:
        self._network = network
        handles = (np.arange(GRID) + 0.5) * SIDE / GRID
        pixels = np.arange(SIDE) + 0.5
        reach = np.exp(-0.5 * ((pixels[:, None] - handles) * GRID / SIDE / WIDTH) ** 2)
        self._reach = (reach / reach.sum(axis=1, keepdims=True)).astype(np.float32)
        image = tf.TensorSpec((SIDE, SIDE), tf.float32)
        bends = tf.TensorSpec((None, GRID, GRID, 2), tf.float32)
        self._bend = tf.function(self._bent, input_signature=[image, bends])
        self._slope = tf.function(
            self._differentiate,
            input_signature=[image, bends, tf.TensorSpec((None,), tf.int32)],
        )

    def smallest_change(
        self,
        image: np.ndarray,
        digits: list[int],
        read: Callable[[np.ndarray], list[Prediction]],
    ) -> Change | None:
        """Bend an image until it is read as one of these digits, whichever is the nearest.

        Args:
            image: uint8 (28, 28).
            digits: those it may become.
            read: reads images, uint8 (n, 28, 28).

        Returns:
            The change, or None if the search finds none.
        """
        ink = image.astype(np.float32)
        for digit, bend in self._search(ink, digits):
            parts = np.linspace(0, 1, FRAMES, dtype=np.float32)
            frames = self._bend(ink, parts[:, None, None, None] * bend).numpy()
            frames = np.rint(frames).astype(np.uint8)
            for number, prediction in enumerate(read(frames)):
                if prediction.digit == digit and prediction.probabilities[digit] > SURE:
                    shifts = parts[number] * np.einsum(
                        "yg,ghc,xh->yxc", self._reach, bend, self._reach
                    )
                    distance = float(np.sqrt((shifts**2).sum(axis=-1).mean()))
                    return Change(digit, frames[: number + 1], distance, prediction)
        return None

    def _search(self, ink: np.ndarray, digits: list[int]) -> list[tuple[int, np.ndarray]]:
        """Return digits and the bends, float32 (7, 7, 2), that lead to them, the smallest first."""
        targets = np.array(digits, np.int32)
        bends = np.zeros((len(targets), GRID, GRID, 2), np.float32)
        sizes = np.zeros(len(targets), np.float32)
        reached = np.zeros(len(targets), bool)
        for _ in range(STEPS):
            # What has already been bent further than the smallest bend that was enough cannot win.
            least = sizes[reached].min(initial=np.inf)
            active = np.flatnonzero(~reached & (sizes < least))
            if not len(active):
                break
            gaps, slopes = (
                values.numpy() for values in self._slope(ink, bends[active], targets[active])
            )
            reached[active] = gaps <= -0.9 * MARGIN
            squares = np.maximum((slopes**2).sum(axis=(1, 2, 3)), 1e-9)
            steps = np.minimum((gaps + MARGIN) / squares, STRIDE / np.sqrt(squares))
            steps[reached[active]] = 0
            bends[active] -= steps[:, None, None, None] * slopes
            sizes[active] = np.sqrt((bends[active] ** 2).sum(axis=(1, 2, 3)))
        order = [n for n in np.argsort(sizes, kind="stable") if reached[n]]
        return [(int(targets[n]), bends[n]) for n in order]

    def _bent(self, ink: tf.Tensor, bends: tf.Tensor) -> tf.Tensor:
        """Images, float32 (n, 28, 28), bent by n grids of handles."""
        shifts = ops.einsum("yg,kghc,xh->kcyx", self._reach, bends, self._reach)
        rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
        return ops.image.map_coordinates(
            ink,
            ops.stack([rows + shifts[:, 0], columns + shifts[:, 1]]),
            order=1,
            fill_mode="constant",
        )

    def _differentiate(
        self, ink: tf.Tensor, bends: tf.Tensor, targets: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """How far the best other logit exceeds the target's, and the gradient of that."""
        with tf.GradientTape() as tape:
            tape.watch(bends)
            logits = self._network(self._bent(ink, bends)[..., None], training=False)
            is_target = ops.one_hot(targets, CLASSES)
            gaps = ops.max(logits - 1e9 * is_target, axis=1) - ops.sum(logits * is_target, axis=1)
        return gaps, tape.gradient(gaps, bends)
