"""The answer as light HTML: the digit, how sure, ten bars, what the network sees."""

from __future__ import annotations

import base64

import cv2
import numpy as np

from digitnet.prediction import Prediction
from digitnet.preprocess import SIDE

HINT = "I read it as soon as you lift the pen."

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


def of_prediction(prediction: Prediction) -> str:
    """Return the answer to a drawing."""
    if prediction.digit is None:
        return of_nothing(HINT)
    percent = _percent(prediction.confidence)
    return _answer(
        digit=str(prediction.digit),
        words=in_words(prediction),
        percent=percent,
        spoken=f"This is a {prediction.digit}, {percent} sure.",
        probabilities=prediction.probabilities,
        winner=prediction.digit,
        image=prediction.image,
    )


def of_nothing(words: str, busy: bool = False) -> str:
    """Return the same panel without an answer: a hint, or why there is none yet."""
    return _answer("", words, "", words, np.zeros(10), None, None, busy)


def _answer(
    digit: str,
    words: str,
    percent: str,
    spoken: str,
    probabilities: np.ndarray,
    winner: int | None,
    image: np.ndarray | None,
    busy: bool = False,
) -> str:
    bars = "".join(_bar(d, float(p), d == winner) for d, p in enumerate(probabilities))
    glyph = f'<span class="dn-digit">{digit}</span>' if digit else '<span class="dn-pencil"></span>'
    state = "read" if digit else "busy" if busy else "empty"
    return f"""<div class="dn-answer dn-{state}">
<div class="dn-top">
<div class="dn-face" aria-hidden="true">{glyph}</div>
<div class="dn-words"><p class="dn-percent">{percent}</p><p>{words}</p></div>
<figure class="dn-seen">{_seen(image)}<figcaption>What the network sees</figcaption></figure>
</div>
<p class="dn-spoken" role="status" aria-live="polite">{spoken}</p>
<div class="dn-bars" role="list" aria-label="Probability of each digit">{bars}</div>
</div>"""


def _bar(digit: int, probability: float, wins: bool) -> str:
    percent = _percent(probability)
    return (
        f'<div class="dn-bar{" dn-wins" if wins else ""}" role="listitem" '
        f'aria-label="{digit}: {percent}"><span class="dn-name">{digit}</span>'
        f'<span class="dn-track"><span class="dn-fill" style="width:{probability * 100:.1f}%">'
        f'</span></span><span class="dn-share">{percent}</span></div>'
    )


def _seen(image: np.ndarray | None) -> str:
    if image is None:
        return '<div class="dn-image" role="img" aria-label="No image yet"></div>'
    encoded = base64.b64encode(cv2.imencode(".png", image)[1]).decode()
    return (
        f'<img class="dn-image" src="data:image/png;base64,{encoded}" '
        f'width="{SIDE}" height="{SIDE}" alt="The drawing in {SIDE} by {SIDE} pixels">'
    )


def _percent(probability: float) -> str:
    """Whole percents; what is not quite certain never reads as 100%, nor as 0%."""
    if probability == 0:
        return "0%"
    if probability < 0.01:
        return "&lt; 1%"
    return f"{min(99, round(probability * 100))}%" if probability < 0.995 else "&gt; 99%"
