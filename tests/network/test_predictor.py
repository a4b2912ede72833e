"""The predictor: the shipped model reads digits, and a broken model is no obstacle."""

from __future__ import annotations

import json
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from digitnet import Drawing, ModelError, load_predictor, paths, to_mnist
from digitnet.store.store import SHIPPED, ModelCard, ModelStore
from digitnet.training.recipe import Report
from tests.support.drawings import DIGITS


@pytest.fixture(scope="module")
def predictor(tmp_path_factory):
    return load_predictor(ModelStore(tmp_path_factory.mktemp("home")))


def test_the_shipped_model_reads_digits(predictor):
    assert predictor.card.version == SHIPPED
    assert predictor.card.report.test_accuracy >= 0.995
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


def shipped_report() -> Report:
    return ModelCard.from_json((paths.SHIPPED_MODEL / "card.json").read_text()).report


def test_a_broken_model_is_skipped_with_a_word(tmp_path, caplog):
    store = ModelStore(tmp_path)
    for _ in range(3):
        store.publish(
            lambda path: shutil.copy(paths.SHIPPED_MODEL / "model.keras", path), shipped_report()
        )
    # Damaged on disk, and no Keras file at all though its checksum is right.
    (tmp_path / "models/v3/model.keras").write_bytes(b"rubbish")
    store.publish(lambda path: path.write_bytes(b"rubbish"), shipped_report())
    with caplog.at_level(logging.WARNING):
        predictor = load_predictor(store)
    assert predictor.card.version == "v2"
    assert "Model v4 cannot be read by Keras." in caplog.text
    assert "The file of model v3 is damaged." in caplog.text


def test_a_foreign_network_is_skipped(tmp_path, caplog):
    import keras

    foreign = keras.Sequential([keras.layers.Input((28, 28, 1)), keras.layers.Flatten()])
    store = ModelStore(tmp_path)
    store.publish(foreign.save, shipped_report())
    with caplog.at_level(logging.WARNING):
        assert load_predictor(store).card.version == SHIPPED
    assert "not a network that reads digits" in caplog.text


def test_without_any_model_it_says_what_to_restore(tmp_path):
    with pytest.raises(ModelError, match="assets/model"):
        load_predictor(ModelStore(tmp_path, tmp_path / "nothing"))


def test_the_card_of_the_shipped_model_tells_all():
    card = json.loads((paths.SHIPPED_MODEL / "card.json").read_text())
    for entry in (
        "version", "created", "sha256", "recipe", "seed", "parameters", "test_accuracy",
        "calibration", "synthetic_accuracy", "refused", "accepted", "device", "seconds",
        "libraries", "evaluations",
    ):  # fmt: skip
        assert card[entry] not in (None, ""), entry
    assert card["parameters"] <= 500_000
