"""An engine's process, without TensorFlow, that hangs, is killed, or cannot start."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from digitnet.engine import child as child_module
from digitnet.engine import supervisor
from digitnet.engine.client import STATUS_SECONDS, EngineClient
from digitnet.engine.protocol import ANSWER_SECONDS
from digitnet.engine.status import (
    EngineError,
    EngineGone,
    EngineNotAnswering,
    Failed,
    Ready,
    Starting,
    Unavailable,
)
from digitnet.store.errors import ModelError
from digitnet.texts import reports
from digitnet.texts.message import Note
from digitnet.training.recipe import QUICK
from tests.support.fake_engine_process import COMMAND, SLOW_SECONDS
from tests.support.trainings import vertical_line
from tests.support.waiting import wait_for

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")

MARGIN = 2.0
"""Seconds that a busy machine may add."""


@pytest.fixture
def start():
    """Starts clients and ends them."""
    clients = []

    def start_client(*command: str) -> EngineClient:
        clients.append(EngineClient(command or COMMAND))
        return clients[-1]

    yield start_client
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def client():
    """One that has started, for tests that leave it as it was."""
    client = EngineClient(COMMAND)
    wait_for(lambda: is_ready(client))
    yield client
    client.close()


def is_ready(client: EngineClient) -> bool:
    return client.status().is_ready


def is_starting(client: EngineClient) -> bool:
    network = client.status().network
    return isinstance(network, Starting) and network.message == Note(reports.WARMING_UP)


def is_not_answering(client: EngineClient) -> bool:
    network = client.status().network
    return isinstance(network, Unavailable) and "not answering" in str(network.message)


def kill(client: EngineClient) -> float:
    """Kill the engine's process and wait for the next one; return when that was."""
    wait_for(lambda: client.pid is not None)
    killed = client.pid
    os.kill(killed, signal.SIGKILL)
    when = time.monotonic()
    wait_for(lambda: client.pid not in (killed, None))
    return when


def call_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("engine-")}


def timed(action) -> tuple[float, object]:
    """Seconds that it took, and what it returned or raised."""
    start = time.monotonic()
    try:
        result = action()
    except Exception as error:
        result = error
    return time.monotonic() - start, result


def test_verbs_arguments_answers_and_errors_pass(client):
    assert client.predict(vertical_line()).digit == 7
    assert client.expected_seconds(recipe=QUICK) == 31.0
    assert [model.answers for model in client.models()] == [True]
    assert client.download("v3").content == b"v3"
    with pytest.raises(ModelError, match="There is no model v9"):
        client.remove("v9")


def test_nobody_waits_for_a_hung_engine_and_it_is_replaced(start):
    others = call_threads()
    client = start()
    wait_for(lambda: is_ready(client))
    client.start_training(QUICK, 3)
    assert client.status().training.recipe == QUICK
    hung = client.pid
    os.kill(hung, signal.SIGSTOP)
    wait_for(lambda: psutil.Process(hung).status() == psutil.STATUS_STOPPED)
    stopped = time.monotonic()
    with ThreadPoolExecutor(50) as crowd:
        # More than there are threads to call with, so that most of them wait in a queue.
        calls = [crowd.submit(timed, lambda: client.predict(vertical_line())) for _ in range(40)]
        pages = [crowd.submit(timed, client.status) for _ in range(5)]
        for future in calls:
            seconds, result = future.result()
            assert isinstance(result, EngineNotAnswering)
            assert seconds < ANSWER_SECONDS + MARGIN
        for future in pages:
            seconds, status = future.result()
            assert seconds < STATUS_SECONDS + MARGIN
            assert isinstance(status.network, Ready)
    wait_for(lambda: is_not_answering(client), seconds=ANSWER_SECONDS + MARGIN)
    assert client.status().training.recipe == QUICK
    # From now on everybody is told at once.
    for action in (client.status, client.models, lambda: client.use("v1")):
        assert timed(action)[0] < MARGIN / 2
    with pytest.raises(EngineNotAnswering, match="not answering"):
        client.models()
    wait_for(lambda: client.pid not in (hung, None), seconds=10 + MARGIN)
    assert time.monotonic() - stopped < 10 + 2 * MARGIN
    wait_for(lambda: is_ready(client))
    assert client.predict(vertical_line()).digit == 7
    status = client.status()
    assert status.training is None
    assert isinstance(status.outcome, Failed)
    assert "interrupted" in str(status.outcome.message)
    # Those who waited for the old engine are gone; the new one has its own.
    wait_for(lambda: len(call_threads() - others) <= 4)


def test_an_engine_that_answers_again_is_kept(client):
    pid = client.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_for(lambda: is_not_answering(client), seconds=ANSWER_SECONDS + 1 + MARGIN)
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_for(lambda: is_ready(client), seconds=MARGIN)
    assert client.predict(vertical_line()).digit == 7
    assert client.pid == pid


