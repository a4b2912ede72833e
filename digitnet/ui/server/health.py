"""What a monitor asks: are pages served, and does a model answer?"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from digitnet.engine.status import EngineStatus, LightOnly, Ready, Unavailable
from digitnet.texts import errors
from digitnet.ui import connection
from digitnet.ui.server.connections import Connections
from digitnet.ui.server.drain import Drain
from digitnet.ui.server.journal import Journal

KEEP_SECONDS = 1.0
"""How long an answer stays valid, so that many monitors ask the engine only once."""

ENGINE_SECONDS = 2.0
"""How long the engine may take to say how it is; its client answers for it long before."""


class Health:
    """The answer to ``/healthz``.

    Args:
        connections: the pages that are open.
        journal: what the room shares with other servers.
        drain: whether this one is to end.
    """

    def __init__(self, connections: Connections, journal: Journal, drain: Drain) -> None:
        self._connections = connections
        self._journal = journal
        self._drain = drain
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._engine: dict[str, Any] = {}

    async def answer(self, request: Request) -> JSONResponse:
        """Answer 200 while pages are served; 503 once something is wrong with the engine, or the
        server is to end and lets its pages go.

        An engine that is not started is not wrong: the first page starts it.
        """
        engine = await self._ask()
        is_well = engine["state"] != "unavailable" and not self._drain.is_on
        state = "draining" if self._drain.is_on else "ok" if is_well else "unavailable"
        return JSONResponse(
            {
                "status": state,
                "engine": engine,
                "room": str(self._journal.problem or "ok"),
                "servers": 1 + self._journal.other_servers,
                "sessions": self._connections.count,
            },
            200 if is_well else 503,
            {"cache-control": "no-store"},
        )

    async def _ask(self) -> dict[str, Any]:
        async with self._asking:
            if time.monotonic() - self._asked_at >= KEEP_SECONDS:
                self._engine = await _engine()
                self._asked_at = time.monotonic()
            return self._engine


async def _engine() -> dict[str, Any]:
    client = connection.started_engine()
    if client is None:
        return {"state": "not started"}
    try:
        # The event loop itself never waits for the engine.
        status = await asyncio.wait_for(asyncio.to_thread(client.status), ENGINE_SECONDS)
    except TimeoutError:
        return {"state": "unavailable", "message": errors.ENGINE_NOT_ANSWERING()}
    return _in_json(status)


def _in_json(status: EngineStatus) -> dict[str, Any]:
    network = status.network
    is_training = status.training is not None
    if isinstance(network, Ready):
        return {"state": "ready", "model": network.card.version, "training": is_training}
    if isinstance(network, LightOnly):
        return {"state": "light", "model": network.card.version, "training": False}
    state = "unavailable" if isinstance(network, Unavailable) else "starting"
    return {"state": state, "message": str(network.message), "training": is_training}
