"""Hand-made clients: what any program can send to the server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

ANSWER_SECONDS = 60.0

_Result = TypeVar("_Result")


def run(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a coroutine in a thread: Playwright's event loop may already run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def rerun() -> bytes:
    """What a page sends to be drawn."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    return bytes(message.SerializeToString())


@asynccontextmanager
async def opened(port: int, host: str = "localhost", **headers: str) -> AsyncIterator:
    """A WebSocket to the pages of a server on this computer, under any name."""
    async with connect(
        f"ws://{host}/_stcore/stream",
        host="127.0.0.1",
        port=port,
        subprotocols=["streamlit"],
        origin=headers.get("origin"),
        max_size=None,
        proxy=None,
    ) as client:
        yield client


async def is_drawn(client: ClientConnection) -> bool:
    """Ask for the page and wait for the end of its script."""
    await client.send(rerun())
    async with asyncio.timeout(ANSWER_SECONDS):
        while True:
            message = ForwardMsg.FromString(await client.recv())
            if message.WhichOneof("type") == "script_finished":
                return True


async def how_it_ends(client: ClientConnection) -> tuple[int, str]:
    """Wait until the server closes the connection; return its code and reason."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                await client.recv()
    except ConnectionClosed as closed:
        assert closed.rcvd is not None
        return closed.rcvd.code, closed.rcvd.reason


class MuteProxy:
    """A proxy that never answers, and knows whether anybody asked it for anything."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}"

    def was_asked(self) -> bool:
        try:
            self._server.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@contextmanager
def mute_proxy() -> Iterator[MuteProxy]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield MuteProxy(server)
