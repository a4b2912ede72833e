"""The predictor: the shipped network reads digits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest

from digitnet import Drawing, load_predictor, to_mnist
from digitnet.drawing.mnist_format import SIDE
from digitnet.network.calibration import Calibration
from digitnet.network.predictor import Predictor
from digitnet.store.store import SHIPPED, ModelStore
from tests.support.drawings import DIGITS


@pytest.fixture(scope="module")
def predictor(tmp_path_factory):
    return load_predictor(ModelStore(tmp_path_factory.mktemp("home")))


def test_the_shipped_model_reads_digits(predictor):
    assert predictor.version == SHIPPED
    for digit, strokes in DIGITS.items():
        prediction = predictor.predict(Drawing.from_strokes(strokes, pen_width=12))
        assert prediction.digit == digit
        assert prediction.probabilities.dtype == np.float32
        assert prediction.probabilities.shape == (10,)
        assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert prediction.guess == digit
        assert 0.5 < prediction.digit_score <= 1
        assert prediction.confidence == pytest.approx(prediction.probabilities.max())
        assert (prediction.image == to_mnist(Drawing.from_strokes(strokes))).mean() > 0.9


def test_nothing_is_read_from_nothing(predictor):
    for nothing in (Drawing.from_strokes([]), np.zeros((28, 28), np.uint8)):
        prediction = predictor.predict(nothing)
        assert prediction.digit is None
        assert prediction.digit_score == prediction.confidence == 0
        assert prediction.guess is None
        assert prediction.image is None
        assert prediction.probabilities.sum() == pytest.approx(1)


def test_many_are_read_as_each(predictor):
    drawings = [Drawing.from_strokes(strokes) for strokes in DIGITS.values()]
    drawings.insert(2, Drawing.from_strokes([]))
    drawings = drawings * 40
    many = predictor.predict_many(drawings)
    assert len(many) == len(drawings)
    for drawing, prediction in zip(drawings[:8], many[:8], strict=True):
        alone = predictor.predict(drawing)
        assert alone.digit == prediction.digit
        assert np.allclose(alone.probabilities, prediction.probabilities, atol=1e-4)
    assert predictor.predict_many([]) == []


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((27, 28), np.uint8),
        np.zeros((28, 28), np.float32),
        np.zeros((1, 28, 28), np.uint8),
    ],
)
def test_an_image_of_another_format_is_refused(predictor, image):
    with pytest.raises(ValueError, match="MNIST format"):
        predictor.predict(image)


def test_it_answers_from_many_threads_alike(predictor):
    images = [to_mnist(Drawing.from_strokes(strokes)) for strokes in DIGITS.values()] * 30
    expected = [predictor.predict(image).digit for image in images]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda image: predictor.predict(image).digit, images)) == expected


def test_a_foreign_network_is_refused():
    foreign = keras.Sequential([keras.layers.Input((SIDE, SIDE, 1)), keras.layers.Flatten()])
    with pytest.raises(ValueError, match="eleven logits"):
        Predictor(foreign, Calibration(), "foreign")


def test_the_calibration_decides_what_is_rejected(predictor):
    image = to_mnist(Drawing.from_strokes(DIGITS[3]))
    strict = Calibration(temperature=100.0, score_temperature=100.0, threshold=1.0)
    prediction = Predictor(predictor._network, strict, "strict").predict(image)
    assert prediction.digit is None
    assert prediction.guess == 3
    assert prediction.confidence < 0.2
