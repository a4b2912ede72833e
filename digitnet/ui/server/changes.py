"""Changes of something that tasks on the event loop wait for."""

from __future__ import annotations

import asyncio


class Changes:
    """How many there were, and who waits for the next."""

    def __init__(self) -> None:
        self.number = 0
        self._event = asyncio.Event()

    def note(self) -> None:
        """Note one more."""
        self.number += 1
        # Who waits for this one goes on; who comes later waits for the next.
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Wait for the next one, or so many seconds."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return
