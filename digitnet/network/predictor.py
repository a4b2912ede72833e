"""One warm model that answers in about a millisecond, from any thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import SIDE
from digitnet.labels import CLASSES
from digitnet.network.calibration import Calibration
from digitnet.network.examples import Examples
from digitnet.network.explain import Explainer
from digitnet.network.explanation import Explanation
from digitnet.network.prediction import Prediction
from digitnet.network.reader import image_of

BATCH = 256


class Predictor:
    """A trained network, compiled for one image at a time and for batches.

    Attributes:
        calibration: turns the network's logits into probabilities and scores.
        version: names the model.
        explainer: shows how the network reads an image.
    """

    def __init__(
        self,
        network: keras.Model,
        calibration: Calibration,
        version: str,
        examples: Callable[[], Examples] | None = None,
    ) -> None:
        """Compile and warm up the network (about a second).

        Args:
            network: maps images in MNIST format to eleven logits.
            calibration: fitted for it.
            version: names the model.
            examples: returns the known digits that explanations point to; called when needed.

        Raises:
            ValueError: if the network does not map images in MNIST format to eleven logits.
        """
        if network.input_shape[1:] != (SIDE, SIDE, 1) or network.output_shape[1:] != (CLASSES,):
            raise ValueError("The network does not map images in MNIST format to eleven logits.")
        self.calibration = calibration
        self.version = version
        self._network = network
        # XLA runs a single image in the calling thread, past the queue of a training that uses
        # all cores; batches go the usual way, which on CPUs is faster for convolutions.
        self._one = tf.function(
            self._logits,
            input_signature=[tf.TensorSpec((1, SIDE, SIDE), tf.uint8)],
            jit_compile=True,
        )
        self._batch = tf.function(
            self._logits, input_signature=[tf.TensorSpec((None, SIDE, SIDE), tf.uint8)]
        )
        self._one(np.zeros((1, SIDE, SIDE), np.uint8))
        self.explainer = Explainer(network, calibration, examples)

    def predict(self, drawing: Drawing | np.ndarray) -> Prediction:
        """Read one drawing, or one image in MNIST format, uint8 (28, 28).

        Raises:
            ValueError: if an image has another shape or dtype.
        """
        image = image_of(drawing)
        if image is None:
            return Prediction.of_nothing()
        return self._predictions(self._one(image[None]).numpy(), [image])[0]

    def predict_many(self, drawings: Sequence[Drawing | np.ndarray]) -> list[Prediction]:
        """Read many drawings or images, in batches; one prediction each, in the same order."""
        images = [image_of(drawing) for drawing in drawings]
        filled = [image for image in images if image is not None]
        batches = [filled[start : start + BATCH] for start in range(0, len(filled), BATCH)]
        answers = (
            prediction
            for batch in batches
            for prediction in self._predictions(self._batch(np.stack(batch)).numpy(), batch)
        )
        return [Prediction.of_nothing() if image is None else next(answers) for image in images]

    def explain(
        self,
        drawing: Drawing | np.ndarray,
        digit: int | None = None,
        against: int | None = None,
    ) -> Explanation:
        """Explain the prediction for a drawing, or for an image, uint8 (28, 28).

        The first call takes some seconds more (see ``Explainer.explain``, also for the arguments).

        Raises:
            ValueError: if an image has another shape or dtype, or there is no such digit.
        """
        image = image_of(drawing)
        if image is None:
            return Explanation.of_nothing()
        return self.explainer.explain(image, digit, against)

    def _logits(self, images: Any) -> Any:
        return self._network(tf.cast(images, tf.float32)[..., None], training=False)

    def _predictions(self, logits: np.ndarray, images: list[np.ndarray]) -> list[Prediction]:
        return self.calibration.predictions(logits, images)
