"""The pages' end of the engine: starts it, asks it, and starts another one when it is gone."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import logging
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import AuthenticationError

import numpy as np

from digitnet import paths
from digitnet.engine.process import EngineManager
from digitnet.engine.status import EngineError, EngineStatus, Outcome
from digitnet.network.prediction import Prediction
from digitnet.training.progress import TrainingView
from digitnet.training.recipe import Recipe

log = logging.getLogger(__name__)

# -P: modules of the folder in which the app happens to be started are none of ours.
COMMAND = (sys.executable, "-P", "-m", "digitnet", "engine")

RESTART_DELAYS = (0.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before the first, second, ... start in a row that did not get as far as ready."""

CALLERS = 8
"""Threads that talk to the engine for all others. Each has a connection of its own, and the
standard library keeps something of every thread that ever had one; a page has a new thread for
every run."""

_GONE = (EOFError, OSError, AuthenticationError)

EngineManager.register("engine")


class EngineGone(EngineError):
    """The engine's process ended; another one is being started."""


class EngineClient:
    """One engine process, for all threads of this one.

    The process starts with the client and ends with it, also if this process is killed.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._callers = ThreadPoolExecutor(CALLERS, thread_name_prefix="engine-call")
        self._closed = False
        self._process: subprocess.Popen | None = None
        # For the engine's socket and whatever it leaves when it is killed.
        self._folder: tempfile.TemporaryDirectory | None = None
        self._engine = None
        self._failures = 0
        # What is said while there is no engine to ask, and what the last one said.
        self._absent = EngineStatus("starting", "The network is warming up.")
        self._last = self._absent
        self._interrupted: Outcome | None = None
        atexit.register(self.close)
        self._start(delay=0.0)

    def status(self) -> EngineStatus:
        """Return the engine's status; "starting" while there is no engine. Never raises."""
        try:
            status = self._call("status")
        except EngineError:
            return dataclasses.replace(self._absent, outcome=self._interrupted)
        if status.state == "ready":
            self._failures = 0
        if status.outcome is None and self._interrupted is not None:
            status = dataclasses.replace(status, outcome=self._interrupted)
        self._last = status
        return status

    def predict(self, image: np.ndarray) -> Prediction:
        """Read one image, uint8 (28, 28).

        Raises:
            EngineError: while there is no engine or it is not ready.
        """
        return self._call("predict", image)

    def start_training(self, recipe: Recipe, seed: int | None = None) -> None:
        """Start a training; without a seed, a random one, which the model's card tells.

        Raises:
            EngineError: if the engine is not ready or a training runs already.
            StoreError: if its result could not be saved.
        """
        self._interrupted = None
        self._call("start_training", recipe, secrets.randbelow(2**31) if seed is None else seed)

    def cancel_training(self) -> None:
        """End the training that runs, if one does.

        Raises:
            EngineError: while there is no engine.
        """
        self._call("cancel_training")

    def training(self, visitor: str, drawing: np.ndarray | None = None) -> TrainingView:
        """Return what a visitor sees of the training that runs, or of the last one.

        Args:
            visitor: tells them from all others.
            drawing: their own, uint8 (28, 28), for the network to read as it learns.

        Raises:
            EngineError: while there is no engine.
        """
        return self._call("training", visitor, drawing)

    def expected_seconds(self, recipe: Recipe) -> float | None:
        """How long a training will take on the engine's device, or None while unknown."""
        try:
            return self._call("expected_seconds", recipe)
        except EngineError:
            return None

    def use(self, version: str) -> None:
        """Let another model answer.

        Raises:
            EngineError, ModelError, StoreError: if it cannot.
        """
        self._call("use", version)

    @property
    def pid(self) -> int | None:
        """The engine's process number, or None between two engines."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def close(self) -> None:
        """End the engine."""
        with self._lock:
            self._closed = True
            self._engine = None
            self._end_process()
        atexit.unregister(self.close)

    def _call(self, method: str, *arguments: object):
        engine = self._engine
        if engine is None:
            raise EngineGone(self._absent.message)
        try:
            return self._callers.submit(engine._callmethod, method, arguments).result()
        except _GONE as error:
            self._replace(engine)
            raise EngineGone(self._absent.message) from error

    def _replace(self, engine: object) -> None:
        """Start another engine, unless another thread has done so already."""
        with self._lock:
            if self._closed or self._engine is not engine:
                return
            self._engine = None
            self._absent = EngineStatus("starting", "The network stopped and is starting again.")
            if self._last.recipe is not None:
                self._interrupted = Outcome(
                    secrets.token_hex(8),
                    "failed",
                    "The training was interrupted: its process ended.",
                )
            log.warning("The engine is gone; starting another one.")
        self._start(delay=self._next_delay())

    def _next_delay(self) -> float:
        delay = RESTART_DELAYS[min(self._failures, len(RESTART_DELAYS) - 1)]
        self._failures += 1
        return delay

    def _start(self, delay: float) -> None:
        threading.Thread(target=self._run, args=(delay,), name="engine", daemon=True).start()

    def _run(self, delay: float) -> None:
        """Start the process and connect to it; try again for as long as that fails."""
        while True:
            time.sleep(delay)
            with self._lock:
                if self._closed:
                    return
                self._end_process()
                self._folder = tempfile.TemporaryDirectory(
                    prefix="digitnet-", ignore_cleanup_errors=True
                )
                self._process = self._launch(self._folder.name)
            try:
                self._connect(self._process, self._folder.name)
                return
            except _GONE as error:
                log.error("The engine could not be started: %s", error or type(error).__name__)
                self._absent = EngineStatus(
                    "failed", "The network could not be started. Trying again."
                )
                delay = self._next_delay()

    def _launch(self, folder: str) -> subprocess.Popen:
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": paths.python_path(), "TMPDIR": folder},
            # Ctrl+C in the terminal is for the server; the engine ends with its standard input.
            start_new_session=True,
        )

    def _connect(self, process: subprocess.Popen, folder: str) -> None:
        key = secrets.token_bytes(32)
        process.stdin.write(f"{key.hex()}\n{folder}\n".encode())
        process.stdin.flush()
        address = process.stdout.readline().decode().strip()
        if not address:
            raise EOFError("its process ended")
        manager = EngineManager(address=address, authkey=key)
        manager.connect()
        engine = manager.engine()
        with self._lock:
            self._engine = None if self._closed else engine

    def _end_process(self) -> None:
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
