"""Keeps one engine process running: starts it, watches it, and replaces it."""

from __future__ import annotations

import dataclasses
import logging
import math
import secrets
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TypeVar

from digitnet.engine.child import GONE, ChildEngine
from digitnet.engine.protocol import ANSWER_SECONDS
from digitnet.engine.status import (
    EngineGone,
    EngineNotAnswering,
    EngineStatus,
    Failed,
    Starting,
    Unavailable,
)

log = logging.getLogger(__name__)

RESTART_DELAYS = (0.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before a start, after none, one, two, ... in a row that ended by a fault of their own
before a model answered."""

FORGIVEN_KILLS = 5
"""Engines in a row that may be killed before a model answered and are replaced at once. More are
a fault, too: a machine short of memory kills whatever takes most of it."""

STOPPED = "The network stopped and is starting again."

USUAL_START_SECONDS = 12.0
"""How long an engine takes to start on two CPU cores; said until one has started here."""

CHECK_SECONDS = 0.5
"""How long after an answer the engine is asked again."""

HUNG_SECONDS = 10.0
"""How long an engine may be silent before it is replaced."""

START_SECONDS = 60.0
"""The same until a model answers: reading TensorFlow from a slow disk stops all of its threads."""

_Result = TypeVar("_Result")


class Supervisor:
    """One engine process after another, watched by a thread; any thread may call every method."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._closed = threading.Event()
        # Set when there may be something to see before the next check is due.
        self._hint = threading.Event()
        self._child: ChildEngine | None = None
        self._is_connected = False
        self._is_answering = True
        # What is said while there is no engine to ask, and when the next one is started.
        self._message = "The network is warming up."
        self._is_broken = False
        self._due = 0.0
        self._start_seconds = USUAL_START_SECONDS
        self._started = time.monotonic()
        self._last = EngineStatus(Starting(self._message))
        self._thread = threading.Thread(target=self._keep_running, name="engine", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The engine's process number, or None between two engines."""
        child = self._child
        return child.pid if child is not None else None

    @property
    def engine(self) -> ChildEngine:
        """The engine to call.

        Raises:
            EngineGone: while there is none.
            EngineNotAnswering: while it is known not to answer; another caller would only wait.
        """
        with self._lock:
            if self._child is None or not self._is_connected:
                raise EngineGone(self._absent().message)
            if not self._is_answering:
                raise EngineNotAnswering
            return self._child

    def check(self) -> None:
        """Look after the engine at once: somebody's call has failed."""
        self._hint.set()

    def heard(self, child: ChildEngine, status: EngineStatus) -> EngineStatus:
        """Keep what an engine said; return it with how an earlier engine's training ended."""
        with self._lock:
            if status.training is None and status.outcome is None:
                status = dataclasses.replace(status, outcome=self._last.outcome)
            if isinstance(status.network, Starting):
                status = dataclasses.replace(status, network=self._starting(status.network.message))
            # What comes from one that was replaced meanwhile is too late.
            if child is self._child:
                self._last = status
            return status

    def last_status(self) -> EngineStatus:
        """Return what is known without asking the engine."""
        with self._lock:
            if self._child is None or not self._is_connected:
                return dataclasses.replace(self._last, network=self._absent())
            if not self._is_answering:
                silent = Unavailable(str(EngineNotAnswering()))
                return dataclasses.replace(self._last, network=silent)
            return self._last

    def close(self) -> None:
        """End the engine, and start no other."""
        self._closed.set()
        self._hint.set()
        with self._lock:
            child = self._child
        if child is not None:
            child.end()
        self._thread.join(HUNG_SECONDS)

    def _absent(self) -> Starting | Unavailable:
        if not self._is_broken:
            return self._starting(self._message)
        seconds = max(0.0, self._due - time.monotonic())
        again = f"Trying again in {math.ceil(seconds)} s." if seconds else "Trying again now."
        return Unavailable(f"{self._message} {again}", seconds)

    def _starting(self, message: str) -> Starting:
        left = self._started + self._start_seconds - time.monotonic()
        return Starting(message, left if left > 0 else None)

    def _keep_running(self) -> None:
        crashes = kills = 0
        while not self._closed.wait(max(0.0, self._due - time.monotonic())):
            child = None
            was_ready = was_killed = False
            try:
                child = self._start()
                self._connect(child)
                was_ready = self._watch(child)
                was_killed = child.was_killed()
            # Whatever it was, without this thread there would never be an engine again.
            except Exception as error:
                is_usual = isinstance(error, (*GONE, EngineNotAnswering))
                reason = error or type(error).__name__
                log.error("The engine could not be started: %s", reason, exc_info=not is_usual)
                was_killed = child is not None and child.was_killed()
            is_forgiven = was_ready or (was_killed and kills < FORGIVEN_KILLS)
            kills = 0 if was_ready else kills + was_killed
            crashes = 0 if was_ready else crashes + (not is_forgiven)
            delay = 0.0 if is_forgiven else RESTART_DELAYS[min(crashes, len(RESTART_DELAYS) - 1)]
            self._lose(child, is_broken=not is_forgiven, delay=delay)

    def _start(self) -> ChildEngine:
        child = ChildEngine(self._command)
        with self._lock:
            self._child = child
            self._started = time.monotonic()
        if self._closed.is_set():
            child.end()
        return child

    def _connect(self, child: ChildEngine) -> None:
        self._wait_for(child.connect(), START_SECONDS)
        with self._lock:
            self._is_connected = self._is_answering = True

    def _watch(self, child: ChildEngine) -> bool:
        """Ask the engine how it is until it is gone or hangs; return whether a model answered."""
        was_ready = False
        while not self._closed.is_set():
            try:
                status = self._wait_for(
                    child.ask("status"), HUNG_SECONDS if was_ready else START_SECONDS
                )
            except GONE:
                break
            except EngineNotAnswering:
                log.error("The engine does not answer; it is replaced.")
                break
            self.heard(child, status)
            if status.is_ready and not was_ready:
                self._start_seconds = time.monotonic() - self._started
            was_ready = was_ready or status.is_ready
            self._hint.wait(CHECK_SECONDS)
            self._hint.clear()
        return was_ready

    def _wait_for(self, future: Future[_Result], seconds: float) -> _Result:
        """Wait for an answer, in steps: a machine that slept has missed one step only.

        Raises:
            EngineNotAnswering: if there is none in so many seconds.
        """
        step = ANSWER_SECONDS / 2
        for number in range(math.ceil(seconds / step)):
            self._note_answering(number * step < ANSWER_SECONDS)
            try:
                result = future.result(step)
            except TimeoutError:
                continue
            self._note_answering(True)
            return result
        raise EngineNotAnswering

    def _note_answering(self, is_answering: bool) -> None:
        with self._lock:
            self._is_answering = is_answering

    def _lose(self, child: ChildEngine | None, is_broken: bool, delay: float) -> None:
        """Note that the engine is gone, and end what is left of it."""
        with self._lock:
            self._child = None
            self._is_connected = False
            self._is_broken = is_broken
            self._due = time.monotonic() + delay
            self._message = "The network could not be started." if is_broken else STOPPED
            training, outcome = self._last.training, self._last.outcome
            if training is not None:
                outcome = Failed(
                    secrets.token_hex(8),
                    "The training was interrupted: its process ended.",
                    training.progress,
                )
            self._last = EngineStatus(Starting(self._message), None, outcome)
        if child is not None:
            child.end()
        if not self._closed.is_set():
            log.warning("The engine is gone; another one is started in %.0f s.", delay)
