"""The engine in this process: its state, its answers, and its models."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import threading
import zipfile

import pytest

from digitnet.engine import engine as engine_module
from digitnet.engine.engine import Engine
from digitnet.engine.forecast import Forecast
from digitnet.engine.status import (
    EngineError,
    Published,
    Starting,
    Unavailable,
)
from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.store import ModelStore
from tests.support.trainings import TINY, vertical_line
from tests.support.waiting import wait_for


def test_before_it_is_ready_it_says_so(tmp_path):
    engine = Engine(ModelStore(tmp_path))
    assert isinstance(engine.status().network, Starting)
    with pytest.raises(EngineError, match="warming up"):
        engine.predict(vertical_line())
    with pytest.raises(EngineError, match="warming up"):
        engine.start_training(TINY, 0)


def test_it_answers_before_the_device_is_measured(tmp_path, monkeypatch):
    measured = threading.Event()

    def slow(*arguments):
        measured.wait(60)
        return Forecast(*arguments)

    monkeypatch.setattr(engine_module, "Forecast", slow)
    monkeypatch.setattr(Engine, "_prepare", lambda engine, pool: None)
    engine = Engine(ModelStore(tmp_path))
    engine.start()
    try:
        wait_for(lambda: engine.status().is_ready)
        assert engine.predict(vertical_line()).digit == 1
        assert engine.status().network.expected_seconds == {}
        assert engine.expected_seconds(TINY) is None
        measured.set()
        wait_for(lambda: engine.expected_seconds(TINY) is not None)
        assert set(engine.status().network.expected_seconds) == {"quick", "full"}
    finally:
        measured.set()
        engine.close()


def test_a_store_deleted_under_it_loses_no_answer(engine, store, lenient, instant):
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    shutil.rmtree(store.models)
    assert engine.predict(vertical_line()).probabilities.sum() == pytest.approx(1)
    wait_for(lambda: engine.status().network.card.version == SHIPPED)
    assert engine.predict(vertical_line()).digit == 1
    instant.clear()
    engine.start_training(TINY, 1)
    shutil.rmtree(store.models)
    instant.set()
    wait_for(lambda: engine.status().training is None)
    assert isinstance(engine.status().outcome, Published)
    assert engine.status().network.card.report.seed == 1
    # The same number again, and not the same model.
    other = ModelStore(store.models.parent)
    shutil.copytree(other.get("v1").folder, kept := store.models.parent / "kept")
    card = json.loads((kept / "card.json").read_text())
    data = (kept / "model.keras").read_bytes() + b" "
    (kept / "model.keras").write_bytes(data)
    (kept / "card.json").write_text(
        json.dumps(card | {"sha256": hashlib.sha256(data).hexdigest(), "seed": 2})
    )
    shutil.rmtree(store.models / "v1")
    kept.rename(store.models / "v1")
    wait_for(lambda: engine.status().network.card.report.seed == 2)


def test_models_are_listed_fetched_and_removed(engine, store, lenient, instant):
    def listed() -> list[tuple[str, bool, bool]]:
        return [
            (model.card.version, model.answers, model.answered_before) for model in engine.models()
        ]

    assert listed() == [(SHIPPED, True, False)]
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    assert listed() == [("v1", True, False), (SHIPPED, False, True)]
    file = engine.download("v1")
    assert file.name == engine.models()[0].download_name == "digitnet-v1.keras"
    assert hashlib.sha256(file.content).hexdigest() == store.get("v1").card.sha256
    with pytest.raises(StoreError, match="answers at the moment"):
        engine.remove("v1")
    engine.use(SHIPPED)
    assert listed() == [("v1", False, True), (SHIPPED, True, False)]
    (store.models / "v1" / "model.keras").write_bytes(b"damaged")
    with pytest.raises(ModelError, match="damaged"):
        engine.download("v1")
    engine.remove("v1")
    assert listed() == [(SHIPPED, True, False)]
    exported = engine.download(SHIPPED, "keras")
    assert exported.name == "digitnet-shipped-keras.zip"
    assert zipfile.is_zipfile(io.BytesIO(exported.content))
    with pytest.raises(StoreError, match="no format tape"):
        engine.download(SHIPPED, "tape")
    for verb in (engine.download, engine.remove, engine.use):
        with pytest.raises(ModelError, match="There is no model v1"):
            verb("v1")


def test_without_any_model_the_status_says_why(tmp_path):
    engine = Engine(ModelStore(tmp_path, shipped=tmp_path / "nothing"))
    engine.start()
    wait_for(lambda: isinstance(engine.status().network, Unavailable))
    assert "assets/model" in str(engine.status().network.message)
