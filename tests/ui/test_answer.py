"""The answer: words and bars that agree with each other."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.network.prediction import Prediction
from digitnet.ui import answer
from tests.support.predictions import prediction


@st.composite
def predictions(draw: st.DrawFn) -> Prediction:
    """Any prediction, of a model with any threshold."""
    logits = np.array(draw(st.lists(st.floats(-20, 20), min_size=10, max_size=10)))
    powers = np.exp(logits - logits.max())
    probabilities = (powers / powers.sum()).astype(np.float32)
    score = draw(st.floats(0, 1))
    digit = int(probabilities.argmax()) if score >= draw(st.floats(0, 1)) else None
    return Prediction(probabilities, digit, score, np.ones((28, 28), np.uint8))


@given(predictions())
def test_the_eleven_bars_share_one_probability(prediction):
    parts = answer.shares(prediction)
    assert parts.shape == (11,)
    assert parts.sum() == pytest.approx(1, abs=1e-5)
    assert parts.min() >= 0
    assert parts[:10].max() <= prediction.digit_score
    assert parts[10] == pytest.approx(1 - prediction.digit_score)


@given(predictions())
def test_the_words_agree_with_the_bars(prediction):
    data = answer.of_prediction(prediction)
    parts = [bar["part"] for bar in data["bars"]]
    winners = [label for label, bar in enumerate(data["bars"]) if bar["wins"]]
    if prediction.digit is not None:
        assert winners == [prediction.digit]
        assert data["percent"] == data["bars"][prediction.digit]["share"]
    elif data["line"] == "That does not look like a digit.":
        assert winners == [10]
        assert parts[10] == max(parts)
    else:
        assert data["line"] == "I cannot tell whether that is a digit."
        assert winners == []


def test_an_empty_canvas_has_empty_bars():
    data = answer.of_nothing("Nothing yet.")
    assert [bar["part"] for bar in data["bars"]] == [0] * 11
    assert {bar["share"] for bar in data["bars"]} == {"0%"}


@pytest.mark.parametrize(
    ("confidence", "score", "words"),
    [
        (0.97, 1, "I am sure."),
        (0.97, 0.9, "I am quite sure."),
        (0.8, 1, "I am quite sure."),
        (0.6, 1, "I am not sure. It may be a 0."),
        (0.3, 1, "I am guessing. It may well be a 0."),
        (0.99, 0.7, "I am not sure. It may not be a digit."),
        (0.99, 0.4, "I am guessing. It may well not be a digit."),
    ],
)
def test_sureness_in_words(confidence, score, words):
    assert answer.in_words(prediction(4, confidence, 4, score)) == words


def test_an_eight_has_its_article():
    probabilities = np.zeros(10, np.float32)
    probabilities[[3, 8]] = 0.6, 0.4
    unsure = Prediction(probabilities, 3, 1.0, np.ones((28, 28), np.uint8))
    assert answer.in_words(unsure) == "I am not sure. It may be an 8."
    data = answer.of_prediction(prediction(8, 0.9, 8, 1.0))
    assert data["spoken"] == "This is an 8, 90% sure."


def test_no_share_reads_as_certain():
    probabilities = np.zeros(10, np.float32)
    probabilities[[3, 5]] = 0.9999, 0.0001
    data = answer.of_prediction(Prediction(probabilities, 3, 0.9999, np.ones((28, 28), np.uint8)))
    assert data["percent"] == data["bars"][3]["share"] == "> 99%"
    assert data["bars"][5]["share"] == "< 1%"
    assert data["bars"][0]["share"] == "0%"


@given(st.floats(0, 1))
def test_percents_are_whole_and_close(probability):
    text = answer.in_percent(probability)
    number = int(re.search(r"\d+", text).group())
    assert abs(number - 100 * probability) <= 1
    assert ("100" in text, text.startswith("<")) == (False, 0 < probability < 0.01)
