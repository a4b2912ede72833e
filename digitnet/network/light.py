"""Prediction with the light form of a model: LiteRT, without TensorFlow.

Importing LiteRT takes a fifth of a second, TensorFlow some seconds. A prediction takes 0.4 ms.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import SIDE
from digitnet.errors import DigitnetError, reason
from digitnet.labels import DIGIT_COUNT
from digitnet.network.prediction import Prediction
from digitnet.network.reader import Reader, image_of
from digitnet.texts import errors


class LightError(DigitnetError, RuntimeError):
    """A light form cannot be made or used."""


class LightPredictor(Reader):
    """A LiteRT file that answers as ``Predictor`` does; all methods are thread-safe.

    An interpreter serves one caller at a time. Pages have a new thread for every run, so one
    interpreter a thread would be loaded anew for every stroke; all wait for one instead, which
    costs eight callers at once 0.4 to 1.1 ms each.

    Attributes:
        version: names the model.
    """

    def __init__(self, content: bytes, version: str) -> None:
        """Load a light form and run it once.

        Args:
            content: a LiteRT file as ``network.answers.to_light_form`` makes it.
            version: names the model.

        Raises:
            LightError: if LiteRT is not installed, or cannot use the file.
        """
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise LightError(errors.LITERT_MISSING, reason=reason(error)) from error
        self.version = version
        self._lock = threading.Lock()
        try:
            # More threads would be slower: distributing the work costs more than it saves.
            interpreter = Interpreter(model_content=content, num_threads=1)
            self._run = interpreter.get_signature_runner()
            probabilities, score, digit = self._answer(np.zeros((SIDE, SIDE), np.uint8))
        # On a damaged file, LiteRT may raise any kind of error.
        except Exception as error:
            raise LightError(errors.LIGHT_FORM_UNUSABLE, reason=reason(error)) from error
        # The answer to a blank image is part of the graph.
        if probabilities.shape != (DIGIT_COUNT,) or (score, digit) != (0.0, -1):
            raise LightError(errors.LIGHT_FORM_FOREIGN)

    def predict(self, drawing: Drawing | np.ndarray) -> Prediction:
        """Read one drawing, or one image in MNIST format, uint8 (28, 28).

        Raises:
            ValueError: if an image has another shape or dtype.
        """
        image = image_of(drawing)
        if image is None:
            return Prediction.of_nothing()
        probabilities, score, digit = self._answer(image)
        return Prediction(probabilities, digit if digit >= 0 else None, score, image)

    def predict_many(self, drawings: Sequence[Drawing | np.ndarray]) -> list[Prediction]:
        """Read many drawings or images; one prediction each, in the same order."""
        return [self.predict(drawing) for drawing in drawings]

    def _answer(self, image: np.ndarray) -> tuple[np.ndarray, float, int]:
        with self._lock:
            # The results are copies, not views into the interpreter's memory.
            answer = self._run(image=image[None])
        return (
            answer["probabilities"][0],
            float(answer["digit_score"][0]),
            int(answer["digit"][0]),
        )
