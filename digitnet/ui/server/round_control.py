"""How pages control rounds: pages run in threads, rounds on the server's event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from digitnet.rounds.round import RoundError
from digitnet.texts import round_page
from digitnet.ui.server.round_routes import PREPARE_SECONDS, RoundRoutes

ORDER_SECONDS = 5.0


class RoundControl:
    """See ``ui.room.RoundControl``; every method may be called from any thread.

    Args:
        routes: where rounds are.
    """

    def __init__(self, routes: RoundRoutes) -> None:
        self._routes = routes
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Note the event loop that is running: the server's."""
        self._loop = asyncio.get_running_loop()

    @property
    def kind(self) -> str | None:
        """Of the round that is on, or whose result is shown; None without one."""
        return self._routes.rounds.kind

    @property
    def is_played(self) -> bool:
        """Whether a round is on whose result is not yet there."""
        return self._routes.rounds.is_played

    def start(self, kind: str, digit: int | None) -> None:
        """Begin a round; see ``ui.room.RoundControl``."""
        self._wait_for(self._routes.begin(kind, digit), PREPARE_SECONDS + ORDER_SECONDS)

    def stop(self) -> None:
        """End what is on."""
        self._wait_for(self._stop(), ORDER_SECONDS)

    async def _stop(self) -> None:
        with contextlib.suppress(RoundError):
            await self._routes.rounds.finish()

    def _wait_for(self, order: Coroutine[Any, Any, None], seconds: float) -> None:
        if self._loop is None or self._loop.is_closed():
            order.close()
            raise RoundError(round_page.NO_ROUND)
        asyncio.run_coroutine_threadsafe(order, self._loop).result(seconds)
