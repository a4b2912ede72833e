"""The engine in this process, after a training whose model is worse than the shipped one."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from digitnet.engine.engine import Engine
from digitnet.engine.status import EngineStatus, Published
from digitnet.store.card import SHIPPED
from digitnet.store.store import ModelStore
from digitnet.training.recipe import RECIPES
from tests.engine.conftest import empty
from tests.support.trainings import ENDLESS, TINY, vertical_line
from tests.support.waiting import wait_for


@dataclass(frozen=True)
class Trained:
    engine: Engine
    store: ModelStore
    status: EngineStatus
    """Right after the training."""


@pytest.fixture(scope="module")
def trained(training_engine) -> Iterator[Trained]:
    engine, store = training_engine
    engine.start_training(TINY, 0)
    wait_for(lambda: engine.status().training is None)
    yield Trained(engine, store, engine.status())
    empty(engine, store)


@pytest.fixture(autouse=True)
def shipped_answers(trained) -> Iterator[None]:
    yield
    if trained.engine.status().network.card.version != SHIPPED:
        trained.engine.use(SHIPPED)


def test_the_old_model_is_told_beside_the_new_one(trained):
    outcome = trained.status.outcome
    assert (outcome.before.version, outcome.card.version) == (SHIPPED, "v1")
    assert len(outcome.card.report.digit_accuracy) == 10


def test_a_clearly_worse_model_is_kept_and_does_not_answer(trained):
    outcome = trained.status.outcome
    assert isinstance(outcome, Published)
    assert not outcome.is_used
    assert "v1 was saved but does not answer" in str(outcome.message)
    assert trained.status.network.card.version == SHIPPED == trained.store.current_version()
    assert [(model.card.version, model.answers) for model in trained.engine.models()] == [
        ("v1", False), (SHIPPED, True),
    ]  # fmt: skip
    trained.engine.use("v1")
    assert trained.engine.status().network.card.version == "v1"


def test_it_follows_a_choice_made_by_another_program(trained):
    engine = trained.engine
    ModelStore(trained.store.models.parent).use("v1")
    wait_for(lambda: engine.status().network.card.version == "v1")
    engine.use(SHIPPED)
    assert engine.status().network.card.version == SHIPPED


def test_how_long_it_will_take(trained):
    engine, outcome = trained.engine, trained.status.outcome
    assert 0 < engine.expected_seconds(TINY) < engine.expected_seconds(RECIPES["full"])
    # One clock: the card's figure is what people waited for, but for the last moment.
    seconds = outcome.card.report.seconds
    assert 0 < seconds <= outcome.progress.seconds < seconds + 10


def test_a_new_drawing_is_read_after_the_training_too(trained):
    assert trained.engine.watch_training("late", vertical_line()).own is not None
    # By the network of that training, though its model does not answer.
    assert trained.engine.status().network.card.version == SHIPPED
    assert trained.engine.watch_training("late").own is None


def test_the_status_is_small(trained):
    """It is asked for by everybody, every second or so."""
    engine = trained.engine
    assert len(pickle.dumps(trained.status)) < 4096
    engine.start_training(ENDLESS, 0)
    assert len(pickle.dumps(engine.status())) < 4096
    assert engine.status().network.card.evaluations == ()
    engine.cancel_training()
    wait_for(lambda: engine.status().training is None)
