"""One lesson, and lessons as JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.errors import DigitnetError
from digitnet.texts import errors
from digitnet.texts.message import Note

MAX_LESSONS = 1_000
"""With more, the oldest lesson is forgotten. Nobody corrects that often, and answers stay fast."""


class LessonError(DigitnetError):
    """A lesson cannot be taught, found or read."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """One drawing and what it is.

    Attributes:
        id: names the lesson among those of one ``Lessons``, from 1 in the order of teaching.
        drawing: what was drawn.
        digit: 0..9, or None for no digit.
        reach: 0..1, how far known digits let it reach.
    """

    id: int
    drawing: Drawing
    digit: int | None
    reach: float

    def to_json(self) -> str:
        """Return the lesson as one line of JSON (see ``lesson_to_json``)."""
        return lesson_to_json(self.drawing, self.digit)


@dataclass(frozen=True)
class Taught:
    """What teaching did.

    Attributes:
        lesson: the new lesson.
        replaced: the lesson that the same drawing was before, or None.
        forgotten: the oldest lesson, if there were too many, else None.
    """

    lesson: Lesson
    replaced: Lesson | None
    forgotten: Lesson | None


def checked_digit(digit: object) -> int | None:
    """Return the digit, 0..9, or None for no digit.

    Raises:
        LessonError: if it is anything else.
    """
    if digit is None:
        return None
    if isinstance(digit, bool) or not isinstance(digit, (int, np.integer)) or not 0 <= digit <= 9:
        raise LessonError(errors.LESSON_DIGIT)
    return int(digit)


def lesson_to_json(drawing: Drawing, digit: int | None) -> str:
    """Return a lesson as one line of JSON, as drawings are written; null is no digit."""
    value: dict[str, object] = {
        "label": digit,
        "strokes": [stroke.tolist() for stroke in drawing.strokes],
    }
    if drawing.pen_width is not None:
        value["pen_width"] = drawing.pen_width
    return json.dumps(value)


def numbered_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that are not blank, with their numbers from 1."""
    # Not splitlines: it also splits at characters that may stand in a JSON string.
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def parse_lesson(number: int, line: str) -> tuple[Drawing, np.ndarray, int | None]:
    """Return the drawing of a line of JSON, its image, uint8 (28, 28), and its digit.

    Raises:
        LessonError: if the line is no lesson; the message names its number.
    """
    try:
        value = json.loads(line)
        if not isinstance(value, dict) or "label" not in value:
            raise LessonError(errors.LESSON_JSON)
        digit = checked_digit(value["label"])
        drawing = Drawing.from_json(value)
        image = to_mnist(drawing)
        if image is None:
            raise LessonError(errors.LESSON_EMPTY)
    except (LessonError, DrawingError) as error:
        raise LessonError(errors.LESSON_LINE, line=number, reason=error.note) from error
    except (ValueError, RecursionError) as error:
        reason = Note(errors.LESSON_JSON)
        raise LessonError(errors.LESSON_LINE, line=number, reason=reason) from error
    return drawing, image, digit
