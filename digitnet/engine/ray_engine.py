"""The engine of a Ray cluster, as a server's own process offers it to the pages.

Pages reach it as they reach an engine of their own (``client``, ``supervisor``): through a process
beside theirs, which here only passes calls on. So Ray, which ends its process when the cluster is
gone for a minute, never ends the pages.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.engine.lesson_texts import LessonTexts
from digitnet.engine.protocol import ANSWER_SECONDS, DEADLINES, EngineProtocol
from digitnet.engine.status import (
    EngineError,
    EngineGone,
    EngineNotAnswering,
    EngineStatus,
    LessonsForgotten,
    Starting,
    Unavailable,
)
from digitnet.network.prediction import Prediction
from digitnet.texts import reports
from digitnet.texts.message import Note

log = logging.getLogger(__name__)

RETRY_SECONDS = 3.0
"""How long after a cluster could not be joined it is tried again."""

STATUS_SECONDS = 1.0
"""How long the controller may take to say how it is."""

LOST_SECONDS = 10.0
"""How long it may say nothing before the connection counts as lost."""

START_SECONDS = 60.0
"""The same before a model answers."""

BY_REPLICAS = ("predict_many", "read_number", "explain")
"""Verbs that replicas carry out as they are; others have methods below or are the controller's."""


class Joined(Protocol):
    """What is asked of a cluster; see ``ray_cluster.Cluster``."""

    def call(
        self, verb: str, arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> Any: ...

    def read(self, method: str, *arguments: Any, seconds: float) -> Any: ...


def _passed_on(name: str, seconds: float) -> Callable[..., Any]:
    @functools.wraps(getattr(EngineProtocol, name))
    def pass_on(self: RayEngine, *arguments: Any, **keywords: Any) -> Any:
        if name in BY_REPLICAS:
            return self._cluster().read("call", name, arguments, keywords, seconds=seconds)
        return self._cluster().call(name, arguments, keywords, seconds)

    return pass_on


def _pass_on_the_rest(engine: type[RayEngine]) -> type[RayEngine]:
    """Make a class pass on every verb that it does not define itself."""
    for name, seconds in DEADLINES.items():
        if name not in vars(engine):
            setattr(engine, name, _passed_on(name, seconds))
    return engine


@_pass_on_the_rest
class RayEngine(EngineProtocol):
    """Passes every verb on to a cluster; all methods are thread-safe."""

    def __init__(self, join: Callable[[], Joined], on_lost: Callable[[], None]) -> None:
        """Keep to one cluster; ``start`` joins it.

        Args:
            join: joins the cluster; raises EngineError if that is impossible.
            on_lost: called when the cluster is lost; is to end this process.
        """
        self._join = join
        self._on_lost = on_lost
        self._joined: Joined | None = None
        self._absent: Starting | Unavailable = Starting(Note(reports.WARMING_UP))
        self._last = EngineStatus(self._absent)
        self._heard = 0.0
        self._lessons = LessonTexts()

    def start(self) -> None:
        """Join the cluster in the background, as soon as there is one."""
        threading.Thread(target=self._keep_joining, name="cluster", daemon=True).start()

    def status(self) -> EngineStatus:
        if self._joined is None:
            return EngineStatus(self._absent)
        try:
            status: EngineStatus = self._joined.call("status", (), {}, STATUS_SECONDS)
        except EngineGone as error:
            self._on_lost()
            return dataclasses.replace(self._last, network=Unavailable(error.note))
        except EngineNotAnswering as error:
            silent = time.monotonic() - self._heard
            if silent > (LOST_SECONDS if self._last.is_ready else START_SECONDS):
                self._on_lost()
            # Loading TensorFlow keeps it from answering for seconds.
            if not self._last.is_ready:
                return self._last
            return dataclasses.replace(self._last, network=Unavailable(error.note))
        self._last = status
        self._heard = time.monotonic()
        return status

    def predict(self, image: np.ndarray) -> Prediction:
        answer: Prediction = self._cluster().read("predict", image, seconds=ANSWER_SECONDS)
        return answer

    def keep_lessons(self, lessons: str) -> str:
        seconds = DEADLINES["keep_lessons"]
        name: str = self._cluster().read("call", "keep_lessons", (lessons,), {}, seconds=seconds)
        self._lessons.keep(name, lessons)
        return name

    def predict_taught(self, drawing: Drawing | np.ndarray, lessons: str) -> Prediction:
        cluster = self._cluster()
        answer: Prediction
        try:
            answer = cluster.read(
                "call", "predict_taught", (drawing, lessons), {}, seconds=ANSWER_SECONDS
            )
        except LessonsForgotten:
            # Another replica may have them.
            text = self._lessons.get(lessons)
            if text is None:
                raise
            answer = cluster.read("predict_newly_taught", drawing, text, seconds=ANSWER_SECONDS)
        return answer

    def _cluster(self) -> Joined:
        if self._joined is None:
            note = self._absent.message
            raise EngineError(note.message, **note.parameters)
        return self._joined

    def _keep_joining(self) -> None:
        while True:
            try:
                joined = self._join()
                self._heard = time.monotonic()
                self._joined = joined
            except EngineError as error:
                if self._absent.message != error.note:
                    log.warning("%s", error)
                self._absent = Unavailable(error.note)
                time.sleep(RETRY_SECONDS)
            # Whatever it is, a new process may do better.
            except Exception:
                log.exception("The cluster could not be joined.")
                self._on_lost()
                return
            else:
                return
