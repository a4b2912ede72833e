"""The smallest change really makes another digit, by the same model."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet import load_predictor, to_mnist
from digitnet.data.mnist import load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.store.store import ModelStore
from tests.support.drawings import DIGITS

NINE = 9
"""The number of a 9 among MNIST's test images, and its label."""


@pytest.fixture(scope="module")
def predictor(tmp_path_factory):
    return load_predictor(ModelStore(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize("digit", DIGITS)
def test_the_result_is_read_as_the_other_digit(explainer, predictor, digit):
    image = to_mnist(Drawing.from_strokes(DIGITS[digit], pen_width=12))
    change = explainer.smallest_change(image)
    assert change is not None
    assert change.digit != digit
    assert change.frames.dtype == np.uint8
    assert np.array_equal(change.frames[0], image)
    assert len(change.frames) > 1
    assert predictor.predict(change.frames[0]).digit == digit
    assert predictor.predict(change.frames[-1]).digit == change.digit
    assert change.prediction.digit == change.digit
    # The frame before is not there yet.
    before = explainer.read(change.frames[-2:-1])[0]
    assert before.digit != change.digit or before.probabilities[change.digit] <= 0.5
    assert 0 < change.distance < 4


def test_a_chosen_digit_costs_no_less_than_the_nearest(explainer, predictor):
    image = load_mnist().test_images[NINE]
    nearest = explainer.smallest_change(image)
    found = [explainer.smallest_change(image, digit) for digit in (1, 4, 7)]
    assert any(found)
    for digit, change in zip((1, 4, 7), found, strict=True):
        if change:
            assert change.digit == predictor.predict(change.frames[-1]).digit == digit
            assert change.distance >= 0.9 * nearest.distance


def test_there_is_nothing_to_change(explainer):
    assert explainer.smallest_change(np.zeros((28, 28), np.uint8)) is None
    assert explainer.smallest_change(load_mnist().test_images[NINE], 9) is None


def test_it_is_found_again(explainer):
    image = load_mnist().test_images[NINE]
    first, again = (explainer.smallest_change(image) for _ in range(2))
    assert first.digit == again.digit
    assert np.array_equal(first.frames, again.frames)
