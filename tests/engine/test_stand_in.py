"""Answers without an engine: while it starts, when it is killed, and when it hangs."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from typing import Any

import numpy as np
import psutil
import pytest

from digitnet import paths
from digitnet.drawing.drawing import Drawing
from digitnet.engine.client import EngineClient
from digitnet.engine.protocol import ANSWER_SECONDS
from digitnet.engine.stand_in import StandIn
from digitnet.engine.status import EngineGone
from digitnet.store.folder_shelf import FolderShelf
from digitnet.store.store import SHIPPED, ModelStore
from tests.support.fake_engine_process import COMMAND
from tests.support.trainings import vertical_line
from tests.support.waiting import wait_for

ELEVEN = Drawing.from_strokes([[(0, 0), (0, 100)], [(60, 0), (60, 100)]])
TWO = np.stack([vertical_line(), np.zeros((28, 28), np.uint8)])


@pytest.fixture
def start():
    clients = []

    def start_client(*arguments: str) -> EngineClient:
        stand_in = StandIn()
        stand_in.predict(vertical_line())
        clients.append(EngineClient((*COMMAND, *arguments), stand_in))
        return clients[-1]

    yield start_client
    for client in clients:
        client.close()


# The fake engine's answer is always a 7, and the light form reads a 1.
def reads(client) -> int | None:
    return client.predict(vertical_line()).digit


def test_drawings_are_read_from_the_first_moment_and_then_by_the_engine(start):
    client = start("1.5")
    assert reads(client) == 1
    wait_for(lambda: client.pid is not None)
    assert reads(client) == 1
    wait_for(lambda: client.status().is_ready)
    wait_for(lambda: reads(client) == 7)


def test_an_engine_that_never_starts_is_not_missed():
    client = EngineClient((sys.executable, "-c", ""), StandIn())
    try:
        assert [reads(client) for _ in range(20)] == [1] * 20
        assert client.read_number(ELEVEN).text == "11"
        assert [each.digit for each in client.predict_many(TWO)] == [1, None]
    finally:
        client.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_a_killed_engine_costs_no_answer(start):
    client = start()
    pid = None

    def is_replaced() -> bool:
        return client.status().is_ready and client.pid not in (None, pid)

    # The second one stands for all others: it was itself a replacement.
    for _ in range(2):
        wait_for(is_replaced)
        pid = client.pid
        os.kill(pid, signal.SIGKILL)
        while not is_replaced():
            assert reads(client) in (1, 7)
            # Without a rest, drawings would take the time that the next engine needs to start.
            time.sleep(0.01)
    wait_for(lambda: reads(client) == 7)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")
def test_a_hung_engine_is_not_waited_for(start):
    client = start()
    wait_for(lambda: client.status().is_ready)
    wait_for(lambda: reads(client) == 7)
    os.kill(client.pid, signal.SIGSTOP)
    wait_for(lambda: psutil.Process(client.pid).status() == psutil.STATUS_STOPPED)
    began = time.monotonic()
    assert reads(client) == 1
    assert time.monotonic() - began < ANSWER_SECONDS


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")
def test_a_hung_engine_is_asked_once_until_it_answers_a_check(start, monkeypatch):
    client = start()
    wait_for(lambda: reads(client) == 7)
    ask, asked = client._call, []

    def count(*call: Any) -> Any:
        asked.append(call)
        return ask(*call)

    monkeypatch.setattr(client, "_call", count)
    os.kill(client.pid, signal.SIGSTOP)
    try:
        wait_for(lambda: psutil.Process(client.pid).status() == psutil.STATUS_STOPPED)
        assert [reads(client) for _ in range(10)] == [1] * 10
        # A check that was answered just before may arrive in between.
        assert 1 <= len(asked) <= 2
    finally:
        os.kill(client.pid, signal.SIGCONT)
    wait_for(lambda: reads(client) == 7)


def test_a_wrong_image_is_an_error_with_and_without_an_engine(start):
    client = start("60")
    with pytest.raises(ValueError, match="uint8"):
        client.predict(np.zeros((3, 3), np.uint8))


def test_without_a_light_form_it_waits_for_the_engine(home):
    store = ModelStore(home)
    shipped = store.get(SHIPPED)
    store.publish(lambda path: shutil.copy(shipped.file, path), shipped.card.report)
    client = EngineClient((*COMMAND, "60"), StandIn())
    try:
        with pytest.raises(EngineGone, match="warming up"):
            client.predict(vertical_line())
    finally:
        client.close()


def test_it_follows_the_store(home, monkeypatch):
    monkeypatch.setattr(FolderShelf, "check_seconds", 0.0)
    store = ModelStore(home)
    stand_in = StandIn(store)
    assert not stand_in.can_answer
    assert stand_in.predict(vertical_line()).digit == 1
    shipped = store.get(SHIPPED)
    store.publish(lambda path: shutil.copy(shipped.file, path), shipped.card.report)
    # Another model answers now; this one's answers would be wrong.
    assert stand_in.predict(vertical_line()) is None
    assert stand_in.read_number(ELEVEN) is None
    assert stand_in.predict_many(TWO) is None
    assert not stand_in.can_answer
    store.get("v1").keep_light((paths.SHIPPED_MODEL / "model.tflite").read_bytes())
    assert stand_in.predict(vertical_line()).digit == 1
    assert stand_in._predictor.version == "v1"
    assert stand_in.read_number(ELEVEN).text == "11"
    store.use(SHIPPED)
    stand_in.predict(vertical_line())
    assert stand_in._predictor.version == SHIPPED


def test_it_looks_at_the_store_now_and_then_only(home, monkeypatch):
    store = ModelStore(home)
    stand_in = StandIn(store)
    stand_in.predict(vertical_line())
    monkeypatch.setattr(store, "choice", lambda: pytest.fail("looked again"))
    assert stand_in.predict(vertical_line()).digit == 1
