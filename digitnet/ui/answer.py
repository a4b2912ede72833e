"""The answer as plain data: what each part of the panel shows; ``panel.js`` puts it there."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np

from digitnet.labels import CLASSES, DIGIT_COUNT, NON_DIGIT
from digitnet.network.prediction import Prediction
from digitnet.texts import draw_page
from digitnet.texts.numbers import formatted

SURE = 0.95
QUITE_SURE = 0.75
NOT_SURE = 0.5


def shares(prediction: Prediction) -> np.ndarray:
    """Return the probabilities that the bars show: ten digits and "no digit", float64 (11,).

    The network answers two questions: whether this is a digit at all (``digit_score``), and which
    one it is, if so (``probabilities``). The product rule makes one distribution of both:
    ``P(d) = digit_score * probabilities[d]`` and ``P(no digit) = 1 - digit_score``. The eleven sum
    to 1, and both factors are calibrated. A digit's bar is therefore never longer than the
    digit score, and a drawing that is rejected has a low one.

    For an empty drawing all are 0.
    """
    if prediction.image is None:
        return np.zeros(CLASSES)
    score = prediction.digit_score
    return np.append(score * prediction.probabilities.astype(np.float64), 1.0 - score)


def in_words(prediction: Prediction) -> str:
    """Say how sure the network is of its digit, in a sentence.

    Below ``QUITE_SURE`` it names the second longest bar, which may be "no digit".
    """
    parts = shares(prediction)
    digit = prediction.digit
    assert digit is not None
    if parts[digit] >= SURE:
        return draw_page.SURE()
    if parts[digit] >= QUITE_SURE:
        return draw_page.QUITE_SURE()
    other = int(np.delete(parts, digit).argmax())
    other += other >= digit
    unsure = parts[digit] >= NOT_SURE
    if other == NON_DIGIT:
        return (draw_page.NOT_SURE_A_DIGIT if unsure else draw_page.GUESSING_A_DIGIT)()
    return (draw_page.NOT_SURE if unsure else draw_page.GUESSING)(a_digit=draw_page.A_DIGIT[other])


def of_prediction(prediction: Prediction, pen_down: bool = False) -> dict[str, Any]:
    """Return the answer to a drawing, or to what there is of one while the pen is down.

    Args:
        prediction: of the drawing.
        pen_down: whether it is still being drawn.
    """
    if prediction.image is None:
        return of_nothing(draw_page.HINT())
    if prediction.digit is None:
        return _of_no_digit(prediction, pen_down)
    digit = prediction.digit
    percent = in_percent(float(shares(prediction)[digit]))
    spoken = draw_page.ANSWER(a_digit=draw_page.A_DIGIT[digit], percent=percent)
    return _answer(
        "read",
        digit=str(digit),
        percent=percent,
        line=in_words(prediction),
        spoken=None if pen_down else spoken,
        prediction=prediction,
        winner=digit,
    )


def of_nothing(line: str, busy: bool = False) -> dict[str, Any]:
    """Return the panel without an answer: a hint, or why there is none yet."""
    return _answer("busy" if busy else "empty", line=line, spoken=line)


def _of_no_digit(prediction: Prediction, pen_down: bool) -> dict[str, Any]:
    """A drawing that is not a digit. While the pen is down nothing is said, because most half-drawn
    digits are not digits yet."""
    if pen_down:
        return _answer("sketch", line=draw_page.HINT(), spoken=None, prediction=prediction)
    assert prediction.guess is not None
    closest = draw_page.CLOSEST(a_digit=draw_page.A_DIGIT[prediction.guess])
    # The network also rejects drawings that it is not sure about, not only those that it takes for
    # something else.
    is_none = shares(prediction).argmax() == NON_DIGIT
    line = (draw_page.NO_DIGIT if is_none else draw_page.HARDLY_A_DIGIT)()
    return _answer(
        "odd",
        line=line,
        aside=closest,
        spoken=draw_page.ANSWER_REJECTED(sentence=line, closest=closest),
        prediction=prediction,
        winner=NON_DIGIT if is_none else None,
    )


def _answer(
    state: str,
    digit: str = "",
    percent: str = "",
    line: str = "",
    aside: str = "",
    spoken: str | None = "",
    prediction: Prediction | None = None,
    winner: int | None = None,
) -> dict[str, Any]:
    prediction = prediction or Prediction.of_nothing()
    image = prediction.image
    return {
        "state": state,
        "digit": digit,
        "percent": percent,
        "line": line,
        "aside": aside,
        "spoken": spoken,
        "bars": [
            _bar(label, float(part), label == winner)
            for label, part in enumerate(shares(prediction))
        ],
        "bars_label": draw_page.BARS(),
        "image": None if image is None else data_url(image),
        "image_label": draw_page.SEEN_IMAGE(),
        "caption": draw_page.SEEN(),
        # `teach.py` changes these.
        "lesson": None,
        "teach": "nothing",
        # `numbers.py` changes these.
        "number": [],
        "brackets": [],
    }


def _bar(label: int, part: float, wins: bool) -> dict[str, Any]:
    name = str(label) if label < DIGIT_COUNT else draw_page.NO_DIGIT_BAR()
    percent = in_percent(part)
    return {
        "name": name,
        "label": draw_page.BAR(name=name, percent=percent),
        "part": round(part, 4),
        "share": percent,
        "wins": wins,
    }


def data_url(image: np.ndarray) -> str:
    """A picture, uint8 (rows, columns), as a PNG in an address of its own."""
    encoded = base64.b64encode(cv2.imencode(".png", image)[1].tobytes()).decode()
    return f"data:image/png;base64,{encoded}"


def in_percent(probability: float) -> str:
    """Whole percents; what is not quite certain is never shown as 100%, nor as 0%."""
    if probability == 0:
        return formatted(0, ".0%")
    if probability < 0.01:
        return f"< {formatted(0.01, '.0%')}"
    if probability < 0.995:
        return formatted(min(0.99, probability), ".0%")
    return f"> {formatted(0.99, '.0%')}"
