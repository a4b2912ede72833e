"""The journal of several servers, in a PostgreSQL database.

Whoever writes entries first takes the next numbers in ``digitnet_room``, whose only row stays
locked until they are committed. So entries become visible in the order of their numbers, without
gaps, and a server reads on from the last that it has seen. ``NOTIFY`` only wakes it; the table is
the truth. From time to time the room is written down as one state, from which a server that starts
goes on, and the entries up to it are removed.

The clock in ``digitnet_room`` goes on while servers are connected, and stands still while none is:
a round does not end because the database was restarted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import psycopg
from psycopg import AsyncConnection

from digitnet.errors import DigitnetError
from digitnet.texts import errors
from digitnet.texts.message import Note
from digitnet.ui.room import Presence, Unreachable
from digitnet.ui.server import journal_sql as sql
from digitnet.ui.server.journal import Parts, Value
from digitnet.ui.server.journal_connection import connected, make_tables, one_row
from digitnet.ui.server.waiting import Answer, Waiting, refuse

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
"""How often a server says who is there, and moves the clock on."""

GAP_SECONDS = 2.0
"""What the clock goes on at most between two entries or beats."""

GONE_SECONDS = 5.0
"""A server that has been silent for so long counts as gone."""

ANSWER_SECONDS = 5.0
"""How long the database may take."""

RETRY_SECONDS = 0.5
"""After how long it is tried again."""

FRESH_SECONDS = 5.0
"""Other servers' entries that are not older count for limits here."""

ENTRIES = 300
"""After so many, what the room is now is written down, and they are removed."""

_Work = Callable[["AsyncConnection[Any]"], Awaitable[None]]
_Entry = tuple[str, str, Answer]


