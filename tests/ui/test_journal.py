"""Rooms that share a journal are one room; here it is in memory, and as fast as can be."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest

from digitnet.drawing.drawing import Drawing
from digitnet.rounds import records, round
from digitnet.rounds.fool_round import FoolRound
from digitnet.rounds.step import Answer, Drawn
from digitnet.texts import errors
from digitnet.texts.message import Note
from digitnet.ui.room import Presence, Unreachable
from digitnet.ui.server import exchange, wall
from digitnet.ui.server.exchange import SenderLimit
from digitnet.ui.server.journal import OwnJournal
from digitnet.ui.server.rounds import Rounds
from digitnet.ui.server.wall import PUT, SIZE, Wall
from tests.support.clients import run
from tests.support.events import told
from tests.support.fakes import BEND

DRAWING = Drawing.from_strokes([BEND])


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Twin(OwnJournal):
    """A journal whose entries another one applies, too, in the same order.

    Args:
        clock: gives entries their times.
        local: tells the time here, which may be another.
    """

    def __init__(self, clock: Clock, local: Clock) -> None:
        super().__init__(local)
        self.clock = clock
        self.other: OwnJournal | None = None

    async def add(self, kind: str, value: Any) -> Any:
        if self.problem:
            raise Unreachable(self.problem.message)
        assert self.other
        written, now = json.loads(json.dumps(value)), self.clock()
        with contextlib.suppress(Exception):
            self.other.count_one(kind, written)
            self.other.apply(kind, written, now)
        return self.apply(kind, value, now)


def twins() -> tuple[Clock, Twin, Twin]:
    clock, wrong = Clock(), Clock()
    wrong.now = 1e6
    one, other = Twin(clock, clock), Twin(clock, wrong)
    one.other, other.other = other, one
    return clock, one, other


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(wall, "STREAM_SECONDS", 0.3)


def put(name: int) -> dict[str, Any]:
    return {"name": f"{name:08x}", "strokes": [BEND], "pen_width": 20, "text": "7", "share": 0.9}


def test_walls_of_several_servers_are_equal_also_after_one_was_written_down():
    async def watch() -> None:
        _, journal, other = twins()
        # As servers do that share a database.
        other.start = journal.start
        walls = [Wall(journal), Wall(other)]
        for number in range(SIZE + 3):
            await (journal, other)[number % 2].add(PUT, put(number))
        await other.add(wall.ORDER, {"action": "hide", "number": 9})
        assert walls[0].save() == walls[1].save()
        late = OwnJournal()
        late.start = journal.start
        third = Wall(late)
        late.load(json.loads(json.dumps(journal.save())))
        last, message = await told(walls[0])
        assert (await told(third))[1] == message
        # A watcher that goes from one server to another is told only what is new.
        assert await told(third, last) == ("", {})
        late.apply(PUT, put(9), 0.0)
        late.apply(PUT, put(8), 0.0)
        assert len((await told(third, last))[1]["changed"]) == 1
        late.load({})
        assert (await told(third))[1]["numbers"] == []

    run(watch())


def test_a_wall_says_that_the_others_are_away_and_that_they_are_back():
    async def watch() -> None:
        _, journal, _ = twins()
        shown = Wall(journal)
        last, message = await told(shown)
        assert message["problem"] == ""
        journal.problem = Note(errors.DATABASE_NOT_ANSWERING)
        last, message = await told(shown, last)
        assert message["problem"] == errors.DATABASE_NOT_ANSWERING()
        assert await told(shown, last) == ("", {})
        waiting = asyncio.create_task(told(shown, last))
        while not shown.watchers:
            await asyncio.sleep(0.01)
        journal.problem = None
        shown.wake()
        assert (await waiting)[1]["problem"] == ""

    run(watch())


def test_a_round_is_the_same_everywhere_whatever_the_local_clocks_say(monkeypatch):
    monkeypatch.setattr("digitnet.ui.server.rounds.LEAST_SECONDS", 5.0)

    async def play() -> None:
        clock, journal, other = twins()
        one, two = Rounds(lambda made: None, journal), Rounds(lambda made: None, other)
        await one.begin(records.fool_round())
        id = one.id
        assert id == two.id
        clock.now = round.READY_SECONDS
        for player, rounds in (("a", one), ("b", two)):
            drawn = Drawn(DRAWING, 1, 0.5 + 0.1 * (player == "b"))
            await rounds.answer(id, Answer(1, player, digit=7, drawn=drawn))
        # One server's clock has gone on; nothing happens before the journal says so.
        clock.now += 1000.0
        assert two.check(id, 1, "c").kind == "draw"
        for rounds in (one, two):
            with pytest.raises(round.RoundError):
                await rounds.answer(id, Answer(1, "c", digit=7, drawn=Drawn(DRAWING, 1, 1.0)))
        assert one.id is two.id is None
        await one.begin(records.fool_round())
        with pytest.raises(round.RoundError):
            await two.begin(records.draw_round([7]))
        assert (one.kind, two.kind) == (FoolRound.kind, FoolRound.kind)
        # While a round is on it cannot be written down.
        assert journal.save() is None
        await two.finish()
        assert journal.save() == other.save() == {"rounds": {"kept": []}}
        journal.problem = Note(errors.DATABASE_NOT_ANSWERING)
        with pytest.raises(Unreachable):
            one.check(id, 1, "a")
        with pytest.raises(Unreachable):
            await one.begin(records.fool_round())

    run(play())


def test_a_limit_counts_what_other_servers_let_in():
    limit = SenderLimit(1e-3, 3, 1e-3, 5)
    limit.count("a")
    assert [limit.admits("a") for _ in range(3)] == [True, True, False]
    assert [limit.admits(name) for name in ("b", "b", "")] == [True, True, False]
    # Behind a proxy on this computer, only the limit of all is known.
    assert [limit.admits("") for _ in range(2)] == [False, False]


def test_senders_have_the_same_name_on_servers_with_the_same_salt():
    class Request:
        class client:
            host = "192.0.2.7"

    request: Any = Request()
    name = exchange.sender_of(request, "a1")
    assert name == exchange.sender_of(request, "a1") != exchange.sender_of(request, "a2")
    assert "192" not in name
    Request.client.host = "127.0.0.1"
    assert exchange.sender_of(request, "a1") == ""


def test_a_later_versions_entries_change_nothing_and_presence_adds_up():
    assert OwnJournal().apply("sing", {}, 0.0) is None
    assert Presence(1, 2, 3) + Presence(1, 0, 1) == Presence(2, 2, 4)
