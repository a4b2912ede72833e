"""The journal of several servers: what one says is the same, in the same order, on all."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest

from digitnet.rounds.round import RoundError
from digitnet.texts import errors, round_page
from digitnet.ui.room import Presence, Unreachable
from digitnet.ui.server import shared_journal
from digitnet.ui.server.shared_journal import SharedJournal
from tests.support.clients import run
from tests.support.postgres import Postgres

pytestmark = pytest.mark.cluster


class Book:
    """A part of the room that only remembers what it was told.

    Attributes:
        lines: what it was told.
        counted: what other servers have just said.
        can_save: whether it can be written down.
    """

    def __init__(self, address: str) -> None:
        self.lines: list[str] = []
        self.times: list[float] = []
        self.counted: list[str] = []
        self.can_save = True
        self.presence = Presence(1, 2, 3)
        self.journal = SharedJournal(address)
        self.journal.on("say", self._on_say)
        self.journal.count("say", lambda value: self.counted.append(value["text"]))
        self.journal.keep("book", self)
        self.journal.tell(lambda: self.presence, lambda: None)

    def _on_say(self, value: dict, now: float) -> int:
        if value["text"] == "rubbish":
            raise RoundError(round_page.NO_ANSWER)
        if value["text"] == "broken":
            raise KeyError
        self.lines.append(value["text"])
        self.times.append(now)
        return len(self.lines)

    async def say(self, text: str) -> int:
        return await self.journal.add("say", {"text": text})

    def save(self) -> dict | None:
        return {"lines": self.lines} if self.can_save else None

    def load(self, value: dict | None) -> None:
        self.lines = list((value or {}).get("lines", ()))


@contextlib.asynccontextmanager
async def books(postgres: Postgres, count: int = 2) -> AsyncIterator[list[Book]]:
    async with contextlib.AsyncExitStack() as stack:
        made = [Book(postgres.address) for _ in range(count)]
        for book in made:
            await stack.enter_async_context(book.journal.open())
        yield made


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def emptied(postgres: Postgres) -> None:
    with psycopg.connect(postgres.address, autocommit=True) as connection:
        for table in ("room", "state", "entries", "servers"):
            connection.execute(f"DROP TABLE IF EXISTS digitnet_{table}")


def test_all_hear_the_same_in_the_same_order(postgres):
    async def talk() -> None:
        async with books(postgres, 3) as (one, other, third):
            said = [[f"{name}{n}" for n in range(40)] for name in "ab"]
            await asyncio.gather(
                *(one.say(text) for text in said[0]), *(other.say(text) for text in said[1])
            )
            await until(lambda: len(third.lines) == 80)
            await until(lambda: len(one.lines) == len(other.lines) == 80)
            assert one.lines == other.lines == third.lines
            assert one.times == third.times == sorted(one.times)
            # What others said counts; what was said here has counted already.
            assert sorted(one.counted) == sorted(said[1])
            assert len(third.counted) == 80

    run(talk())


def test_what_came_of_an_entry_is_told_to_who_made_it(postgres):
    async def talk() -> None:
        async with books(postgres) as (one, other):
            assert await one.say("a") == 1
            assert await other.say("b") == 2
            with pytest.raises(RoundError):
                await one.say("rubbish")
            with pytest.raises(KeyError):
                await one.say("broken")
            # A kind that only a later version knows holds nothing up.
            await other.journal.add("sing", {})
            assert await asyncio.to_thread(one.journal.add_from_thread, "say", {"text": "c"}) == 3

    run(talk())


def test_who_starts_late_catches_up_also_from_what_was_written_down(postgres, monkeypatch):
    monkeypatch.setattr(shared_journal, "ENTRIES", 5)
    monkeypatch.setattr(shared_journal, "BEAT_SECONDS", 0.05)

    def rows() -> int:
        with psycopg.connect(postgres.address) as connection:
            row = connection.execute("SELECT count(*) FROM digitnet_entries").fetchone()
            return row[0]

    async def talk() -> None:
        async with books(postgres, 1) as (one,):
            one.can_save = False
            for number in range(12):
                await one.say(str(number))
            await asyncio.sleep(0.3)
            assert rows() == 12
            async with books(postgres, 1) as (late,):
                assert late.lines == one.lines
                # Old entries fill no limits.
                late.can_save = False
            one.can_save = True
            await until(lambda: rows() == 0)
            await one.say("more")
            one.can_save = False
            async with books(postgres, 1) as (late,):
                assert late.lines == [*map(str, range(12)), "more"]
                late.can_save = False
                assert await late.say("last") == 14
            await until(lambda: one.lines[-1] == "last")
            # What nobody shall keep goes at once.
            one.can_save = True
            one.journal.forget()
            await until(lambda: rows() == 0)

    run(talk())


def test_who_was_cut_off_goes_on_from_what_was_written_down(postgres, monkeypatch):
    monkeypatch.setattr(shared_journal, "BEAT_SECONDS", 0.05)

    async def talk() -> None:
        async with books(postgres) as (one, other):
            await one.say("a")
            await until(lambda: other.lines)
            catch_up = other.journal._catch_up
            other.journal._catch_up = lambda connection: asyncio.sleep(0)
            await one.say("b")
            one.journal.forget()
            await until(lambda: one.journal._written_down == 2)
            await one.say("c")
            assert other.lines == ["a"]
            other.journal._catch_up = catch_up
            await until(lambda: other.lines == ["a", "b", "c"])

    run(talk())


def test_a_database_that_comes_back_loses_nothing_and_its_clock_stood_still(postgres):
    async def talk() -> None:
        async with books(postgres) as (one, other):
            await one.say("a")
            before = one.journal.now()
            postgres.stop("immediate")
            began = time.monotonic()
            with pytest.raises(Unreachable) as refusal:
                await one.say("lost")
            assert refusal.value.message is errors.DATABASE_NOT_ANSWERING
            await until(lambda: one.journal.problem and other.journal.problem)
            await asyncio.sleep(4)
            postgres.start()
            away = time.monotonic() - began
            await until(lambda: not one.journal.problem and not other.journal.problem)
            assert await other.say("b") == 2
            await until(lambda: len(one.lines) == 2)
            assert one.lines == other.lines == ["a", "b"]
            assert one.times[1] - before < away

    run(talk())


def test_another_database_begins_anew(postgres):
    async def talk() -> None:
        async with books(postgres) as (one, other):
            await one.say("a")
            start = one.journal.start
            with psycopg.connect(postgres.address, autocommit=True) as connection:
                connection.execute("TRUNCATE digitnet_entries")
                connection.execute("UPDATE digitnet_room SET start = 'other', last = 0")
            await until(lambda: one.journal.start == other.journal.start == "other")
            assert (start, one.lines) != ("other", ["a"])
            await one.say("b")
            await until(lambda: other.lines == ["b"])

    run(talk())


def test_servers_know_who_is_at_the_others(postgres, monkeypatch):
    monkeypatch.setattr(shared_journal, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(shared_journal, "GONE_SECONDS", 1.0)

    async def talk() -> None:
        async with books(postgres, 1) as (one,):
            async with books(postgres, 2) as (other, third):
                other.presence = Presence(5, 0, 0)
                await until(lambda: one.journal.others == Presence(6, 2, 3))
                await until(lambda: third.journal.others == Presence(6, 2, 3))
            await until(lambda: one.journal.others == Presence())

    run(talk())


def test_one_is_alone(postgres):
    async def talk() -> None:
        async with books(postgres) as (one, other):
            order = []

            async def work(book: Book, name: str) -> None:
                async with book.journal.alone("work"):
                    order.append(f"{name} in")
                    await asyncio.sleep(0.1)
                    order.append(f"{name} out")

            await asyncio.gather(work(one, "a"), work(other, "b"))
            assert order in (["a in", "a out", "b in", "b out"], ["b in", "b out", "a in", "a out"])

    run(talk())


def test_without_a_database_a_server_starts_and_says_so():
    async def talk() -> None:
        book = Book("postgresql://nobody@127.0.0.1:1/nothing")
        async with book.journal.open():
            assert book.journal.problem
            with pytest.raises(Unreachable):
                await book.say("a")
            with pytest.raises(Unreachable):
                async with book.journal.alone("work"):
                    pass

    run(talk())
