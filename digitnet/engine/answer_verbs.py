"""The verbs that a loaded model answers: reading, with lessons or without, and explaining."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.engine.explaining import Explaining
from digitnet.engine.kept_lessons import KeptLessons
from digitnet.engine.questions import Answer, Question
from digitnet.network.number import Number
from digitnet.network.number_reader import read_numbers
from digitnet.network.prediction import Prediction

if TYPE_CHECKING:
    from digitnet.network.predictor import Predictor


class AnswerVerbs(ABC):
    """A part of what has a network; for what each verb does see ``EngineProtocol``."""

    def __init__(self) -> None:
        self._lessons = KeptLessons()
        self._explaining = Explaining()

    def predict(self, image: np.ndarray) -> Prediction:
        return self._predictor().predict(image)

    def read_number(self, drawing: Drawing) -> Number:
        predictor = self._predictor()
        if not self._is_training():
            return predictor.read_number(drawing)
        # One by one they run past the queue of a training; a batch waits in it.
        return read_numbers([drawing], lambda parts: [predictor.predict(part) for part in parts])[0]

    def predict_many(self, images: np.ndarray) -> list[Prediction]:
        predictor = self._predictor()
        if not self._is_training():
            return predictor.predict_many(list(images))
        return [predictor.predict(image) for image in images]

    def keep_lessons(self, lessons: str) -> str:
        return self._lessons.keep(lessons, self._predictor())

    def predict_taught(self, drawing: Drawing | np.ndarray, lessons: str) -> Prediction:
        predictor = self._predictor()
        return predictor.predict(drawing, self._lessons.get(lessons, predictor))

    def explain(self, visitor: str, question: Question[Answer]) -> Answer:
        return self._explaining.ask(self._predictor().explainer, visitor, question)

    @abstractmethod
    def _predictor(self) -> Predictor:
        """Return the model that answers.

        Raises:
            EngineError: while none does.
        """

    @abstractmethod
    def _is_training(self) -> bool:
        """Whether a training keeps the device busy."""