class SharedJournal(Parts):
    """See ``journal.Journal``.

    Args:
        address: of the database, "postgresql://user@host/name".
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self.start = ""
        self.others, self.other_servers = Presence(), 0
        self._address = address
        self._id = secrets.token_hex(8)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._presence: Callable[[], Presence] = Presence
        self._changed: list[Callable[[], None]] = []
        # Which of the two connections work.
        self._working: set[str] = set()
        self._is_open = asyncio.Event()
        self._seen = self._written_down = 0
        self._is_to_forget = False
        self._queue: list[_Entry] = []
        self._queued = asyncio.Event()
        self._waiting = Waiting()
        self._time, self._time_at = 0.0, time.monotonic()

    @property
    def problem(self) -> Note | None:
        """See ``Journal``."""
        return None if len(self._working) == 2 else Note(errors.DATABASE_NOT_ANSWERING)

    def now(self) -> float:
        """See ``Journal``."""
        return self._time + min(GAP_SECONDS, time.monotonic() - self._time_at)

    def tell(self, presence: Callable[[], Presence], changed: Callable[[], None]) -> None:
        """See ``Journal``."""
        self._presence = presence
        self._changed.append(changed)

    def forget(self) -> None:
        """See ``Journal``."""
        self._is_to_forget = True

    async def add(self, kind: str, value: Value) -> Any:
        """See ``Journal``."""
        if self.problem:
            raise Unreachable(errors.DATABASE_NOT_ANSWERING)
        answer = asyncio.get_running_loop().create_future()
        self._queue.append((kind, json.dumps(value), answer))
        self._queued.set()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError as error:
            raise Unreachable(errors.DATABASE_NOT_ANSWERING) from error

    def add_from_thread(self, kind: str, value: Value) -> Any:
        """See ``Journal``."""
        if self._loop is None or self._loop.is_closed():
            raise Unreachable(errors.DATABASE_NOT_ANSWERING)
        return asyncio.run_coroutine_threadsafe(self.add(kind, value), self._loop).result()

    @contextlib.asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """See ``Journal``; whoever dies within this lets the next one in."""
        async with contextlib.AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(await connected(self._address))
                await connection.execute(sql.LOCK, (name,))
            except (psycopg.Error, OSError) as error:
                raise Unreachable(errors.DATABASE_NOT_ANSWERING) from error
            yield

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """See ``Journal``."""
        self._loop = asyncio.get_running_loop()
        tasks = [
            asyncio.create_task(self._go_on("read", self._read)),
            asyncio.create_task(self._go_on("write", self._write)),
        ]
        try:
            # So that the first visitor sees what there is.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._is_open.wait(), ANSWER_SECONDS)
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _go_on(self, name: str, work: _Work) -> None:
        """Do one connection's work, whatever happens to the database."""
        while True:
            try:
                async with await connected(self._address) as connection:
                    await make_tables(connection)
                    await work(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                if name in self._working:
                    log.warning("The database is not answering: %s", str(error).partition("\n")[0])
            except Exception:
                # Such as a state that a later version has written down.
                log.exception("The room's database cannot be used.")
            self._note(name, works=False)
            refuse(answer for *_, answer in self._queue)
            self._queue.clear()
            await asyncio.sleep(RETRY_SECONDS)

    def _note(self, name: str, works: bool) -> None:
        before = self.problem
        (self._working.add if works else self._working.discard)(name)
        if not self.problem:
            self._is_open.set()
        if self.problem != before:
            for changed in self._changed:
                changed()

    # Reading.

    async def _read(self, connection: AsyncConnection[Any]) -> None:
        await connection.execute(sql.LISTEN)
        while True:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._catch_up(connection)
            self._note("read", works=True)
            async for _ in connection.notifies(timeout=BEAT_SECONDS, stop_after=1):
                pass

    async def _catch_up(self, connection: AsyncConnection[Any]) -> None:
        while True:
            start, last, now, state_number, state = await one_row(connection, sql.WHERE, self._seen)
            # What stands there may be a beat old.
            if now > self.now() or start != self.start:
                self._time, self._time_at = now, time.monotonic()
            if start != self.start:
                # Another database, or one that was emptied.
                self.start, self._seen = start, 0
                self.load({})
                continue
            if state_number > self._seen:
                self.load(json.loads(state))
                self._seen = self._written_down = state_number
                self._waiting.give_up(state_number)
            self._written_down = state_number
            found = await connection.execute(sql.ENTRIES, (self._seen, ENTRIES))
            for number, made, server, kind, value in await found.fetchall():
                if number != self._seen + 1:
                    # Others have just been written down and removed.
                    break
                said = json.loads(value)
                if server != self._id and self._time - made < FRESH_SECONDS:
                    self.count_one(kind, said)
                self._take(number, made, kind, said)
            if self._seen >= last:
                return

    def _take(self, number: int, now: float, kind: str, value: Value) -> None:
        self._seen = number
        result: Any = None
        failure: Exception | None = None
        try:
            result = self.apply(kind, value, now)
        except DigitnetError as error:
            failure = error
        except Exception as error:
            # One entry that cannot be understood shall not hold up all others.
            log.exception("An entry of the journal cannot be applied: %s", kind)
            failure = error
        self._waiting.give(number, result, failure)

    # Writing.

    async def _write(self, connection: AsyncConnection[Any]) -> None:
        beat_at = 0.0
        while True:
            if time.monotonic() - beat_at >= BEAT_SECONDS:
                beat_at = time.monotonic()
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._beat(connection)
                self._note("write", works=True)
            with contextlib.suppress(TimeoutError):
                left = BEAT_SECONDS - (time.monotonic() - beat_at)
                await asyncio.wait_for(self._queued.wait(), max(0.01, left))
            self._queued.clear()
            entries = [entry for entry in self._queue if not entry[2].done()]
            self._queue.clear()
            if entries:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._append(connection, entries)

    async def _append(self, connection: AsyncConnection[Any], entries: list[_Entry]) -> None:
        numbers, answers = range(0), [answer for *_, answer in entries]
        try:
            async with connection.transaction():
                last = await self._move_clock(connection, len(entries))
                numbers = range(last - len(entries) + 1, last + 1)
                rows = [
                    (number, self._time, self._id, kind, value)
                    for number, (kind, value, _) in zip(numbers, entries, strict=True)
                ]
                await connection.cursor().executemany(sql.ADD, rows)
                await connection.execute(sql.NOTIFY)
                # From here on this server may read them, too.
                self._waiting.expect(numbers, answers)
        except BaseException:
            self._waiting.forget(numbers)
            refuse(answers)
            raise

    async def _move_clock(self, connection: AsyncConnection[Any], count: int) -> int:
        """Take so many numbers; return the last one."""
        last, now = await one_row(connection, sql.MOVE, count, GAP_SECONDS)
        self._time, self._time_at = now, time.monotonic()
        return int(last)

    async def _beat(self, connection: AsyncConnection[Any]) -> None:
        here = self._presence()
        async with connection.transaction():
            await self._move_clock(connection, 0)
            await connection.execute(sql.BEAT, (self._id, here.pages, here.phones, here.walls))
            row = await one_row(connection, sql.OTHERS, self._id, GONE_SECONDS)
            self.others, self.other_servers = Presence(*row[1:]), row[0]
            await connection.execute(sql.DROP_SERVERS)
        if self._is_to_forget or self._seen - self._written_down >= ENTRIES:
            await self._write_down(connection)

    async def _write_down(self, connection: AsyncConnection[Any]) -> None:
        seen, saved = self._seen, self.save()
        # Not while a round is on; afterwards is soon enough.
        if saved is None:
            return
        self._is_to_forget = False
        async with connection.transaction():
            await connection.execute(sql.WRITE_DOWN, (seen, json.dumps(saved), seen, self.start))
            await connection.execute(sql.DROP_ENTRIES)
