"""The pages' side of the engine: forwards every verb of the protocol to the process."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.engine.child import COMMAND, GONE
from digitnet.engine.protocol import ANSWER_SECONDS, DEADLINES, EngineProtocol
from digitnet.engine.stand_in import StandIn
from digitnet.engine.status import (
    EngineError,
    EngineGone,
    EngineNotAnswering,
    EngineStatus,
)
from digitnet.engine.supervisor import Supervisor
from digitnet.network.number import Number
from digitnet.network.prediction import Prediction
from digitnet.texts import errors

_Answer = TypeVar("_Answer")

STATUS_SECONDS = 0.2
"""How long a page waits for the status before it gets the last known one."""

PATIENCE_SECONDS = 0.05
"""How long a page waits for an answer when there is a stand-in to ask instead. An engine answers in
some milliseconds. One that was killed keeps its connections open until its memory is freed, which
took 150 to 750 ms on a busy machine."""

PATIENCE_SECONDS_FOR_MANY = 0.2
PATIENCE_SECONDS_FOR_PICTURES = 1.0


def _forwarded(name: str, seconds: float) -> Callable[..., Any]:
    """Return a method that forwards the verb of this name to the engine."""

    @functools.wraps(getattr(EngineProtocol, name))
    def forward(self: EngineClient, *arguments: Any, **keywords: Any) -> Any:
        return self._call(name, arguments, keywords, seconds)

    return forward


def _forward_the_rest(client: type[EngineClient]) -> type[EngineClient]:
    """Make a class forward every verb that it does not define itself."""
    for name, seconds in DEADLINES.items():
        if name not in vars(client):
            setattr(client, name, _forwarded(name, seconds))
    return client


@_forward_the_rest
class EngineClient(EngineProtocol):
    """One engine process, shared by all threads of this one.

    The process starts and ends with the client; it also ends if this process is killed.
    """

    def __init__(self, command: Sequence[str] = COMMAND, stand_in: StandIn | None = None) -> None:
        """Start the process.

        Args:
            command: starts it.
            stand_in: what reads drawings as long as no engine does.
        """
        self._stand_in = stand_in
        # How many statuses had been received when an answer came too late. Until another one is
        # received, pages do not wait for answers.
        self._missed = -1
        if stand_in is not None:
            stand_in.start()
        self._supervisor = Supervisor(command)
        atexit.register(self.close)

    def status(self) -> EngineStatus:
        heard = self._supervisor.heard_count
        if heard == self._missed:
            return self._supervisor.last_status()
        try:
            engine = self._supervisor.engine
            status = engine.call("status", (), {}, STATUS_SECONDS)
        except (EngineError, *GONE) as error:
            self._note(error, heard)
            return self._supervisor.last_status()
        return self._supervisor.heard(engine, status)

    def predict(self, image: np.ndarray) -> Prediction:
        return self._read(
            "predict", image, lambda stand_in: stand_in.predict(image), PATIENCE_SECONDS
        )

    def read_number(self, drawing: Drawing) -> Number:
        return self._read(
            "read_number",
            drawing,
            lambda stand_in: stand_in.read_number(drawing),
            PATIENCE_SECONDS_FOR_MANY,
        )

    def predict_many(self, images: np.ndarray) -> list[Prediction]:
        return self._read(
            "predict_many",
            images,
            lambda stand_in: stand_in.predict_many(images),
            PATIENCE_SECONDS_FOR_PICTURES,
        )

    @property
    def pid(self) -> int | None:
        """The engine's process id, or None between two engines."""
        return self._supervisor.pid

    def close(self) -> None:
        """End the engine."""
        self._supervisor.close()
        atexit.unregister(self.close)

    def _note(self, error: Exception, heard: int) -> None:
        """Have the engine checked after a failed call. ``heard`` is how many statuses had been
        received when it was made."""
        if isinstance(error, EngineNotAnswering):
            self._missed = heard
        self._supervisor.check()

    def _read(
        self,
        verb: str,
        argument: object,
        instead: Callable[[StandIn], _Answer | None],
        patience: float,
    ) -> _Answer:
        """Ask the engine, or the stand-in as long as no engine answers."""
        if (stand_in := self._stand_in) is None:
            return cast("_Answer", self._call(verb, (argument,), {}, ANSWER_SECONDS))
        heard = self._supervisor.heard_count
        # While an engine imports TensorFlow, it answers late.
        is_expected = self._supervisor.last_status().is_ready and heard != self._missed
        if not is_expected and (answer := instead(stand_in)) is not None:
            return answer
        seconds = patience if stand_in.can_answer else ANSWER_SECONDS
        try:
            return cast("_Answer", self._call(verb, (argument,), {}, seconds))
        except EngineError as error:
            self._note(error, heard)
            if (answer := instead(stand_in)) is not None:
                return answer
            raise

    def _call(
        self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> Any:
        try:
            return self._supervisor.engine.call(name, arguments, keywords, seconds)
        except GONE as error:
            self._supervisor.check()
            raise EngineGone(errors.ENGINE_STOPPED) from error