def test_answers_do_not_wait_for_verbs_that_take_long(client):
    with ThreadPoolExecutor(9) as crowd:
        # More than there are threads for any kind of verb, and each takes longer than an answer.
        slow = [crowd.submit(client.use, f"v{number}") for number in range(9)]
        seconds, prediction = timed(lambda: client.predict(vertical_line()))
        assert prediction.digit == 7
        assert seconds < SLOW_SECONDS - 1
        for future in slow:
            future.result()


def test_an_engine_killed_three_times_while_starting_is_replaced_at_once(start):
    client = start(*COMMAND, "1.5")
    for _ in range(3):
        wait_for(lambda: is_starting(client))
        last = kill(client)
    wait_for(lambda: is_ready(client), seconds=12)
    assert time.monotonic() - last < 12


def test_the_time_left_of_a_start_is_estimated(start):
    client = start(*COMMAND, "1.5")
    wait_for(lambda: is_starting(client))
    left = client.status().network.seconds_left
    assert 0 < left <= supervisor.USUAL_START_SECONDS
    wait_for(lambda: client.status().network.seconds_left < left)
    wait_for(lambda: is_ready(client))
    # The next one is expected to take as long as this one did.
    taken = client._supervisor._start_seconds
    assert taken >= 1.5
    kill(client)
    wait_for(lambda: is_starting(client))
    left = client.status().network.seconds_left
    assert left is None or left <= taken


def test_an_engine_that_keeps_failing_is_started_less_and_less_often(start, monkeypatch):
    monkeypatch.setattr(supervisor, "RESTART_DELAYS", (0.0, 0.2, 600.0))
    client = start(sys.executable, "-c", "raise SystemExit(3)")
    wait_for(lambda: getattr(client.status().network, "retry_seconds", 0) > 60)
    network = client.status().network
    assert 590 < network.retry_seconds <= 600
    assert str(network.message).startswith("The network could not be started. Trying again in ")
    with pytest.raises(EngineGone, match="Trying again in"):
        client.predict(np.zeros((28, 28), np.uint8))
    # Nobody has to wait for it to be ended either.
    assert timed(client.close)[0] < MARGIN


def test_an_engine_killed_again_and_again_counts_as_a_failure(start, monkeypatch):
    monkeypatch.setattr(supervisor, "RESTART_DELAYS", (0.0, 600.0))
    suicide = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    client = start(sys.executable, "-c", suicide)
    wait_for(lambda: isinstance(client.status().network, Unavailable))
    assert client.status().network.retry_seconds > 590


def test_a_missing_command_does_not_end_the_supervisor(start, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "RESTART_DELAYS", (0.0, 0.1))
    command = tmp_path / "engine"
    client = start(str(command))
    wait_for(lambda: isinstance(client.status().network, Unavailable))
    words = " ".join(f'"{word}"' for word in COMMAND)
    command.write_text(f"#!/bin/sh\nexec {words}\n")
    command.chmod(0o755)
    wait_for(lambda: is_ready(client))


@pytest.mark.parametrize("fault", ["gone", "a file", "too long"])
def test_it_starts_whatever_the_temporary_folder_is(start, tmp_path, monkeypatch, fault):
    place = tmp_path / ("x" * 100 if fault == "too long" else fault)
    if fault == "a file":
        place.write_text("")
    elif fault == "too long":
        place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    client = start()
    wait_for(lambda: is_ready(client))
    assert client.predict(vertical_line()).digit == 7


def test_it_is_replaced_even_if_the_temporary_folder_is_gone(start, monkeypatch):
    client = start()
    wait_for(lambda: is_ready(client))
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    kill(client)
    wait_for(lambda: is_ready(client))


def test_without_any_folder_it_listens_on_this_machine(start, monkeypatch):
    monkeypatch.setattr(child_module, "private_folder", lambda: None)
    client = start()
    wait_for(lambda: is_ready(client))
    assert client.predict(vertical_line()).digit == 7


def test_a_folder_that_holds_no_socket_is_no_fault(start, tmp_path, monkeypatch):
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setattr(child_module, "private_folder", lambda: Path(folder))
    client = start()
    wait_for(lambda: is_ready(client))
    assert client.predict(vertical_line()).digit == 7
    client.close()
    assert not folder.exists()


def test_any_failure_at_the_start_is_tried_again(start, monkeypatch):
    monkeypatch.setattr(supervisor, "RESTART_DELAYS", (0.0, 0.1))
    faults = [RuntimeError("something nobody thought of")]
    real = supervisor.ChildEngine

    def fail_once(command):
        if faults:
            raise faults.pop()
        return real(command)

    monkeypatch.setattr(supervisor, "ChildEngine", fail_once)
    client = start()
    wait_for(lambda: is_ready(client))
    assert faults == []


def test_a_closed_client_starts_no_engine(start):
    others = call_threads()
    client = start()
    wait_for(lambda: is_ready(client))
    client.close()
    assert client.pid is None
    wait_for(lambda: not call_threads() - others, seconds=5)
    with pytest.raises(EngineError):
        client.predict(vertical_line())
