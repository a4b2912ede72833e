"""The client with an engine's process: started, killed, started again, ended."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from digitnet.engine.client import EngineClient, EngineGone
from digitnet.engine.status import EngineError, EngineNotAnswering, Failed, Starting
from digitnet.store.store import SHIPPED, ModelStore
from digitnet.training.recipe import Recipe
from tests.support import idle
from tests.support.fake_engine_process import COMMAND
from tests.support.trainings import ENDLESS, vertical_line
from tests.support.waiting import wait_for


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", idle.PYTHONPATH)
    client = EngineClient()
    yield client
    client.close()


def reads_a_one(client: EngineClient) -> bool:
    """Whether it does; on a busy machine an engine may answer too late at first."""
    with contextlib.suppress(EngineNotAnswering):
        return client.predict(vertical_line()).digit == 1
    return False


def has_trained(client: EngineClient) -> bool:
    """Whether a step is done. A status that came too late is that from before the training."""
    training = client.status().training
    return training is not None and training.progress.step > 0


def test_an_engine_killed_while_training_comes_back(client, home):
    assert isinstance(client.status().network, Starting)
    with pytest.raises(EngineGone, match="warming up"):
        client.predict(vertical_line())
    wait_for(lambda: client.status().is_ready)
    wait_for(lambda: reads_a_one(client))
    client.start_training(ENDLESS, seed=0)
    with pytest.raises(EngineError, match="already"):
        client.start_training(Recipe("tiny", 1, 64, width=8, images=512))
    wait_for(lambda: has_trained(client))
    first = client.pid
    os.kill(first, signal.SIGKILL)
    psutil.Process(first).wait(10) if psutil.pid_exists(first) else None
    wait_for(lambda: not client.status().is_ready, seconds=5)
    with pytest.raises(EngineGone, match="starting again"):
        client.predict(vertical_line())
    wait_for(lambda: client.status().is_ready)
    assert client.pid != first
    status = client.status()
    assert status.training is None
    assert isinstance(status.outcome, Failed)
    assert status.outcome.progress.step > 0
    assert "interrupted" in str(status.outcome.message)
    wait_for(lambda: reads_a_one(client))
    assert [model.card.version for model in ModelStore(home).list()] == [SHIPPED]


def test_a_thousand_calling_threads_leave_nothing_behind(home):
    """A page has a new thread for each run; what one leaves, a server of a day cannot afford.

    What answers them does not matter here.
    """
    client = EngineClient(COMMAND)
    wait_for(lambda: client.status().is_ready)

    def ask(count: int) -> int:
        for _ in range(count):
            thread = threading.Thread(target=client.status)
            thread.start()
            thread.join()
        gc.collect()
        return len(gc.get_objects())

    try:
        before = ask(200)
        assert ask(1000) - before < 500
    finally:
        client.close()


def test_closing_ends_the_process(client):
    wait_for(lambda: client.pid is not None)
    process = psutil.Process(client.pid)
    client.close()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_the_engine_ends_with_the_server_even_if_that_is_killed():
    program = (
        "import time\n"
        "from digitnet.engine.client import EngineClient\n"
        "from tests.support.fake_engine_process import COMMAND\n"
        "client = EngineClient(COMMAND)\n"
        "while not client.status().is_ready: time.sleep(0.05)\n"
        "print(client.pid, flush=True); time.sleep(600)"
    )
    server = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    pid = int(server.stdout.readline())
    engine = psutil.Process(pid)
    server.kill()
    server.wait()
    deadline = time.monotonic() + 20
    while engine.is_running() and engine.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "The engine outlived its server."
        time.sleep(0.1)
