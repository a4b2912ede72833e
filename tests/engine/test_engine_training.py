"""The engine in this process: one training at a time, and what becomes of it."""

from __future__ import annotations

import dataclasses
import time

import pytest

from digitnet.engine.engine import Engine
from digitnet.engine.status import (
    Cancelled,
    EngineError,
    Failed,
    Published,
)
from digitnet.store.card import SHIPPED
from digitnet.store.errors import StoreError
from digitnet.store.store import ModelStore
from digitnet.texts import errors
from digitnet.texts.message import Note
from digitnet.training.errors import TrainingFailed
from digitnet.training.pool import TrainerPool
from digitnet.training.recipe import RECIPES
from tests.support.trainings import TINY, vertical_line
from tests.support.waiting import wait_for


def test_a_training_is_published_and_answers(engine, store, lenient, instant):
    instant.clear()
    engine.start_training(TINY, 7)
    assert engine.status().training.recipe == TINY
    with pytest.raises(EngineError, match="already"):
        engine.start_training(TINY, 8)
    assert engine.predict(vertical_line()).digit == 1
    instant.set()
    wait_for(lambda: engine.status().training is None)
    status = engine.status()
    assert isinstance(status.outcome, Published)
    assert status.network.card.version == "v1" == store.current_version()
    assert status.network.card.report.seed == 7
    assert store.get("v1").card == status.network.card


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
    try:
        with pytest.raises(StoreError, match="Nothing can be saved"):
            engine.start_training(TINY, 0)
        assert engine.status().training is None
    finally:
        store.models.unlink()


def test_a_model_that_cannot_be_saved_leaves_the_engine_as_it_was(engine, monkeypatch, instant):
    def fail(*arguments):
        raise StoreError(errors.MODEL_NOT_SAVED, reason=Note(errors.DISK_FULL))

    monkeypatch.setattr(ModelStore, "publish", fail)
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    assert isinstance(engine.status().outcome, Failed)
    message = "The new model could not be saved: the disk is full."
    assert str(engine.status().outcome.message) == message
    assert engine.predict(vertical_line()).digit == 1


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


def test_before_the_first_training_there_are_digits_to_watch(tmp_path):
    nothing = Engine(ModelStore(tmp_path)).watch_training("a visitor")
    assert (nothing.id, nothing.readings, len(nothing.images)) == ("", (), 12)
    assert nothing.learning.moments == ()


def test_a_training_that_would_take_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITNET_MAX_TRAINING", "0.01")
    monkeypatch.setattr(Engine, "_prepare", lambda engine, pool: None)
    engine = Engine(ModelStore(tmp_path))
    engine.start()
    try:
        wait_for(lambda: engine.status().is_ready)
        assert engine.status().network.longest_seconds == pytest.approx(0.6)
        # Before the device is measured, no training is too long.
        wait_for(lambda: engine.expected_seconds(TINY) is not None)
        with pytest.raises(EngineError, match=r"would take about \d+ minutes"):
            engine.start_training(RECIPES["full"], 0)
        assert engine.status().training is None
    finally:
        engine.close()


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
