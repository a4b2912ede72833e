"""Answers questions about the inside of the network without delaying those who draw.

All questions are answered by one thread, one after the other, and those about a drawing that still
grows with a rest in between. The thread does not have a lower priority: it would then delay answers
whenever it holds Python's lock.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, TypeVar

from digitnet.engine.protocol import EXPLAIN_SECONDS
from digitnet.engine.questions import Question
from digitnet.engine.status import EngineError, EngineNotAnswering
from digitnet.errors import DigitnetError
from digitnet.texts import errors

if TYPE_CHECKING:
    from digitnet.network.explain import Explainer

log = logging.getLogger(__name__)

REST = 2.0
"""After each explanation, questions that can wait have to wait for this multiple of the time that
it took. So most answers are not delayed by an explanation, even on a slow machine."""

_Answer = TypeVar("_Answer")


class Explaining:
    """Questions that wait, and the thread that answers them; ``ask`` may be called from any."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        # A newer question of the same visitor takes the place of an older one.
        self._waiting: dict[tuple[str, type], tuple[Question[Any], Explainer, Future[Any]]] = {}
        # When questions that can wait are answered again.
        self._rested = 0.0
        self._thread: threading.Thread | None = None
        self._prepared: Explainer | None = None

    def ask(self, explainer: Explainer, visitor: str, question: Question[_Answer]) -> _Answer:
        """Answer a question once those that came before are answered.

        Raises:
            EngineError: if a newer question of this visitor came meanwhile, or if it is about
                something that does not exist.
            EngineNotAnswering: if it takes too long.
        """
        future: Future[_Answer] = Future()
        key = visitor, type(question)
        with self._lock:
            if key in self._waiting:
                self._waiting[key][2].cancel()
            self._waiting[key] = question, explainer, future
            self._start(explainer)
            self._lock.notify()
        try:
            return future.result(EXPLAIN_SECONDS)
        except CancelledError as error:
            raise EngineError(errors.QUESTION_REPLACED) from error
        except TimeoutError as error:
            future.cancel()
            raise EngineNotAnswering from error
        except ValueError as error:
            raise EngineError(errors.QUESTION_IMPOSSIBLE) from error

    def _start(self, explainer: Explainer) -> None:
        """Start the thread with the first question, and prepare each new model."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._answer, name="explain", daemon=True)
            self._thread.start()
        if explainer is not self._prepared:
            self._prepared = explainer
            threading.Thread(
                target=_prepare, args=(explainer,), name="explain-prepare", daemon=True
            ).start()

    def _answer(self) -> None:
        while True:
            question, explainer, future = self._next()
            if not future.set_running_or_notify_cancel():
                continue
            start = time.monotonic()
            try:
                future.set_result(question.answer(explainer))
            # An error concerns only the visitor who asked, not the next one.
            except Exception as error:
                future.set_exception(error)
            now = time.monotonic()
            self._rested = now + REST * (now - start)

    def _next(self) -> tuple[Question[Any], Explainer, Future[Any]]:
        """Wait for the next question whose turn it is, and return it."""
        with self._lock:
            while True:
                left = self._rested - time.monotonic()
                for key, (question, _, _) in self._waiting.items():
                    if left <= 0 or not question.can_wait:
                        return self._waiting.pop(key)
                self._lock.wait(left if self._waiting else None)


def _prepare(explainer: Explainer) -> None:
    try:
        explainer.prepare()
    except DigitnetError as error:
        log.warning("Explanations point to no examples: %s", error)
