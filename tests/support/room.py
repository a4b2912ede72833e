"""A room whose rounds are played through their addresses, without a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import Request

from digitnet.ui.room import PRESENTER, ROLE_HEADER
from digitnet.ui.server.exchange import MOST_BYTES
from digitnet.ui.server.round_routes import RoundRoutes
from tests.support.clients import run
from tests.support.events import first_event
from tests.support.fakes import FakeEngine

AS_PRESENTER = {ROLE_HEADER: PRESENTER}
PHONE = "00ff00ff00ff00ff"


class Room:
    """A room's addresses, asked directly, and what its watchers see."""

    def __init__(self, engine: FakeEngine | None = None) -> None:
        self.engine = engine or FakeEngine()
        self.routes = RoundRoutes(lambda: self.engine)

    async def ask(
        self, verb: str, content: object = b"", client: str = "192.0.2.7", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Return the status and the content of an answer."""
        sent = content if isinstance(content, bytes) else json.dumps(content).encode()
        parts = [sent, *[b"x" * 10**6] * 3 * (len(sent) > MOST_BYTES)]

        async def receive() -> dict[str, Any]:
            part = parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(parts)}

        lines = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "POST", "client": (client, 5), "headers": lines}
        response = await getattr(self.routes, verb)(Request(scope, receive))
        return response.status_code, json.loads(response.body)

    async def start(self, kind: str, digit: int | None = None) -> int:
        return (await self.ask("start", {"kind": kind, "digit": digit}, **AS_PRESENTER))[0]

    async def answer(self, number: int, player: str = PHONE, **changes: object) -> tuple[int, Any]:
        about = {"round": self.routes.rounds.id, "step": number, "phone": player, "name": player}
        return await self.ask("take", about | changes)

    async def told(self, last: str = "", wall: bool = True) -> tuple[str, dict[str, Any]]:
        """The first message to a watcher: its id and its content."""
        return await first_event(self.routes.rounds.watch(last, wall))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        assert self.routes.rounds._round
        self.routes.rounds._round._began -= seconds
        self.routes.rounds._steps.note()

    async def until(self, kind: str) -> dict[str, Any]:
        """Wait for a step, and return what is shown."""
        async with asyncio.timeout(20):
            while True:
                shown = (await self.told())[1]["shown"]
                if shown and shown["is"] == kind:
                    return shown
                await asyncio.sleep(0.01)


def played(test: Callable[[Room], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Run a test in a room of its own, and end the round that is on after it."""

    async def play() -> None:
        room = Room()
        await test(room)
        while room.routes.rounds.id:
            await room.routes.rounds.finish()
        await asyncio.sleep(0)

    def run_it() -> None:
        run(play())

    run_it.__name__ = test.__name__
    run_it.__doc__ = test.__doc__
    return run_it
