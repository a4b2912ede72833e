"""The engine in this process: predictions, one training at a time, faults."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import pickle
import shutil
import threading
import time
import zipfile

import pytest

from digitnet.engine import engine as engine_module
from digitnet.engine.engine import Engine
from digitnet.engine.forecast import Forecast
from digitnet.engine.status import (
    Cancelled,
    EngineError,
    Failed,
    Published,
    Starting,
    Unavailable,
)
from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.store import ModelStore
from digitnet.texts import errors
from digitnet.texts.message import Note
from digitnet.training import comparison
from digitnet.training.errors import TrainingFailed
from digitnet.training.pool import TrainerPool
from digitnet.training.recipe import RECIPES
from tests.support.trainings import ENDLESS, TINY, vertical_line
from tests.support.waiting import wait_for


@pytest.fixture
def store(tmp_path) -> ModelStore:
    return ModelStore(tmp_path)


@pytest.fixture
def engine(store, monkeypatch):
    # Preparing the quick recipe would take half a minute of processor time in every test.
    monkeypatch.setattr("digitnet.engine.engine.QUICK", TINY)
    engine = Engine(store)
    engine.start()
    wait_for(lambda: engine.expected_seconds(TINY) is not None)
    yield engine
    engine.close()
    wait_for(lambda: engine.status().training is None)
    # A thread that TensorFlow still works for when the tests end would abort them.
    wait_for(lambda: not {thread.name for thread in threading.enumerate()} & {"data", "forecast"})


@pytest.fixture
def lenient(monkeypatch):
    """Lets every new model answer: those that tests train are worse than the shipped one."""
    monkeypatch.setattr(comparison, "MNIST_MARGIN", 1.0)
    monkeypatch.setattr(comparison, "WRITERS_MARGIN", 1.0)


def test_before_it_is_ready_it_says_so(store):
    engine = Engine(store)
    assert isinstance(engine.status().network, Starting)
    with pytest.raises(EngineError, match="warming up"):
        engine.predict(vertical_line())
    with pytest.raises(EngineError, match="warming up"):
        engine.start_training(TINY, 0)


def test_it_answers_before_the_device_is_measured(store, monkeypatch):
    measured = threading.Event()

    def slow(*arguments):
        measured.wait(60)
        return Forecast(*arguments)

    monkeypatch.setattr(engine_module, "Forecast", slow)
    engine = Engine(store)
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


def test_it_answers_with_the_shipped_model_first(engine):
    status = engine.status()
    assert status.network.card.version == SHIPPED
    assert status.network.device.startswith(("CPU", "GPU"))
    assert set(status.network.expected_seconds) == {"quick", "full"}
    assert 0 < status.network.expected_seconds["quick"] < status.network.expected_seconds["full"]
    assert engine.predict(vertical_line()).digit == 1
    level_line = vertical_line().T
    read = engine.predict_many([vertical_line(), level_line, vertical_line()])
    assert [prediction.digit for prediction in read] == [1, None, 1]


def test_a_training_is_published_and_answers(engine, store, lenient):
    engine.start_training(TINY, 7)
    assert engine.status().training.recipe == TINY
    with pytest.raises(EngineError, match="already"):
        engine.start_training(TINY, 8)
    assert engine.predict(vertical_line()).digit == 1
    wait_for(lambda: engine.status().training is None)
    status = engine.status()
    assert isinstance(status.outcome, Published)
    assert status.network.card.version == "v1" == store.current_version()
    assert status.network.card.report.seed == 7
    assert store.get("v1").card == status.network.card


def test_cancelling_publishes_nothing(engine, store):
    engine.start_training(ENDLESS, 0)
    wait_for(lambda: engine.status().training.progress.step > 2)
    engine.cancel_training()
    wait_for(lambda: engine.status().training is None, seconds=10)
    assert isinstance(engine.status().outcome, Cancelled)
    assert engine.status().network.card.version == SHIPPED
    assert [model.card.version for model in store.list()] == [SHIPPED]


def test_a_diverging_training_is_explained(engine, store, monkeypatch):
    def diverge(*arguments, **options):
        raise TrainingFailed(errors.TRAINING_DIVERGED, rate=3.0)

    monkeypatch.setattr("digitnet.training.train.train", diverge)
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    assert isinstance(engine.status().outcome, Failed)
    message = str(engine.status().outcome.message)
    assert "a learning rate of 3," in message
    assert "Nothing was saved" in message
    assert [model.card.version for model in store.list()] == [SHIPPED]


def test_a_training_that_cannot_be_saved_does_not_begin(engine, store):
    store.models.parent.mkdir(parents=True, exist_ok=True)
    store.models.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="Nothing can be saved"):
        engine.start_training(TINY, 0)
    assert engine.status().training is None


def test_a_failing_training_leaves_the_engine_as_it_was(engine, monkeypatch):
    def fail(*arguments):
        raise StoreError(errors.MODEL_NOT_SAVED, reason=Note(errors.DISK_FULL))

    monkeypatch.setattr(ModelStore, "publish", fail)
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    assert isinstance(engine.status().outcome, Failed)
    message = "The new model could not be saved: the disk is full."
    assert str(engine.status().outcome.message) == message
    assert engine.predict(vertical_line()).digit == 1


def test_it_follows_a_choice_made_by_another_program(engine, store, lenient):
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    assert engine.status().network.card.version == "v1"
    ModelStore(store.models.parent).use(SHIPPED)
    wait_for(lambda: engine.status().network.card.version == SHIPPED, seconds=20)
    engine.use("v1")
    assert engine.status().network.card.version == "v1"


def test_a_store_deleted_under_it_loses_no_answer(engine, store, lenient):
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    shutil.rmtree(store.models)
    assert engine.predict(vertical_line()).probabilities.sum() == pytest.approx(1)
    wait_for(lambda: engine.status().network.card.version == SHIPPED, seconds=20)
    assert engine.predict(vertical_line()).digit == 1
    engine.start_training(TINY, 1)
    shutil.rmtree(store.models)
    wait_for(lambda: engine.status().training is None)
    assert isinstance(engine.status().outcome, Published)
    assert engine.status().network.card.report.seed == 1
    # The same number again, and not the same model.
    before = engine.status().network.card
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
    wait_for(lambda: engine.status().network.card != before, seconds=20)
    assert engine.status().network.card.report.seed == 2


def test_cancelling_ends_it_at_once_and_the_next_one_starts(engine, store):
    """Also in the seconds in which TensorFlow compiles, and cannot be interrupted."""
    wide = dataclasses.replace(TINY, width=11)
    engine.start_training(wide, 0)
    wait_for(lambda: engine.status().training.progress.seconds > 0)
    start = time.monotonic()
    engine.cancel_training()
    assert engine.status().training is None
    assert isinstance(engine.status().outcome, Cancelled)
    assert time.monotonic() - start < 1
    engine.start_training(TINY, 4)
    wait_for(lambda: engine.status().training is None)
    assert isinstance(engine.status().outcome, Published)
    # The next one waited for the cancelled one's thread, so that would have published by now.
    assert [model.card.version for model in store.list()] == ["v1", SHIPPED]
    assert store.get("v1").card.report.seed == 4


def test_a_training_is_watched_by_everybody(engine):
    nothing = engine.watch_training("a visitor")
    assert (nothing.id, nothing.readings, len(nothing.images)) == ("", (), 12)
    engine.start_training(dataclasses.replace(ENDLESS, epochs=200), 0)
    wait_for(lambda: engine.watch_training("a visitor", vertical_line()).own is not None)
    wait_for(lambda: len(engine.watch_training("a visitor").curves["loss"].steps) > 3)
    view = engine.watch_training("another one")
    assert view.own is None
    assert len(view.readings) == len(view.labels) == 12
    assert view.id == engine.watch_training("a visitor").id
    assert engine.status().training.progress.images_per_second > 0
    engine.cancel_training()
    assert engine.watch_training("another one").curves["loss"].steps


def test_the_old_model_is_told_beside_the_new_one(engine):
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    outcome = engine.status().outcome
    assert (outcome.before.version, outcome.card.version) == (SHIPPED, "v1")
    assert len(outcome.card.report.digit_accuracy) == 10


def test_a_clearly_worse_model_is_kept_and_does_not_answer(engine, store):
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    status = engine.status()
    assert isinstance(status.outcome, Published)
    assert not status.outcome.is_used
    assert "v1 was saved but does not answer" in str(status.outcome.message)
    assert status.network.card.version == SHIPPED == store.current_version()
    assert [(model.card.version, model.answers) for model in engine.models()] == [
        ("v1", False), (SHIPPED, True),
    ]  # fmt: skip
    engine.use("v1")
    assert engine.status().network.card.version == "v1"


def test_how_long_it_will_take(engine):
    assert 0 < engine.expected_seconds(TINY) < engine.expected_seconds(RECIPES["full"])
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    status = engine.status()
    # One clock: the card's figure is what people waited for, but for the last moment.
    seconds = status.outcome.card.report.seconds
    assert 0 < seconds <= status.outcome.progress.seconds < seconds + 10
    assert engine.expected_seconds(TINY) > 0


def test_a_training_that_would_take_too_long_is_refused(store, monkeypatch):
    monkeypatch.setenv("DIGITNET_MAX_TRAINING", "0.01")
    engine = Engine(store)
    engine.start()
    wait_for(lambda: engine.status().is_ready)
    assert engine.status().network.longest_seconds == pytest.approx(0.6)
    with pytest.raises(EngineError, match=r"would take about \d+ minutes"):
        engine.start_training(RECIPES["full"], 0)
    assert engine.status().training is None
    engine.close()


def test_what_is_no_recipe_is_refused(engine):
    broken = pickle.loads(pickle.dumps(TINY))
    object.__setattr__(broken, "learning_rate", float("nan"))
    for recipe, seed in [(broken, 0), ("quick", 0), (TINY, -1), (TINY, 2.0), (TINY, 2**31)]:
        with pytest.raises(EngineError, match=r"not possible|A seed is"):
            engine.start_training(recipe, seed)
    assert engine.status().training is None


def test_a_new_drawing_is_read_after_the_training_too(engine):
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    assert engine.watch_training("late", vertical_line()).own is not None
    # By the network of that training, though its model does not answer.
    assert engine.status().network.card.version == SHIPPED
    assert engine.watch_training("late").own is None


def test_models_are_listed_fetched_and_removed(engine, store, lenient):
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


def test_the_status_is_small(engine):
    """It is asked for by everybody, every second or so."""
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    engine.start_training(ENDLESS, 0)
    assert len(pickle.dumps(engine.status())) < 4096
    assert engine.status().network.card.evaluations == ()


def test_a_training_without_a_seed_gets_a_random_one(engine, monkeypatch):
    seeds = []

    def note(recipe, seed, *arguments, **options):
        seeds.append(seed)
        raise TrainingFailed(errors.NOTHING_LEARNED)

    monkeypatch.setattr("digitnet.training.train.train", note)
    for _ in range(2):
        engine.start_training(TINY)
        wait_for(lambda: engine.status().training is None)
    assert seeds[0] != seeds[1]
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_every_training_gets_the_pool_that_the_engine_keeps(engine, monkeypatch):
    pools = []

    def note(*arguments, pool, **options):
        pools.append(pool)
        raise TrainingFailed(errors.NOTHING_LEARNED)

    monkeypatch.setattr("digitnet.training.train.train", note)
    for _ in range(2):
        engine.start_training(TINY)
        wait_for(lambda: engine.status().training is None)
    assert isinstance(pools[0], TrainerPool)
    assert pools[0] is pools[1]


def test_without_any_model_the_status_says_why(tmp_path):
    engine = Engine(ModelStore(tmp_path, shipped=tmp_path / "nothing"))
    engine.start()
    wait_for(lambda: isinstance(engine.status().network, Unavailable))
    assert "assets/model" in str(engine.status().network.message)
