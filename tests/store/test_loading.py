"""Models from the store: a broken one is no obstacle."""

from __future__ import annotations

import json
import logging
import shutil

import keras
import pytest

from digitnet import ModelError, load_predictor, paths
from digitnet.drawing.mnist_format import SIDE
from digitnet.store.loading import load_current
from digitnet.store.store import SHIPPED, ModelCard, ModelStore
from digitnet.training.recipe import Report


def shipped_report() -> Report:
    return ModelCard.from_json((paths.SHIPPED_MODEL / "card.json").read_text()).report


def test_a_broken_model_is_skipped_and_logged(tmp_path, caplog):
    store = ModelStore(tmp_path)
    for _ in range(3):
        store.publish(
            lambda path: shutil.copy(paths.SHIPPED_MODEL / "model.keras", path), shipped_report()
        )
    # Damaged on disk, and no Keras file at all though its checksum is right.
    (tmp_path / "models/v3/model.keras").write_bytes(b"rubbish")
    store.publish(lambda path: path.write_bytes(b"rubbish"), shipped_report())
    with caplog.at_level(logging.WARNING):
        predictor, card = load_current(store)
    assert predictor.version == card.version == "v2"
    assert predictor.calibration == card.report.calibration
    assert "Keras cannot read model v4." in caplog.text
    assert "The file of model v3 is damaged." in caplog.text


def test_a_foreign_network_is_skipped(tmp_path, caplog):
    foreign = keras.Sequential([keras.layers.Input((SIDE, SIDE, 1)), keras.layers.Flatten()])
    store = ModelStore(tmp_path)
    store.publish(foreign.save, shipped_report())
    with caplog.at_level(logging.WARNING):
        assert load_predictor(store).version == SHIPPED
    assert "not a network that reads digits" in caplog.text


def test_without_any_model_the_error_says_what_to_restore(tmp_path):
    with pytest.raises(ModelError, match="assets/model"):
        load_current(ModelStore(tmp_path, tmp_path / "nothing"))


def test_the_card_of_the_shipped_model_tells_all():
    card = json.loads((paths.SHIPPED_MODEL / "card.json").read_text())
    for entry in (
        "version", "created", "sha256", "recipe", "seed", "parameters", "test_accuracy",
        "calibration", "synthetic_accuracy", "refused", "accepted", "device", "seconds",
        "libraries", "evaluations",
    ):  # fmt: skip
        assert card[entry] not in (None, ""), entry
    assert card["test_accuracy"] >= 0.995
    assert card["parameters"] <= 500_000
