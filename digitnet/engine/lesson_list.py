"""What one visitor taught, as plain data that a page keeps, and how it asks an engine with it.

The engine keeps the lists that it was sent last, so that a message per drawing carries only the
list's id. An engine that was restarted, or has forgotten the list, is sent it again.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineGone, EngineNotAnswering, LessonsForgotten
from digitnet.network.lesson import (
    MAX_LESSONS,
    LessonError,
    checked_digit,
    lesson_to_json,
    numbered_lines,
    parse_lesson,
)
from digitnet.network.prediction import Prediction
from digitnet.texts import errors


@dataclass(frozen=True, eq=False)
class TaughtDrawing:
    """One drawing and what the visitor said it is.

    Attributes:
        drawing: with ink.
        image: the drawing in MNIST format, uint8 (28, 28).
        digit: 0..9, or None for no digit.
    """

    drawing: Drawing
    image: np.ndarray
    digit: int | None


class LessonList:
    """One visitor's lessons, the oldest first; never changed, so that threads may share it."""

    def __init__(self, items: tuple[TaughtDrawing, ...] = ()) -> None:
        self.items = items[-MAX_LESSONS:]

    @classmethod
    def from_json(cls, text: str) -> LessonList:
        """Read what ``to_json`` wrote; of the same drawing, and of too many, the last ones count.

        Raises:
            LessonError: if a line is no lesson; the message says which line.
        """
        items: dict[bytes, TaughtDrawing] = {}
        for number, line in numbered_lines(text)[-MAX_LESSONS:]:
            drawing, image, digit = parse_lesson(number, line)
            items.pop(image.tobytes(), None)
            items[image.tobytes()] = TaughtDrawing(drawing, image, digit)
        return cls(tuple(items.values()))

    def to_json(self) -> str:
        """Return all lessons as JSON lines, as ``Predictor.new_lessons`` reads them."""
        return self._text

    @cached_property
    def id(self) -> str:
        """Identifies the content: equal lists have equal ids."""
        return content_id(self._text)

    def find(self, drawing: Drawing) -> int | None:
        """Return the index of the lesson with this drawing, whatever its position and size."""
        image = to_mnist(drawing)
        if image is None:
            return None
        return next((n for n, item in enumerate(self.items) if (item.image == image).all()), None)

    def teach(self, drawing: Drawing, digit: int | None) -> LessonList:
        """Return the list with one more lesson; it replaces an older one of the same drawing.

        Args:
            drawing: with ink.
            digit: 0..9, or None for no digit.

        Raises:
            LessonError: if the drawing is empty or the digit is none.
        """
        digit, image = checked_digit(digit), to_mnist(drawing)
        if image is None:
            raise LessonError(errors.LESSON_EMPTY)
        place = self.find(drawing)
        kept = self if place is None else self.without(place)
        return LessonList((*kept.items, TaughtDrawing(drawing, image, digit)))

    def without(self, place: int) -> LessonList:
        """Return the list without the lesson at a place, from 0; to undo, ``without(-1)``.

        Raises:
            LessonError: if there is none.
        """
        if not -len(self.items) <= place < len(self.items):
            raise LessonError(errors.LESSON_UNKNOWN, id=place + 1)
        items = list(self.items)
        del items[place]
        return LessonList(tuple(items))

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def _text(self) -> str:
        return "".join(f"{lesson_to_json(item.drawing, item.digit)}\n" for item in self.items)


def content_id(text: str) -> str:
    """Return the id of lessons as JSON lines: their SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def predict_taught(
    engine: EngineProtocol, drawing: Drawing | np.ndarray, lessons: LessonList
) -> Prediction:
    """Read a drawing with a visitor's lessons; send these only if the engine does not have them.

    While no engine answers, the drawing is read without lessons, if anything can read it at all:
    an answer without them is better than none.

    Returns:
        The prediction; ``lesson.lesson - 1`` is the place of the lesson that made the answer.

    Raises:
        EngineError: if nothing can read it.
        LessonError: if the lessons are too large.
    """
    image = to_mnist(drawing) if isinstance(drawing, Drawing) else drawing
    if image is None:
        return Prediction.of_nothing()
    if lessons:
        with contextlib.suppress(EngineGone, EngineNotAnswering):
            try:
                return engine.predict_taught(drawing, lessons.id)
            except LessonsForgotten:
                engine.keep_lessons(lessons.to_json())
                return engine.predict_taught(drawing, lessons.id)
    return engine.predict(image)
