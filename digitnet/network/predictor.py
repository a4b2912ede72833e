"""One warm model that answers in about a millisecond, from any thread."""

from __future__ import annotations

import dataclasses
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
from digitnet.network.features import FeatureReader
from digitnet.network.lessons import Lessons
from digitnet.network.prediction import Prediction
from digitnet.network.reader import Reader, image_of

BATCH = 256


class Predictor(Reader):
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
        self._with_features = _with_features(network)
        self._reader = FeatureReader(self.read, calibration.temperature)
        # XLA runs a single image in the calling thread, ahead of a training that uses all cores;
        # batches are run without XLA, which is faster for convolutions on CPUs.
        self._one = tf.function(
            self._outputs,
            input_signature=[tf.TensorSpec((1, SIDE, SIDE), tf.uint8)],
            jit_compile=True,
        )
        self._batch = tf.function(
            self._outputs, input_signature=[tf.TensorSpec((None, SIDE, SIDE), tf.uint8)]
        )
        self._one(np.zeros((1, SIDE, SIDE), np.uint8))
        self.explainer = Explainer(network, calibration, examples)

    def predict(self, drawing: Drawing | np.ndarray, lessons: Lessons | None = None) -> Prediction:
        """Read one drawing, or one image in MNIST format, uint8 (28, 28).

        Args:
            drawing: what to read.
            lessons: what this model was taught, to be taken into account.

        Raises:
            ValueError: if an image has another shape or dtype.
            LessonError: if the lessons were taught to another model.
        """
        return self.predict_many([drawing], lessons)[0]

    def predict_many(
        self, drawings: Sequence[Drawing | np.ndarray], lessons: Lessons | None = None
    ) -> list[Prediction]:
        """Read many drawings or images, in batches; one prediction each, in the same order."""
        if lessons is not None:
            lessons.check_reader(self._reader)
        images = [image_of(drawing) for drawing in drawings]
        filled = [
            (d, image) for d, image in zip(drawings, images, strict=True) if image is not None
        ]
        batches = [filled[start : start + BATCH] for start in range(0, len(filled), BATCH)]
        answers = (
            prediction for batch in batches for prediction in self._predictions(batch, lessons)
        )
        return [Prediction.of_nothing() if image is None else next(answers) for image in images]

    def new_lessons(self, json_lines: str = "") -> Lessons:
        """Return lessons to be taught to this model, empty or with what ``Lessons.to_json`` wrote.

        Raises:
            LessonError: if a line is no lesson; the message says which line.
        """
        return Lessons.from_json(json_lines, self._reader)

    def prepare_lessons(self) -> None:
        """Read the known digits that hold lessons in check, so that the first lesson is as quick
        as all others (some tenths of a second).

        Raises:
            DigitnetError: if the file of known digits is missing or damaged.
        """
        _ = self._reader.space

    def read(self, images: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return logits, float32 (n, 11), and features, float32 (n, d), of images in MNIST format.

        The features are the last feature maps, averaged over their pixels.
        """
        if len(images) == 1:
            logits, features = self._one(images[0][None])
            return logits.numpy(), features.numpy()
        starts = range(0, len(images), BATCH)
        outputs = [self._batch(np.stack(images[start : start + BATCH])) for start in starts]
        logits, features = (np.concatenate(arrays) for arrays in zip(*outputs, strict=True))
        return logits, features

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

    def _outputs(self, images: Any) -> Any:
        return self._with_features(tf.cast(images, tf.float32)[..., None], training=False)

    def _predictions(
        self, batch: Sequence[tuple[Drawing | np.ndarray, np.ndarray]], lessons: Lessons | None
    ) -> list[Prediction]:
        """Answer to drawings with ink and their images."""
        images = [image for _, image in batch]
        logits, features = self.read(images)
        votes = None if lessons is None else lessons.votes(features, [d for d, _ in batch])
        if votes is None:
            return self.calibration.predictions(logits, images)
        predictions = self.calibration.predictions(logits + votes.lifts, images)
        return [
            dataclasses.replace(prediction, lesson=votes.resemblance(row, prediction.digit))
            for row, prediction in enumerate(predictions)
        ]


def _with_features(network: keras.Model) -> keras.Model:
    """Return a network with a second output: its last feature maps, averaged over their pixels."""
    maps = [layer.output for layer in network.layers if len(layer.output.shape) == 4]
    features = keras.ops.mean([network.inputs[0], *maps][-1], axis=(1, 2))
    return keras.Model(network.inputs, [network.outputs[0], features])
