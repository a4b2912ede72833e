"""Runs trainings: at most one at a time, in its own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

from digitnet.engine.estimate import Plan
from digitnet.engine.job import Addition, Job, Publish, Train
from digitnet.engine.status import EngineError, Outcome, Running
from digitnet.texts import errors
from digitnet.training.recipe import Recipe


class JobRunner:
    """Starts and cancels jobs; all methods are thread-safe.

    Args:
        publish: see ``Job.run``.
        on_end: called with every job that has ended, from its thread; never raises.

    Attributes:
        last: the job that was started last, running or ended; None before the first.
    """

    def __init__(self, publish: Publish, on_end: Callable[[Job], None]) -> None:
        self._publish = publish
        self._on_end = on_end
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._running: Job | None = None
        self._outcome: Outcome | None = None
        self.last: Job | None = None

    def state(self) -> tuple[Running | None, Outcome | None]:
        """Return the running training, and how the last one ended."""
        with self._lock:
            job = self._running
            return None if job is None else job.running(), self._outcome

    def start(
        self,
        recipe: Recipe,
        seed: int,
        plan: Plan,
        train: Train,
        addition: Addition | None = None,
    ) -> None:
        """Start a job in the background.

        Raises:
            EngineError: if one is already running.
        """
        with self._lock:
            if self._running is not None:
                raise EngineError(errors.TRAINING_RUNNING)
            self._running = self.last = job = Job(recipe, seed, plan, addition)
            self._thread = threading.Thread(
                target=self._run, args=(job, train, self._thread), name="training", daemon=True
            )
            self._thread.start()

    def cancel(self) -> None:
        """Cancel the running job, if any.

        It counts as ended at once. Its thread may stay busy for a few seconds while TensorFlow
        compiles; the next job waits for it.

        Raises:
            EngineError: if its result is already being saved.
        """
        with self._lock:
            if self._running is not None:
                self._outcome = self._running.cancel()
                self._running = None

    def _run(self, job: Job, train: Train, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        outcome = job.run(train, self._publish)
        with self._lock:
            if self._running is job:
                self._running = None
                self._outcome = outcome
        self._on_end(job)
