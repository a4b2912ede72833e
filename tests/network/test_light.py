"""The light form at work: the same answers as TensorFlow's, from any thread, or an error."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from digitnet import Drawing, load_predictor, paths
from digitnet.data.mnist import load_mnist
from digitnet.network import answers
from digitnet.network.light import LightError, LightPredictor
from tests.support.drawings import DIGITS

IMAGES = 1000


@pytest.fixture(scope="module")
def content() -> bytes:
    return (paths.SHIPPED_MODEL / "model.tflite").read_bytes()


@pytest.fixture(scope="module")
def light(content) -> LightPredictor:
    return LightPredictor(content, "shipped")


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


@pytest.fixture(scope="module")
def images():
    return load_mnist().test_images[:IMAGES]


def test_the_shipped_light_form_answers_as_the_model_does(light, predictor, images):
    own, given = predictor.predict_many(list(images)), light.predict_many(list(images))
    assert [each.digit for each in given] == [each.digit for each in own]
    for one, other in zip(own, given, strict=True):
        assert other.probabilities == pytest.approx(one.probabilities, abs=1e-5)
        assert other.probabilities.dtype == np.float32
        assert other.digit_score == pytest.approx(one.digit_score, abs=1e-5)
        assert np.array_equal(one.image, other.image)
    assert sum(each.digit is None for each in given) > 0


def test_drawings_and_blanks_are_read_as_by_the_model(light, predictor):
    drawings = [Drawing.from_strokes(strokes, 10) for strokes in DIGITS.values()]
    assert [each.digit for each in light.predict_many(drawings)] == list(DIGITS)
    for blank in (Drawing(()), np.zeros((28, 28), np.uint8)):
        assert light.predict(blank).digit is None
        assert light.predict(blank).image is None
        assert light.predict(blank).digit_score == predictor.predict(blank).digit_score == 0
    for wrong in (np.zeros((28, 27), np.uint8), np.zeros((28, 28))):
        with pytest.raises(ValueError, match="uint8"):
            light.predict(wrong)


def test_eight_callers_at_once_get_their_own_answers(light, images):
    expected = light.predict_many(list(images[:200]))

    def read(_):
        return light.predict_many(list(images[:200]))

    with ThreadPoolExecutor(8) as crowd:
        for given in crowd.map(read, range(8)):
            for one, other in zip(expected, given, strict=True):
                assert np.array_equal(one.probabilities, other.probabilities)
                assert (one.digit, one.digit_score) == (other.digit, other.digit_score)


@pytest.mark.parametrize("change", ["empty", "rubbish", "cut"])
def test_what_is_no_light_form_is_an_error(content, change):
    broken = {"empty": b"", "rubbish": b"rubbish" * 1000, "cut": content[: len(content) // 2]}
    with pytest.raises(LightError):
        LightPredictor(broken[change], "v1")


def test_a_light_form_of_another_network_or_calibration_is_found_out(content, predictor, images):
    network, calibration = predictor._network, predictor.calibration
    answers.check_light_form(content, network, calibration, images)
    for other in (
        dataclasses.replace(calibration, temperature=1.2),
        dataclasses.replace(calibration, score_temperature=1.2),
        dataclasses.replace(calibration, threshold=0.99),
    ):
        with pytest.raises(LightError, match="same answers"):
            answers.check_light_form(content, network, other, images)
