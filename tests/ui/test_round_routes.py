"""Rounds through their addresses: what phones may send, and what is the presenter's."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from digitnet.engine.data_view import DataView
from digitnet.engine.status import EngineGone
from digitnet.labels import NON_DIGIT
from digitnet.rounds import round
from digitnet.store.card import SHIPPED
from digitnet.texts import errors
from digitnet.ui.room import ROLE_HEADER
from digitnet.ui.server import round_routes, rounds
from digitnet.ui.server.exchange import MOST_BYTES, SenderLimit
from digitnet.ui.server.round_control import RoundControl
from tests.support.clients import run
from tests.support.fakes import BEND
from tests.support.room import AS_PRESENTER, PHONE, Room, played


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(round, "READY_SECONDS", 0.01)
    monkeypatch.setattr(rounds, "STREAM_SECONDS", 0.3)
    monkeypatch.setattr(round_routes, "ASK_SECONDS", 0.01)


@played
async def test_what_is_drawn_is_read_here_and_joins_the_collection(room):
    assert await room.start("draw", 7) == 200
    shown = await room.until("draw")
    assert (shown["digit"], shown["seconds"]) == (7, 60)
    status, told = await room.answer(1, strokes=[BEND], pen_width=20, network=3)
    assert (status, told) == (200, {"network": 7})
    # What arrives twice counts once.
    await room.answer(1, strokes=[BEND], pen_width=20)
    await room.answer(1, "aaaaaaaa", strokes=[BEND, BEND])
    assert (await room.told())[1]["counts"] == {"players": 2, "drawn": 2, "read": 2}
    assert (await room.ask("stop", **AS_PRESENTER))[0] == 200
    shown = await room.until("result")
    assert (shown["read"], shown["matrix"][7][7]) == (2, 2)
    async with asyncio.timeout(20):
        while len(room.engine.collected) < 2:
            await asyncio.sleep(0.01)
    assert {(one.label, one.writer, one.origin) for one in room.engine.collected} == {
        (7, PHONE, "round"), (7, "aaaaaaaa", "round"),
    }  # fmt: skip
    status, told = await room.answer(1, strokes=[BEND])
    assert (status, told["message"]) == (409, "Too late: this is over.")


@played
async def test_a_collection_that_is_full_is_no_obstacle(room):
    def full(*arguments: object) -> None:
        raise EngineGone(errors.ENGINE_STOPPED)

    room.engine.collect = full
    await room.start("draw", 7)
    await room.until("draw")
    await room.answer(1, strokes=[BEND])
    await room.ask("stop", **AS_PRESENTER)
    await room.until("result")
    async with asyncio.timeout(20):
        while not (told := (await room.told())[1])["problem"]:
            await asyncio.sleep(0.01)
    assert told["problem"] == errors.ENGINE_STOPPED()


@played
async def test_a_watcher_is_told_of_steps_and_a_wall_of_answers_too(room):
    last, told = await room.told(wall=False)
    assert told == {"shown": None, "left": 0}
    assert await room.told(last, wall=False) == ("", {})
    waiting = asyncio.create_task(room.told(last, wall=False))
    await asyncio.sleep(0.05)
    await room.start("draw", 7)
    assert (await waiting)[1]["shown"]["kind"] == "draw"
    await room.until("draw")
    last, told = await room.told(wall=False)
    assert "counts" not in told
    assert 0 < told["left"] <= 60
    wall, _ = await room.told()
    await room.answer(1, strokes=[BEND])
    assert await room.told(last, wall=False) == ("", {})
    assert (await room.told(wall))[1]["counts"]["drawn"] == 1
    # A watcher of another server, or with rubbish, is told everything.
    for other in ("0-99", f"{last}9\u00b2", "x" * 1000):
        assert (await room.told(other))[1]["shown"]
    assert room.routes.rounds.watchers == 0


@played
async def test_a_room_without_a_presenter_goes_on_by_the_clock(room):
    await room.start("fool")
    room.wait(200)
    assert (await room.until("result"))["best"] == []
    await room.routes.rounds.finish()
    await room.start("fool")
    room.wait(1000)
    async with asyncio.timeout(20):
        while room.routes.rounds.id:
            await asyncio.sleep(0.01)


def hard_view(done: float = 1.0, disputed: int = 0) -> DataView:
    ids = np.arange(30)
    return DataView(
        done, SHIPPED, 30, 30, ids, np.zeros((30, 28, 28), np.uint8),
        np.full(30, 4, np.uint8), np.full(30, NON_DIGIT, np.uint8),
        disputed=dict.fromkeys(range(disputed), 9),
    )  # fmt: skip


@played
async def test_a_contest_waits_for_the_images_and_shows_none_that_is_disputed(room):
    room.engine.view = hard_view(done=0.5)
    starting = asyncio.create_task(room.start("contest"))
    async with asyncio.timeout(20):
        while len(room.engine.queries) < 3:
            await asyncio.sleep(0.01)
    # Meanwhile nothing else is begun.
    assert await room.start("draw", 7) == 409
    room.engine.view = hard_view(disputed=3)
    assert await starting == 200
    shown = await room.until("tap")
    assert (shown["place"], shown["of"]) == (0, 20)
    assert await room.answer(1, digit=4) == (200, {})
    assert (await room.answer(1, digit=12))[0] == 409
    assert (await room.answer(1, digit="4"))[0] == 409
    assert (await room.told())[1]["counts"]["taps"] == 1
    await room.ask("stop", **AS_PRESENTER)
    room.engine.view = hard_view(disputed=20)
    await room.ask("stop", **AS_PRESENTER)
    assert await room.start("contest") == 409


@played
async def test_a_drawing_that_fools_the_network_is_voted_on_and_can_be_hidden(room):
    assert await room.start("fool") == 200
    await room.until("draw")
    assert (await room.answer(1, digit=1, strokes=[BEND]))[1] == {"network": 7}
    assert (await room.ask("skip", **AS_PRESENTER))[0] == 409
    room.wait(64)
    shown = await room.until("vote")
    assert len(shown["picture"][0]) == 1
    assert (await room.answer(3, "aaaaaaaa", digit=1))[0] == 200
    assert (await room.told())[1]["counts"] == {"votes": 1}
    assert (await room.ask("skip", **AS_PRESENTER))[0] == 200
    assert (await room.until("result"))["best"] == []


ORDERS = {"start": {"kind": "draw", "digit": 7}, "stop": {}, "skip": {}}


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_the_presenters(order):
    async def ask() -> None:
        room = Room()
        if order != "start":
            await room.start("fool")
        before = await room.told()
        status, told = await room.ask(order, ORDERS[order], **{ROLE_HEADER: "presenter"})
        assert (status, told["message"]) == (403, "Only the presenter can do that.")
        # Nothing has changed but what the clock changes.
        id = room.routes.rounds.id
        assert (id is None) == (before[1]["shown"] is None)
        assert id == (before[1]["shown"] or {}).get("id")

    run(ask())


@played
async def test_an_order_that_is_none_is_refused_in_a_sentence(room):
    for content in (b"", b"[]", b"[" * 4000, {"kind": 1}, {"kind": "draw", "digit": 12}):
        status, told = await room.ask("start", content, **AS_PRESENTER)
        assert (status, told["message"]) == (409, "There is no such round.")
    for order in ("stop", "skip"):
        assert (await room.ask(order, **AS_PRESENTER))[0] == 409
    await room.start("draw", 7)
    assert await room.start("draw", 7) == 409


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"round": "0"}, 409, "over"),
        ({"round": None}, 409, "over"),
        ({"step": "1"}, 400, "not answer"),
        ({"step": True}, 400, "not answer"),
        ({"step": 0}, 409, "not answer"),
        ({"step": 2}, 409, "not answer"),
        ({"step": -1}, 409, "not answer"),
        ({"phone": "<script>"}, 400, "not answer"),
        ({"name": 7}, 400, "not answer"),
        ({"strokes": []}, 400, "empty"),
        ({"strokes": 7}, 400, "list"),
        ({"strokes": [[[1, float("nan")]]]}, 400, "point"),
        ({"strokes": "x" * MOST_BYTES}, 413, "bytes"),
    ],
)
def test_what_is_no_answer_is_refused_in_a_sentence(changes, status, words):
    async def ask() -> None:
        room = Room()
        await room.start("draw", 7)
        await room.until("draw")
        found, told = await room.answer(1, **({"strokes": [BEND]} | changes))
        assert (found, words in told["message"]) == (status, True)
        assert (await room.told())[1]["counts"]["drawn"] == 0
        for content in (b"", b"[1]", b"[" * 4000, b"\xff"):
            assert (await room.ask("take", content))[0] == 400

    run(ask())


@played
async def test_without_an_engine_a_phone_is_told_to_try_again(room):
    def gone(image: np.ndarray) -> None:
        raise EngineGone(errors.ENGINE_STOPPED)

    room.engine.predict = gone
    await room.start("draw", 7)
    await room.until("draw")
    assert (await room.answer(1, strokes=[BEND]))[0] == 503


@played
async def test_without_a_round_nothing_is_taken_and_a_flood_is_not_read(room):
    assert (await room.answer(1, strokes=[BEND]))[1]["message"] == "No round is being played."
    room.routes._limit = SenderLimit(1e-3, 3, 1e-3, 9)
    answers = [(await room.answer(1, strokes=[BEND]))[0] for _ in range(5)]
    assert answers == [409, 409, 409, 429, 429]
    assert (await room.ask("take", {}, client="192.0.2.8"))[0] == 400
    assert room.engine.images == []


@played
async def test_one_phone_cannot_keep_the_network_busy(room):
    room.routes._drawing_limit = SenderLimit(1e-3, 3, 1e-3, 9)
    await room.start("draw", 7)
    await room.until("draw")
    answers = [(await room.answer(1, strokes=[BEND]))[0] for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert len(room.engine.images) == 3


def test_a_page_begins_and_ends_a_round_from_its_thread():
    room = Room()
    control = RoundControl(room.routes)
    with pytest.raises(round.RoundError):
        control.start("draw", 7)

    async def serve() -> None:
        control.open()
        await asyncio.to_thread(control.start, "draw", 7)
        assert (control.kind, control.is_played) == ("draw", True)
        with pytest.raises(round.RoundError):
            await asyncio.to_thread(control.start, "draw", 7)
        await asyncio.to_thread(control.stop)
        await asyncio.to_thread(control.stop)
        assert control.kind is None
        await asyncio.to_thread(control.stop)

    run(serve())
