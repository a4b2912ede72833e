"""The wall: what it shows to whom, what phones may send, and what only the presenter may do."""

from __future__ import annotations

import asyncio
import json

import pytest
from starlette.requests import Request
from starlette.responses import Response

from digitnet.drawing.drawing import Drawing
from digitnet.engine.status import EngineGone
from digitnet.network.number import Number
from digitnet.texts import errors, language
from digitnet.ui.room import PRESENTER, ROLE_HEADER
from digitnet.ui.server import wall
from digitnet.ui.server.exchange import MOST_BYTES
from digitnet.ui.server.wall import REMEMBERED, SIZE, WATCHERS, Wall
from digitnet.ui.server.wall_routes import BURST, WallRoutes
from tests.support.clients import run
from tests.support.events import told
from tests.support.fakes import BEND, FakeEngine
from tests.support.predictions import prediction

DRAWING = Drawing.from_strokes([BEND])


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(wall, "STREAM_SECONDS", 0.3)


def test_a_watcher_is_told_in_their_own_language():
    async def watch() -> None:
        shown = Wall()
        # Whoever drew it has another one.
        language.use("en")
        shown.put("aaaaaaaa", DRAWING, "7", 0.91)
        language.use("de")
        _, message = await told(shown)
        assert message["changed"][0]["percent"] == "91\N{NO-BREAK SPACE}%"

    run(watch())


def test_a_watcher_is_told_only_what_changed_since():
    async def watch() -> None:
        shown = Wall()
        last, first = await told(shown)
        assert (first["numbers"], first["changed"], first["presenter"]) == ([], [], False)
        assert await told(shown, last) == ("", {})
        shown.put("aaaaaaaa", DRAWING, "7", 0.91)
        shown.put("bbbbbbbb", DRAWING, "3", 0.50)
        last, message = await told(shown, last)
        assert message["numbers"] == [1, 2]
        assert [entry["text"] for entry in message["changed"]] == ["7", "3"]
        # Another stroke changes a drawing in its place.
        shown.put("aaaaaaaa", DRAWING, "1", 0.70)
        last, message = await told(shown, last)
        assert (message["numbers"], [e["number"] for e in message["changed"]]) == ([1, 2], [1])
        # A watcher of another server, or with rubbish, gets everything.
        for other in ("0-99", last.replace("-", ""), f"{last}9\u00b2", "x" * 1000):
            assert len((await told(shown, other))[1]["changed"]) == 2
        assert shown.watchers == 0

    run(watch())


def test_who_waits_is_told_at_once():
    async def watch() -> None:
        shown = Wall()
        last, _ = await told(shown)
        waiting = asyncio.create_task(told(shown, last))
        while not shown.watchers:
            await asyncio.sleep(0.01)
        shown.put("aaaaaaaa", DRAWING, "7", 0.91)
        assert (await waiting)[1]["numbers"] == [1]

    run(watch())


def test_the_newest_stay():
    async def watch() -> None:
        shown = Wall()
        for number in range(SIZE + 5):
            shown.put(f"{number:08x}", DRAWING, "7", 0.91)
        assert (await told(shown))[1]["numbers"] == list(range(6, SIZE + 6))
        # What was replaced comes back as a new one.
        shown.put(f"{0:08x}", DRAWING, "7", 0.91)
        assert (await told(shown))[1]["numbers"][-1] == SIZE + 6
        for number in range(2 * REMEMBERED):
            shown.put(f"{number:08x}", DRAWING, "7", 0.91)
        assert len(shown._numbers) == REMEMBERED

    run(watch())


def test_what_is_no_digit_waits_for_the_presenter():
    async def watch() -> None:
        shown = Wall()
        shown.put("aaaaaaaa", DRAWING, None, 0.0)
        (seen,) = (await told(shown))[1]["changed"]
        assert (seen["held"], seen["strokes"]) == (True, [])
        (seen,) = (await told(shown, is_presenter=True))[1]["changed"]
        assert seen["held"]
        assert seen["strokes"]
        shown.let_through(1)
        (seen,) = (await told(shown))[1]["changed"]
        assert not seen["held"]
        assert seen["strokes"]
        # A rude stroke more would be another thing than the digit that was shown.
        shown.put("bbbbbbbb", DRAWING, "7", 0.91)
        shown.put("bbbbbbbb", DRAWING, None, 0.0)
        assert (await told(shown))[1]["changed"][1]["held"]

    run(watch())


def test_what_is_hidden_stays_hidden_and_a_pause_is_one():
    async def watch() -> None:
        shown = Wall()
        for name in ("aaaaaaaa", "bbbbbbbb", "cccccccc"):
            shown.put(name, DRAWING, "7", 0.91)
        shown.hide(2)
        shown.hide(2)
        shown.put("bbbbbbbb", DRAWING, "7", 0.91)
        assert (await told(shown))[1]["numbers"] == [1, 3]
        shown.pause(True)
        shown.put("dddddddd", DRAWING, "7", 0.91)
        message = (await told(shown))[1]
        assert (message["numbers"], message["paused"]) == ([1, 3], True)
        shown.clear()
        shown.pause(False)
        shown.put("aaaaaaaa", DRAWING, "7", 0.91)
        assert (await told(shown))[1]["numbers"] == []

    run(watch())


