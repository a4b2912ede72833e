"""The pages' side of the engine: forwards every verb of the protocol to the process."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Callable, Sequence
from typing import Any

from digitnet.engine.child import COMMAND, GONE
from digitnet.engine.protocol import DEADLINES, EngineProtocol
from digitnet.engine.status import EngineError, EngineGone, EngineStatus
from digitnet.engine.supervisor import Supervisor
from digitnet.texts import errors

STATUS_SECONDS = 0.5
"""How long a page waits for the status before it gets the last known one."""


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

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._supervisor = Supervisor(command)
        atexit.register(self.close)

    def status(self) -> EngineStatus:
        try:
            engine = self._supervisor.engine
            status = engine.call("status", (), {}, STATUS_SECONDS)
        except (EngineError, *GONE):
            self._supervisor.check()
            return self._supervisor.last_status()
        return self._supervisor.heard(engine, status)

    @property
    def pid(self) -> int | None:
        """The engine's process id, or None between two engines."""
        return self._supervisor.pid

    def close(self) -> None:
        """End the engine."""
        self._supervisor.close()
        atexit.unregister(self.close)

    def _call(
        self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], seconds: float
    ) -> Any:
        try:
            return self._supervisor.engine.call(name, arguments, keywords, seconds)
        except GONE as error:
            self._supervisor.check()
            raise EngineGone(errors.ENGINE_STOPPED) from error
