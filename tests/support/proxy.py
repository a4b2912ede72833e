"""A TCP proxy that makes a network slow, or drops what is connected through it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine


class Proxy:
    """Passes connections on to a port of this computer, from a port of its own."""

    def __init__(self, port: int, delay: float = 0.0, own: int = 0) -> None:
        """Start it.

        Args:
            port: where connections go.
            delay: seconds that everything takes each way; a round trip takes twice as long.
            own: its own port; 0 for any that is free.
        """
        self._target = port
        self._delay = delay
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._connected, "127.0.0.1", own))
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def drop(self) -> None:
        """Close all connections at once, as a phone does that changes its network."""
        self._run(self._close_all())

    def stop(self) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, coroutine: Coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _end(self) -> None:
        self._server.close()
        await self._close_all()
        if tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(tasks, timeout=5)

    async def _close_all(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            other_reader, other_writer = await asyncio.open_connection("localhost", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, other_writer}
        try:
            await asyncio.gather(
                self._pass_on(reader, other_writer), self._pass_on(other_reader, writer)
            )
        finally:
            self._writers -= {writer, other_writer}

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what arrives, each piece so much later, until the other side ends."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, piece = await pieces.get()
                await asyncio.sleep(due - self._loop.time())
                if not piece:
                    writer.close()
                    return
                writer.write(piece)

        delivery = asyncio.ensure_future(deliver())
        try:
            while piece := await reader.read(65536):
                pieces.put_nowait((self._loop.time() + self._delay, piece))
        except OSError:
            pass
        pieces.put_nowait((self._loop.time() + self._delay, b""))
        await delivery