class Phone:
    """Asks the wall's addresses directly."""

    def __init__(self, engine: FakeEngine | None = None) -> None:
        self.engine = engine or FakeEngine()
        self.routes = WallRoutes(lambda: self.engine, lambda request: Response(), lambda: "a1")

    def ask(self, verb: str, content: object = b"", client: str = "192.0.2.7", **headers: str):
        """Return the status and the content of an answer."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        # In two parts, and more that is never to be read.
        parts = [body[:100], body[100:], *[b"x" * 10**6] * 3 * (len(body) > MOST_BYTES)]

        async def receive():
            part = parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(parts)}

        lines = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http",
            "method": "POST",
            "client": (client, 5),
            "headers": lines,
            "query_string": b"phone=00ff00ff",
        }
        response = run(getattr(self.routes, verb)(Request(scope, receive)))
        return response.status_code, json.loads(response.body)

    @property
    def shown(self) -> list[int]:
        return run(told(self.routes.wall))[1]["numbers"]


def sent(**changes: object) -> dict:
    return {"name": "00ff00ff00ff00ff", "strokes": [BEND], "pen_width": 20} | changes


def test_a_phones_drawing_is_read_here_and_shown():
    phone = Phone()
    assert phone.ask("take", sent(digit=3, percent="100%"))[0] == 202
    (entry,) = run(told(phone.routes.wall))[1]["changed"]
    assert (entry["text"], entry["percent"]) == ("7", "91%")
    # What arrives twice is shown once.
    assert phone.ask("take", sent())[0] == 202
    assert phone.shown == [1]
    assert phone.ask("state") == (200, {"open": False, "round": "a1", "again": 3.0})


def test_a_number_is_shown_if_all_of_it_is_read(monkeypatch):
    phone = Phone()
    apart = [BEND, [(x + 300, y) for x, y in BEND]]
    phone.ask("take", sent(strokes=apart))
    (entry,) = run(told(phone.routes.wall))[1]["changed"]
    assert (entry["text"], entry["held"]) == ("77", False)
    parts = [prediction(7, 0.9, 7, 1.0), prediction(7, 0.9, None, 0.0)]
    number = Number(parts, [[0], [1]], 0.9)
    monkeypatch.setattr(phone.engine, "read_number", lambda drawing: number)
    phone.ask("take", sent(strokes=apart, name="aaaaaaaa"))
    assert run(told(phone.routes.wall))[1]["changed"][1]["held"]


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 400, "not the JSON"),
        (b"[" * 4000, 400, "not the JSON"),
        ([1], 400, '"name"'),
        (sent(name=7), 400, '"name"'),
        (sent(name="<script>"), 400, '"name"'),
        (sent(strokes=[]), 400, "empty"),
        (sent(strokes=[[[1, float("nan")]]]), 400, "point"),
        (sent(strokes=7), 400, "list"),
        (sent(strokes="x" * MOST_BYTES), 413, "4,096 bytes"),
    ],
)
def test_what_is_no_drawing_is_refused_in_a_sentence(content, status, words):
    phone = Phone()
    found, answer = phone.ask("take", content)
    assert (found, words in answer["message"]) == (status, True)
    assert phone.shown == []


def test_without_an_engine_it_is_said(monkeypatch):
    phone = Phone()

    def gone(image):
        raise EngineGone(errors.ENGINE_STOPPED)

    monkeypatch.setattr(phone.engine, "predict", gone)
    assert phone.ask("take", sent())[0] == 503


def test_one_phone_cannot_fill_the_wall():
    phone = Phone()
    answers = [phone.ask("take", sent())[0] for _ in range(int(BURST) + 20)]
    assert answers[0] == 202
    assert answers[-1] == 429
    assert phone.ask("take", sent(), client="192.0.2.8")[0] == 202


ORDERS = [
    {"action": "hide", "number": 1},
    {"action": "show", "number": 1},
    {"action": "pause"},
    {"action": "go on"},
    {"action": "clear"},
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order["action"])
def test_every_order_is_the_presenters(order, monkeypatch):
    phone = Phone()
    monkeypatch.setattr(phone.engine, "predict", lambda image: prediction(4, 0.5, None, 0.2, image))
    phone.ask("take", sent())
    before = run(told(phone.routes.wall))
    assert phone.ask("control", order, **{ROLE_HEADER: "presenter"})[0] == 403
    assert run(told(phone.routes.wall)) == before
    assert phone.ask("control", order, **{ROLE_HEADER: PRESENTER})[0] == 200
    assert run(told(phone.routes.wall)) != before


@pytest.mark.parametrize(
    "order", [b"", b"[]", {}, {"action": "hide", "number": "1"}, {"action": 1}]
)
def test_an_order_that_is_none_is_refused(order):
    assert Phone().ask("control", order, **{ROLE_HEADER: PRESENTER})[0] == 400


def test_guests_cannot_take_all_places_before_the_wall():
    phone = Phone()
    phone.routes.wall.watchers = WATCHERS
    assert phone.ask("watch")[0] == 503

    async def watch() -> int:
        headers = [(ROLE_HEADER.lower().encode(), PRESENTER.encode())]
        request = Request({"type": "http", "method": "GET", "headers": headers})
        return (await phone.routes.watch(request)).status_code

    assert run(watch()) == 200
