"""The answer in plain data: what stands where on the panel; ``panel.js`` puts it there."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np

from digitnet.labels import DIGIT_COUNT
from digitnet.network.prediction import Prediction

HINT = "I read it while you draw."

NO_DIGIT = "That does not look like a digit."

SURE = 0.95
QUITE_SURE = 0.75
NOT_SURE = 0.5


def in_words(prediction: Prediction) -> str:
    """Say how sure the network is, in a sentence."""
    confidence = prediction.confidence
    if confidence >= SURE:
        return "I am sure."
    if confidence >= QUITE_SURE:
        return "I am quite sure."
    second = int(prediction.probabilities.argsort()[-2])
    if confidence >= NOT_SURE:
        return f"I am not sure. It may be a {second}."
    return f"I am guessing. It may well be a {second}."


def of_prediction(prediction: Prediction, pen_down: bool = False) -> dict[str, Any]:
    """Return the answer to a drawing, or to what there is of one while the pen is down."""
    if prediction.image is None:
        return of_nothing(HINT)
    if prediction.digit is None:
        return _of_no_digit(prediction, pen_down)
    percent = in_percent(prediction.confidence)
    return _answer(
        "read",
        digit=str(prediction.digit),
        percent=percent,
        line=in_words(prediction),
        spoken=None if pen_down else f"This is a {prediction.digit}, {percent} sure.",
        probabilities=prediction.probabilities,
        winner=prediction.digit,
        image=prediction.image,
    )


def of_nothing(line: str, busy: bool = False) -> dict[str, Any]:
    """Return the panel without an answer: a hint, or why there is none yet."""
    return _answer("busy" if busy else "empty", line=line, spoken=line)


def _of_no_digit(prediction: Prediction, pen_down: bool) -> dict[str, Any]:
    """A drawing that is no digit; half drawn, most digits are none yet, so that is not said."""
    aside = f"If it is one, a {prediction.guess}."
    return _answer(
        "sketch" if pen_down else "odd",
        line=HINT if pen_down else NO_DIGIT,
        aside="" if pen_down else aside,
        spoken=None if pen_down else f"{NO_DIGIT} {aside}",
        probabilities=prediction.probabilities,
        image=prediction.image,
    )


def _answer(
    state: str,
    digit: str = "",
    percent: str = "",
    line: str = "",
    aside: str = "",
    spoken: str | None = "",
    probabilities: np.ndarray | None = None,
    winner: int | None = None,
    image: np.ndarray | None = None,
) -> dict[str, Any]:
    parts = np.zeros(DIGIT_COUNT) if probabilities is None else probabilities
    bars = [
        {"part": round(float(part), 4), "share": in_percent(float(part)), "wins": number == winner}
        for number, part in enumerate(parts)
    ]
    return {
        "state": state,
        "digit": digit,
        "percent": percent,
        "line": line,
        "aside": aside,
        "spoken": spoken,
        "bars": bars,
        "image": None if image is None else data_url(image),
    }


def data_url(image: np.ndarray) -> str:
    """A picture, uint8 (rows, columns), as a PNG in an address of its own."""
    encoded = base64.b64encode(cv2.imencode(".png", image)[1].tobytes()).decode()
    return f"data:image/png;base64,{encoded}"


def in_percent(probability: float) -> str:
    """Whole percents; what is not quite certain never reads as 100%, nor as 0%."""
    if probability == 0:
        return "0%"
    if probability < 0.01:
        return "< 1%"
    return f"{min(99, round(probability * 100))}%" if probability < 0.995 else "> 99%"
