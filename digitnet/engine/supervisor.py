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
from digitnet.texts import errors, reports
from digitnet.texts.message import Note

log = logging.getLogger(__name__)

RESTART_DELAYS = (0.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before a start, after no, one, two, ... failures in a row: engines that ended by their
own fault before a model answered."""

FORGIVEN_KILLS = 5
"""How many engines in a row that are killed before a model answers are replaced at once. More count
as failures: a machine that runs out of memory kills its largest process."""

USUAL_START_SECONDS = 12.0
"""How long an engine takes to start on two CPU cores; expected until one has started here."""

CHECK_SECONDS = 0.5
"""How long after an answer the engine is checked again."""

HUNG_SECONDS = 10.0
"""How long an engine may fail to answer before it is replaced."""

START_SECONDS = 60.0
"""The same before a model answers, because loading TensorFlow from a slow disk blocks all
threads."""

_Result = TypeVar("_Result")


class Supervisor:
    """Runs one engine process after another, in a thread; all methods are thread-safe."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._closed = threading.Event()
        # Set to check the engine before the next check is due.
        self._hint = threading.Event()
        self._child: ChildEngine | None = None
        self._is_connected = False
        self._is_answering = True
        self._heard_count = 0
        # The message while no engine runs, and when the next one is started.
        self._message = reports.WARMING_UP
        self._is_broken = False
        self._due = 0.0
        self._start_seconds = USUAL_START_SECONDS
        self._started = time.monotonic()
        self._last = EngineStatus(Starting(Note(self._message)))
        self._thread = threading.Thread(target=self._keep_running, name="engine", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The engine's process id, or None between two engines."""
        child = self._child
        return child.pid if child is not None else None

    @property
    def engine(self) -> ChildEngine:
        """The engine to call.

        Raises:
            EngineGone: if none is running.
            EngineNotAnswering: if it is known not to answer, so that waiting is useless.
        """
        with self._lock:
            if self._child is None or not self._is_connected:
                note = self._absent().message
                raise EngineGone(note.message, **note.parameters)
            if not self._is_answering:
                raise EngineNotAnswering
            return self._child

    @property
    def heard_count(self) -> int:
        """How many statuses engines have sent."""
        return self._heard_count

    def check(self) -> None:
        """Check the engine now, because a call has failed."""
        self._hint.set()

    def heard(self, child: ChildEngine, status: EngineStatus) -> EngineStatus:
        """Store a status; return it with the outcome of an earlier engine's training, if any."""
        with self._lock:
            if status.training is None and status.outcome is None:
                status = dataclasses.replace(status, outcome=self._last.outcome)
            if isinstance(status.network, Starting):
                status = dataclasses.replace(status, network=self._starting(status.network.message))
            # An engine that has been replaced in the meantime is ignored.
            if child is self._child:
                self._last = status
                self._heard_count += 1
            return status

    def last_status(self) -> EngineStatus:
        """Return the last known status without calling the engine."""
        with self._lock:
            if self._child is None or not self._is_connected:
                return dataclasses.replace(self._last, network=self._absent())
            if not self._is_answering:
                silent = Unavailable(EngineNotAnswering().note)
                return dataclasses.replace(self._last, network=silent)
            return self._last

    def close(self) -> None:
        """End the engine and do not start another one."""
        self._closed.set()
        self._hint.set()
        with self._lock:
            child = self._child
        if child is not None:
            child.end()
        self._thread.join(HUNG_SECONDS)

    def _absent(self) -> Starting | Unavailable:
        if not self._is_broken:
            return self._starting(Note(self._message))
        seconds = max(0.0, self._due - time.monotonic())
        if not seconds:
            return Unavailable(Note(errors.ENGINE_RESTARTS), seconds)
        later = Note(errors.ENGINE_RESTARTS_LATER, {"seconds": math.ceil(seconds)})
        return Unavailable(later, seconds)

    def _starting(self, message: Note) -> Starting:
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
            # This thread must survive any error: without it no engine would ever be started again.
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
        """Poll the status until the engine ends or hangs; return whether a model answered."""
        was_ready = False
        while not self._closed.is_set():
            try:
                status = self._wait_for(
                    child.ask("status"), HUNG_SECONDS if was_ready else START_SECONDS
                )
            except GONE:
                break
            except EngineNotAnswering:
                log.error("The engine does not answer and is replaced.")
                break
            self.heard(child, status)
            if status.is_ready and not was_ready:
                self._start_seconds = time.monotonic() - self._started
            was_ready = was_ready or status.is_ready
            self._hint.wait(CHECK_SECONDS)
            self._hint.clear()
        return was_ready

    def _wait_for(self, future: Future[_Result], seconds: float) -> _Result:
        """Wait for an answer in steps, so that a machine's sleep costs at most one step.

        Raises:
            EngineNotAnswering: if there is no answer within this time.
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
        """Record that the engine has ended, and clean up after it."""
        with self._lock:
            self._child = None
            self._is_connected = False
            self._is_broken = is_broken
            self._due = time.monotonic() + delay
            self._message = errors.ENGINE_STOPPED
            training, outcome = self._last.training, self._last.outcome
            if training is not None:
                outcome = Failed(
                    secrets.token_hex(8),
                    Note(errors.TRAINING_INTERRUPTED),
                    training.progress,
                )
            self._last = EngineStatus(Starting(Note(self._message)), None, outcome)
        if child is not None:
            child.end()
        if not self._closed.is_set():
            log.warning("The engine has ended; a new one is started in %.0f s.", delay)
