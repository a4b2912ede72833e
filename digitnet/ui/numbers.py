"""A number on the drawing page: when a drawing may be one, and what stands where."""

from __future__ import annotations

from typing import Any, Protocol

from digitnet.drawing import canvas
from digitnet.drawing.drawing import Drawing
from digitnet.labels import DIGIT_COUNT
from digitnet.network.number import UNREAD, Number
from digitnet.network.number_reader import is_one_digit
from digitnet.network.prediction import Prediction
from digitnet.texts import draw_page, number_page
from digitnet.ui import answer

BELOW = 14
"""From a digit's ink to its bracket, and from there to the canvas's edge, in canvas units."""


class NumberReader(Protocol):
    """What of an engine is needed to read a number."""

    def read_number(self, drawing: Drawing) -> Number: ...


def read(
    engine: NumberReader, drawing: Drawing, prediction: Prediction, pen_down: bool
) -> Number | None:
    """Return the number that a drawing is, or None if it is one digit, or none.

    Args:
        engine: reads it; it is not asked about what is clearly one digit.
        drawing: with ink.
        prediction: of the drawing as one digit.
        pen_down: whether it is still being drawn.

    Raises:
        EngineError: if nothing can read it.
    """
    if prediction.lesson is not None or is_one_digit(drawing, prediction, pen_down):
        return None
    number = engine.read_number(drawing)
    return number if number.is_several else None


def of_number(number: Number, pen_down: bool, pen_width: float = 0.0) -> dict[str, Any]:
    """Return the answer to a number of at least two digits.

    Args:
        number: of the drawing.
        pen_down: whether it is still being drawn.
        pen_width: in canvas units.
    """
    percent = answer.in_percent(number.confidence)
    line = in_words(number, pen_down)
    spoken = number_page.ANSWER(number=number.text, percent=percent)
    if UNREAD in number.text:
        spoken = number_page.ANSWER_UNREAD(number=number.text, sentence=line)
    data = answer.of_nothing(line)
    return data | {
        "state": "number",
        "percent": percent,
        "spoken": None if pen_down else spoken,
        "number": [_part(prediction) for prediction in number.digits],
        "number_label": number_page.PARTS(),
        "chosen": _last_drawn(number),
        "caption": number_page.SEEN(),
        "brackets": brackets(number, pen_width),
    }


def in_words(number: Number, pen_down: bool) -> str:
    """Say how sure the network is of the whole number, in a sentence."""
    unread = number.text.count(UNREAD)
    if unread and not pen_down:
        return number_page.UNREAD(n=unread)
    if number.confidence >= answer.SURE:
        return draw_page.SURE()
    if number.confidence >= answer.QUITE_SURE:
        return draw_page.QUITE_SURE()
    weakest = min(number.digits, key=lambda each: each.confidence * each.digit_score)
    if pen_down or weakest.digit is None:
        return draw_page.HINT()
    return number_page.NOT_SURE(a_digit=draw_page.A_DIGIT[weakest.digit])


def brackets(number: Number, pen_width: float) -> list[dict[str, float]]:
    """Return where the brackets under the digits stand, in canvas units."""
    return [
        {
            "left": round(left, 1),
            "right": round(right, 1),
            "bottom": round(min(bottom + pen_width / 2 + BELOW, canvas.SIDE - BELOW), 1),
            "unread": prediction.digit is None,
        }
        for (left, _, right, bottom), prediction in zip(number.boxes, number.digits, strict=True)
    ]


def _last_drawn(number: Number) -> int:
    """The place of the digit with the last stroke."""
    return max(range(len(number.groups)), key=lambda place: number.groups[place][-1])


def _part(prediction: Prediction) -> dict[str, Any]:
    # A part may be empty where only a stray tap stands.
    own = answer.of_prediction(prediction)
    percent = own["percent"] or own["bars"][DIGIT_COUNT]["share"]
    name = UNREAD if prediction.digit is None else str(prediction.digit)
    return {
        "text": name,
        "label": draw_page.BAR(name=own["digit"] or draw_page.NO_DIGIT_BAR(), percent=percent),
        "bars": own["bars"],
        "image": own["image"],
        "unread": prediction.digit is None,
    }
