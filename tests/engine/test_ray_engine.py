"""The engine of a cluster as pages see it, with a cluster that is none."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from digitnet.drawing.drawing import Drawing
from digitnet.engine import ray_engine
from digitnet.engine.lesson_list import LessonList, predict_taught
from digitnet.engine.protocol import DEADLINES
from digitnet.engine.ray_engine import RayEngine
from digitnet.engine.ray_reply import reply
from digitnet.engine.status import (
    EngineError,
    EngineGone,
    EngineNotAnswering,
    LessonsForgotten,
    Starting,
    Unavailable,
)
from digitnet.store.errors import ModelError
from digitnet.texts import errors, reports
from digitnet.texts.message import Note
from digitnet.training.recipe import QUICK
from tests.support.drawings import DIGITS
from tests.support.fakes import FakeEngine
from tests.support.trainings import vertical_line
from tests.support.waiting import wait_for

SEVEN = Drawing.from_strokes(DIGITS[7])


class FakeCluster:
    """A controller and two replicas, which take turns.

    Attributes:
        fails: what every call raises, or None.
        engine: the controller's.
    """

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.engine = FakeEngine()
        self._replicas = [FakeEngine(), FakeEngine()]
        self.read_verbs: list[str] = []

    def call(
        self, verb: str, arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> Any:
        if self.fails is not None:
            raise self.fails
        return reply(getattr(self.engine, verb), *arguments, **keywords).result()

    def read(self, method: str, *arguments: Any, seconds: float) -> Any:
        if self.fails is not None:
            raise self.fails
        self._replicas.reverse()
        replica = self._replicas[0]
        if method == "predict":
            return replica.predict(*arguments)
        if method == "predict_newly_taught":
            drawing, lessons = arguments
            return replica.predict_taught(drawing, replica.keep_lessons(lessons))
        verb, positional, keywords = arguments
        self.read_verbs.append(verb)
        return getattr(replica, verb)(*positional, **keywords)


@pytest.fixture
def lost():
    return threading.Event()


@pytest.fixture
def cluster():
    return FakeCluster()


@pytest.fixture
def engine(cluster, lost):
    engine = RayEngine(lambda: cluster, lost.set)
    engine.start()
    wait_for(lambda: engine.status().is_ready)
    return engine


def test_readings_go_to_replicas_and_all_else_to_the_controller(engine, cluster):
    assert engine.predict(vertical_line()).digit == 7
    assert engine.predict_many(vertical_line()[None])[0].digit == 7
    assert engine.read_number(SEVEN).text == "7"
    assert cluster.read_verbs == ["predict_many", "read_number"]
    assert not cluster.engine.images
    engine.start_training(recipe=QUICK, seed=3)
    assert cluster.engine.started == [(QUICK, 3)]
    assert engine.status().training.recipe == QUICK
    with pytest.raises(ModelError, match="There is no model v9"):
        engine.remove("v9")


def test_every_replica_gets_the_lessons_that_one_has(engine):
    taught = LessonList().teach(SEVEN, 4)
    for _ in range(4):
        assert predict_taught(engine, SEVEN, taught).digit == 4
    with pytest.raises(LessonsForgotten):
        engine.predict_taught(SEVEN, "0" * 64)


def test_until_there_is_a_cluster_it_says_why_and_tries_again(cluster, lost, monkeypatch):
    monkeypatch.setattr(ray_engine, "RETRY_SECONDS", 0.01)
    refuses = threading.Event()
    refuses.set()

    def join() -> FakeCluster:
        if refuses.is_set():
            raise EngineError(errors.CLUSTER_ABSENT, address="10.0.0.1:6379")
        return cluster

    engine = RayEngine(join, lost.set)
    assert engine.status().network == Starting(Note(reports.WARMING_UP))
    engine.start()
    wait_for(lambda: isinstance(engine.status().network, Unavailable))
    assert "(10.0.0.1:6379)" in str(engine.status().network.message)
    for verb in (engine.models, lambda: engine.predict(vertical_line())):
        with pytest.raises(EngineError, match="No Ray cluster can be reached"):
            verb()
    refuses.clear()
    wait_for(lambda: engine.status().is_ready)
    assert not lost.is_set()


def test_a_process_that_cannot_join_for_a_reason_of_its_own_ends(lost):
    def join() -> FakeCluster:
        raise KeyError("no such thing")

    RayEngine(join, lost.set).start()
    assert lost.wait(10)


def test_when_the_controller_is_lost_the_process_ends(engine, cluster, lost):
    cluster.fails = EngineGone(errors.ENGINE_STOPPED)
    with pytest.raises(EngineGone):
        engine.predict(vertical_line())
    assert not lost.is_set()
    assert isinstance(engine.status().network, Unavailable)
    assert lost.is_set()


def test_a_controller_that_is_silent_for_long_is_lost(engine, cluster, lost, monkeypatch):
    cluster.engine.start_training(QUICK)
    assert engine.status().training is not None
    cluster.fails = EngineNotAnswering()
    status = engine.status()
    assert isinstance(status.network, Unavailable)
    assert status.training is not None
    assert not lost.is_set()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + ray_engine.LOST_SECONDS + 1)
    engine.status()
    assert lost.is_set()


def test_a_controller_that_loads_tensorflow_may_be_silent_longer(
    engine, cluster, lost, monkeypatch
):
    cluster.engine.change(network=Starting(Note(reports.WARMING_UP)))
    engine.status()
    cluster.fails = EngineNotAnswering()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + ray_engine.LOST_SECONDS + 1)
    assert isinstance(engine.status().network, Starting)
    assert not lost.is_set()
    monkeypatch.setattr(time, "monotonic", lambda: now + ray_engine.START_SECONDS + 1)
    engine.status()
    assert lost.is_set()


@pytest.mark.parametrize("verb", sorted(DEADLINES))
def test_it_has_every_verb(verb):
    assert callable(getattr(RayEngine, verb))
    assert verb in vars(RayEngine)
