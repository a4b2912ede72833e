"""Measures what one event costs each process of two servers, a balancer and a database.

Each kind of event comes at a fixed rate for some seconds; what the processes use while nothing
happens is taken off.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.costs import Cost, Costs, Idle, Line, Memory, Training
from benchmarks.paced import Do, Phones, Told, Walls, at_rate, crowd
from tests.support.installation import Installation

SECONDS = 5.0
"""For each kind; there are twelve."""

VISITORS = 40
STROKE_RATE, LIVE_RATE, LOOK_RATE = 15.0, 30.0, 30.0
DRAWING_RATE = 50.0
REFUSED_RATE = 150.0
QUESTION_RATE, DOWNLOAD_RATE = 150.0, 20.0
FOLLOW_RATE = 40.0
WALLS, WALL_RATES = 30, (5.0, 50.0)


@dataclass
class Used:
    """What happened in a phase.

    Attributes:
        told: by the clients.
        processor: milliseconds more than while nothing happens, by process.
    """

    told: Told
    processor: dict[str, float]

    @property
    def cost(self) -> Cost:
        """Of one event."""
        count = max(1, len(self.told.times))
        # What took less than can be measured may come out below nothing.
        each = {name: max(0.0, value) / count for name, value in self.processor.items()}
        return Cost(
            server=each["server"] + each.get("other server", 0.0),
            engine=each["engine"] + each.get("other engine", 0.0),
            balancer=each.get("balancer", 0.0),
            clients=each["clients"],
            received=self.told.received / count,
            sent=self.told.sent / count,
        )


class Events:
    """Measures the events of an installation, one kind after the other.

    Attributes:
        told: of each phase so far.
    """

    def __init__(self, installation: Installation, seconds: float = SECONDS) -> None:
        self._all = installation
        self._seconds = seconds
        self._idle: dict[str, float] = {}
        self.told: list[Told] = []
        one, *others = installation.servers
        self._port, self._other_port = one.port, (others or [one])[0].port

    @asynccontextmanager
    async def _measured(self, told: Told | None = None) -> AsyncIterator[Used]:
        used = Used(told or Told(), {})
        self.told.append(used.told)
        loop = asyncio.get_running_loop()
        engines = self._all.engines()
        before, start = self._all.seconds(), loop.time()
        yield used
        passed, after = loop.time() - start, self._all.seconds()
        if self._all.engines() != engines:
            used.told.errors.append("An engine was replaced: this computer is too busy.")
        used.processor |= {
            name: 1000 * (after[name] - before[name]) - passed * self._idle.get(name, 0.0)
            for name in after
        }

    async def _paced(self, rate: float, do: Do, told: Told) -> Used:
        told.times.clear()
        told.sent = told.received = 0
        async with self._measured(told) as used:
            await at_rate(rate, self._seconds, do, told)
        return used

    async def all(self, database: tuple[Line, Line, Line], training: Training) -> Costs:
        """Measure all events.

        Args:
            database: to write, to read, and to commit.
            training: what one takes.
        """
        idle = await self._while_idle()
        memory = self._all.memory()
        pages, session = await self._pages()
        phones = Phones(self._all.port, Told())
        question = _without_engine(await self._paced(QUESTION_RATE, phones.question, phones.told))
        download = (await self._paced(DOWNLOAD_RATE, phones.page, phones.told)).cost
        follow, follower = await self._followers()
        drawing, others = await self._drawings(question.balancer)
        wall, wall_bytes, a_wall = await self._walls(others)
        refused = await self._refused(drawing)
        write, read, commit = database
        return Costs(
            **pages, drawing=drawing, refused=refused, question=question, download=download,
            follow=follow, others=others, wall=wall, wall_bytes=wall_bytes, write=write, read=read,
            commit=commit, idle=idle, training=training,
            memory=Memory(memory["server"], memory["engine"], session, a_wall, follower),
        )  # fmt: skip

    async def _while_idle(self) -> Idle:
        async with self._measured() as used:
            await asyncio.sleep(self._seconds)
        self._idle = {name: value / self._seconds for name, value in used.processor.items()}
        half = 1 / len(self._all.servers)

        def of(*names: str) -> float:
            return half * sum(self._idle.get(name, 0.0) for name in names)

        return Idle(
            server=of("server", "other server"),
            engine=of("engine", "other engine"),
            balancer=self._idle.get("balancer", 0.0),
            database=of("database"),
        )

    async def _pages(self) -> tuple[dict[str, Cost], float]:
        """Return what visitors' messages cost, and the bytes of the servers for an open page."""
        told = Told()
        async with crowd(self._all.port, 2 * len(self._all.servers), told):
            before = self._servers_memory()
        async with crowd(self._all.port, VISITORS, told) as people:
            memory = (self._servers_memory() - before) / VISITORS
            kinds: list[tuple[str, float, Do]] = [
                ("stroke", STROKE_RATE, people.stroke),
                ("live", LIVE_RATE, people.live),
                ("look", LOOK_RATE, people.look),
            ]
            found = {name: (await self._paced(rate, do, told)).cost for name, rate, do in kinds}
        return found, memory

    def _servers_memory(self) -> float:
        found = self._all.memory()
        return float(found["server"] + found.get("other server", 0))

    async def _followers(self) -> tuple[Cost, float]:
        """Measure phones that follow a round; while none is on, nothing happens to tell of."""
        told, before = Told(), self._servers_memory()
        phones, memory = Phones(self._all.port, told), 0.0

        async def look() -> None:
            nonlocal memory
            await asyncio.sleep(self._seconds - 1)
            memory = self._servers_memory()

        async with self._measured(told) as used:
            await asyncio.gather(look(), at_rate(FOLLOW_RATE, self._seconds, phones.follow, told))
        # Each lasts four seconds.
        return _without_engine(used), max(0.0, memory - before) / (4 * FOLLOW_RATE)

    async def _drawings(self, balancer: float) -> tuple[Cost, float]:
        """Return what a drawing costs, and the milliseconds of a server that did not take it.

        Args:
            balancer: its part, which is measured elsewhere: these drawings go to one server.
        """
        phones = Phones(self._port, Told())
        used = await self._paced(DRAWING_RATE, phones.draw, phones.told)
        others = used.processor.pop("other server", 0.0) / len(used.told.times)
        return dataclasses.replace(used.cost, balancer=balancer), max(0.0, others)

    async def _walls(self, others: float) -> tuple[Line, Line, float]:
        """Return the cost of a message and of a drawing in it, in processor time and in bytes; and
        the memory of a wall."""
        found = []
        memory = 0.0
        for rate in WALL_RATES:
            walls, told = Walls(), Told()
            phones, before = Phones(self._port, told), self._servers_memory()
            watching = [asyncio.create_task(walls.watch(self._other_port)) for _ in range(WALLS)]
            await asyncio.sleep(1)
            memory = max(memory, (self._servers_memory() - before) / WALLS, 0.0)
            walls.messages = walls.entries = walls.received = 0
            async with self._measured(told) as used:
                await at_rate(rate, self._seconds, phones.draw, told)
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            milliseconds = used.processor["other server"] - others * len(told.times)
            messages = max(1, walls.messages)
            found.append((walls.entries / messages, milliseconds / messages,
                          walls.received / messages))  # fmt: skip
        (few, few_ms, few_bytes), (many, many_ms, many_bytes) = found
        return (
            Line.through((few, few_ms), (many, many_ms)),
            Line.through((few, few_bytes), (many, many_bytes)),
            memory,
        )

    async def _refused(self, drawing: Cost) -> Cost:
        """Send more from one address than is taken; what is taken costs what it did before."""
        phones = Phones(self._port, Told(), sender="203.0.113.7")
        used = await self._paced(REFUSED_RATE, phones.draw_too_much, phones.told)
        refused = used.told.refused
        server = used.processor["server"] - (len(used.told.times) - refused) * drawing.server
        return dataclasses.replace(
            used.cost, server=max(0.0, server) / max(1, refused), engine=0.0,
            balancer=drawing.balancer,
        )  # fmt: skip


def _without_engine(used: Used) -> Cost:
    """Return the cost of an event that asks no engine; what it does meanwhile is its own."""
    return dataclasses.replace(used.cost, engine=0.0)
