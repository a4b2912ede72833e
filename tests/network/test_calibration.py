"""Calibration: temperatures, probabilities and scores."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.labels import CLASSES, DIGIT_COUNT, NON_DIGIT
from digitnet.network.calibration import (
    REFUSED,
    Calibration,
    digit_margin,
    fit_calibration,
    fit_temperature,
    softmax,
)


def test_softmax_is_stable_and_sums_to_one():
    probabilities = softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0]]))
    assert probabilities.dtype == np.float32
    assert probabilities.tolist() == [[1.0, 0.0], [0.5, 0.5]]


def test_the_temperature_undoes_overconfidence():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, DIGIT_COUNT)) * 2
    chances = softmax(logits).astype(float)
    labels = (chances.cumsum(axis=1) > rng.random((len(logits), 1))).argmax(axis=1)
    assert fit_temperature(logits * 3, labels) == pytest.approx(3, rel=0.1)
    assert fit_temperature(logits / 2, labels) == pytest.approx(0.5, rel=0.1)


def test_the_margin_weighs_all_digits_against_none():
    logits = np.full((3, CLASSES), -50.0)
    logits[0, 3] = 7
    logits[1, NON_DIGIT] = 7
    logits[2, :DIGIT_COUNT] = 1
    margin = digit_margin(logits)
    assert margin[0] == pytest.approx(57)
    assert margin[1] == pytest.approx(-57 + np.log(10))
    assert margin[2] == pytest.approx(51 + np.log(10))


def test_the_threshold_rejects_few_digits_and_most_others():
    rng = np.random.default_rng(0)
    labels = np.concatenate([rng.integers(0, DIGIT_COUNT, 5000), np.full(1000, NON_DIGIT)])
    logits = rng.normal(size=(6000, CLASSES))
    logits[np.arange(6000), labels] += 4
    calibration = fit_calibration(logits, labels)
    scores = calibration.scores(logits)
    assert scores.min() >= 0
    assert scores.max() <= 1
    refused = scores < calibration.threshold
    assert refused[labels != NON_DIGIT].mean() == pytest.approx(REFUSED, abs=3e-3)
    assert refused[labels == NON_DIGIT].mean() > 0.5
    probabilities = calibration.probabilities(logits)
    assert probabilities.shape == (6000, DIGIT_COUNT)
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_network_that_never_saw_anything_else_refuses_next_to_nothing():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, DIGIT_COUNT, 3000)
    logits = rng.normal(size=(3000, CLASSES))
    logits[np.arange(3000), labels] += 8
    calibration = fit_calibration(logits, labels)
    calibration.check()
    assert (calibration.scores(logits) < calibration.threshold).mean() <= REFUSED + 1e-3


@pytest.mark.parametrize(
    "broken",
    [
        Calibration(temperature=0),
        Calibration(temperature=float("nan")),
        Calibration(score_temperature=float("inf")),
        Calibration(threshold=1.1),
        Calibration(threshold=-0.1),
    ],
)
def test_impossible_numbers_are_refused(broken):
    with pytest.raises(ValueError):
        broken.check()
