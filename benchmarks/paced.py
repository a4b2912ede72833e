"""Clients that do something at a fixed rate, however long the answers take.

So a server that is too slow does not slow down those who ask: the time of an answer counts from the
moment at which it was due to be asked for.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks.load import ANSWER_SECONDS, growing, points
from benchmarks.queueing import arrivals
from benchmarks.room import OPEN_AT_ONCE, Visitor
from benchmarks.wall import Refused, asked

FAILURES = (OSError, TimeoutError, ValueError, EOFError, RuntimeError, WebSocketException)

START_SECONDS = 120.0

DRAWING = points(0)
"""A 3 of 60 points, as a phone sends it."""

Do = Callable[[int], Awaitable[None]]
"""Does something once; given how often it was done before."""


@dataclass
class Told:
    """What clients have seen.

    Attributes:
        times: milliseconds from when each answer was due to be asked for; ``ANSWER_SECONDS`` where
            something went wrong.
        errors: what went wrong.
        sent: bytes to the servers, without the headers of requests and frames.
        received: bytes from them.
        refused: drawings.
    """

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sent: int = 0
    received: int = 0
    refused: int = 0


async def at_rate(rate: float, seconds: float, do: Do, told: Told, seed: int = 0) -> None:
    """Do something at random moments, so many times a second on average."""
    start = time.perf_counter()

    async def once(number: int, due: float) -> None:
        await asyncio.sleep(start + due - time.perf_counter())
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await do(number)
            told.times.append(1000 * (time.perf_counter() - start - due))
        except FAILURES as error:
            told.errors.append(f"{type(error).__name__}: {error}")
            told.times.append(1000 * ANSWER_SECONDS)

    moments = arrivals(rate, seconds, np.random.default_rng(seed))
    await asyncio.gather(*(once(number, due) for number, due in enumerate(moments.tolist())))


class Counted:
    """A WebSocket whose bytes are counted."""

    def __init__(self, socket: ClientConnection, told: Told) -> None:
        self._socket = socket
        self._told = told

    async def send(self, content: bytes) -> None:
        self._told.sent += len(content)
        await self._socket.send(content)

    async def recv(self) -> bytes:
        content = await self._socket.recv()
        self._told.received += len(content)
        return content


class Crowd:
    """Visitors whose pages are open; whoever has its answer takes the next turn."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._free: asyncio.Queue[Visitor] = asyncio.Queue()
        self._resting: set[asyncio.Task[None]] = set()

    async def stroke(self, number: int) -> None:
        """A finished stroke, until its final answer."""
        await self._turn(lambda visitor: visitor.draw(number))

    async def live(self, number: int) -> None:
        """A message of live ink, until its answer."""
        await self._turn(lambda visitor: visitor.send(*growing(number)))

    async def look(self, number: int) -> None:
        """Ask how the engine is."""
        await self._turn(lambda visitor: visitor.look())

    async def _turn(self, do: Callable[[Visitor], Awaitable[object]]) -> None:
        visitor = await self._free.get()
        runs = visitor.runs
        try:
            await do(visitor)
        finally:
            # The answer is there before all of its run is.
            rest = asyncio.create_task(self._rest(visitor, runs))
            self._resting.add(rest)
            rest.add_done_callback(self._resting.discard)

    async def _rest(self, visitor: Visitor, runs: int) -> None:
        with contextlib.suppress(*FAILURES):
            async with asyncio.timeout(ANSWER_SECONDS):
                await visitor.finish(runs)
        self._free.put_nowait(visitor)

    async def enter(self, stack: AsyncExitStack, port: int) -> None:
        """Open one more page, and draw, as first strokes take longer."""
        url = f"ws://127.0.0.1:{port}/_stcore/stream"
        socket = await stack.enter_async_context(
            connect(url, subprotocols=["streamlit"], max_size=None, proxy=None)
        )
        visitor = Visitor(Counted(socket, self._told))
        await visitor.open()
        await visitor.draw(0)
        await visitor.settle()
        self._free.put_nowait(visitor)


@asynccontextmanager
async def crowd(port: int, visitors: int, told: Told) -> AsyncIterator[Crowd]:
    """Open so many pages."""
    opening, made = asyncio.Semaphore(OPEN_AT_ONCE), Crowd(told)

    async def enter() -> None:
        async with opening:
            await made.enter(stack, port)

    async with AsyncExitStack() as stack:
        await asyncio.gather(*(enter() for _ in range(visitors)))
        yield made


class Phones:
    """Requests of phones; each comes on a new connection, as after a rest.

    Attributes:
        told: what they have seen.

    Args:
        port: of a server or a balancer.
        told: where to note it.
        sender: the address that they come from, as a proxy on this computer would say.
    """

    def __init__(self, port: int, told: Told, sender: str = "") -> None:
        self.told = told
        self._port = port
        self._head = f"\r\nX-Forwarded-For: {sender}" if sender else ""

    async def draw(self, number: int) -> None:
        """A drawing for the wall."""
        value = {"name": random.randbytes(8).hex(), "strokes": [DRAWING], "pen_width": 40}
        await self._ask("POST /api/drawings HTTP/1.1", json.dumps(value).encode())

    async def draw_until_ready(self) -> None:
        """A drawing for the wall of a server that has only just started."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    return await self.draw(0)
                except RuntimeError:
                    await asyncio.sleep(0.2)

    async def draw_too_much(self, number: int) -> None:
        """A drawing that is refused, because others are faster."""
        try:
            await self.draw(number)
        except Refused:
            self.told.refused += 1

    async def question(self, number: int) -> None:
        """What a phone asks from time to time."""
        await self._ask(f"GET /api/drawings?phone={number % 1000:08x} HTTP/1.1")

    async def page(self, number: int) -> None:
        """The page itself."""
        await self._ask("GET /draw HTTP/1.1\r\nAccept-Encoding: gzip")

    async def follow(self, number: int) -> None:
        """A part of a round's events, which lasts some seconds."""
        await self._ask("GET /api/round HTTP/1.1")

    async def _ask(self, head: str, body: bytes = b"") -> None:
        async with asked(self._port, head + self._head, body) as answer:
            self.told.sent += len(head) + len(body)
            self.told.received += len(await answer.read())


@dataclass
class Walls:
    """What open walls have been told."""

    messages: int = 0
    entries: int = 0
    received: int = 0

    async def watch(self, port: int) -> None:
        """One wall, until it is cancelled."""
        last = ""
        while True:
            head = f"GET /api/wall HTTP/1.1\r\nLast-Event-ID: {last}"
            async with asked(port, head) as answer:
                async for line in answer:
                    self.received += len(line)
                    if line.startswith(b"id: "):
                        last = line[4:].decode().strip()
                    elif line.startswith(b"data: "):
                        self.messages += 1
                        self.entries += len(json.loads(line[6:])["changed"])
