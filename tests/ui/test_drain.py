"""The end of a server among others: who is let in, when pages go, and what ends it at once."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from digitnet.ui import connection
from digitnet.ui.server import drain as module
from digitnet.ui.server.connections import Connections
from digitnet.ui.server.drain import RESTART, Departures, Drain
from digitnet.ui.server.health import Health
from digitnet.ui.server.journal import OwnJournal
from tests.support.clients import run
from tests.support.waiting import wait_for

PAGE = {"type": "http", "path": "/", "headers": [(b"accept", b"text/html")]}
SOCKET = {"type": "websocket", "extensions": {}}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    for name in ("NOTICE_SECONDS", "MOVE_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(module, name, 0.05)


class Client:
    """A page in a browser, which Streamlit has something to say to.

    Attributes:
        kinds: the types of the messages that it was sent.
        code: that of the end of its connection.
    """

    def __init__(self, departures: Departures) -> None:
        self.kinds: list[str] = []
        self.code: int | None = None
        self._departures = departures
        self._closed = asyncio.Event()

    async def connect(self) -> None:
        await self._departures(SOCKET, self._receive, self._send)

    async def _receive(self) -> dict:
        await self._closed.wait()
        return {"type": "websocket.disconnect"}

    async def _send(self, message) -> None:
        self.kinds.append(message["type"])
        if message["type"] == "websocket.close":
            self.code = message["code"]
            self._closed.set()


def said(finished: bool) -> dict:
    message = ForwardMsg()
    if finished:
        message.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    else:
        message.page_not_found.page_name = ""
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


async def until_closed(scope, receive, send) -> None:
    """A page that nobody draws on."""
    await receive()
    await send(said(finished=False))


def test_pages_go_in_turn_and_then_the_server_ends():
    async def talk() -> None:
        drain = Drain(lambda: True)
        departures = Departures(until_closed, drain)
        clients = [Client(departures) for _ in range(3)]
        pages = [asyncio.create_task(client.connect()) for client in clients]
        await asyncio.sleep(0)
        order: list[int] = []
        for number, page in enumerate(pages):
            page.add_done_callback(lambda _, number=number: order.append(number))
        ended = asyncio.Event()
        drain.begin(ended.set)
        await ended.wait()
        await asyncio.gather(*pages)
        assert sorted(order) == [0, 1, 2]
        # What Streamlit says afterwards is sent to nobody.
        assert [client.kinds for client in clients] == [["websocket.close"]] * 3
        assert {client.code for client in clients} == {RESTART}
        assert not drain.pages

    run(talk())


def test_an_answer_that_is_being_made_is_sent_first(monkeypatch):
    monkeypatch.setattr(module, "ANSWER_SECONDS", 30)
    asked = asyncio.Event()

    async def streamlit(scope, receive, send) -> None:
        await send(said(finished=False))
        await asked.wait()
        await send(said(finished=False))
        await send(said(finished=True))
        await receive()

    async def talk() -> None:
        drain = Drain(lambda: True)
        client = Client(Departures(streamlit, drain))
        page = asyncio.create_task(client.connect())
        await asyncio.sleep(0)
        ended = asyncio.Event()
        drain.begin(ended.set)
        while not next(iter(drain.pages))._is_leaving:
            await asyncio.sleep(0.01)
        assert client.code is None
        asked.set()
        await ended.wait()
        await page
        assert client.kinds == ["websocket.send"] * 3 + ["websocket.close"]

    run(talk())


def test_no_new_page_is_let_in_but_everything_else_is_answered():
    passed: list[str] = []

    async def app(scope, receive, send) -> None:
        passed.append(scope.get("path", "socket"))

    async def ask(scope) -> int | None:
        sent: list[dict] = []

        async def send(message) -> None:
            sent.append(message)

        await departures(scope, None, send)
        return sent[0].get("status", sent[0].get("code")) if sent else None

    drain = Drain(lambda: True)
    departures = Departures(app, drain, frozenset({"/draw"}))
    others = [PAGE | {"path": "/draw"}, PAGE | {"path": "/app.js", "headers": []}]
    assert [run(ask(one)) for one in (PAGE, SOCKET, *others)] == [None] * 4
    drain.is_on = True
    answers = [run(ask(one)) for one in (PAGE, SOCKET, *others)]
    assert answers == [503, 1008, None, None]
    assert passed[4:] == ["/draw", "/app.js"]


def test_a_balancer_is_told(monkeypatch):
    monkeypatch.setattr(connection, "_started", None)
    drain = Drain(lambda: True)
    health = Health(Connections(), OwnJournal(), drain)
    for is_on, status, word in ((False, 200, b'"ok"'), (True, 503, b'"draining"')):
        drain.is_on = is_on
        answer = run(health.answer(None))
        assert (answer.status_code, word in answer.body) == (status, True)


@contextlib.contextmanager
def ending():
    """What ends the server at SIGTERM, as long as nothing comes before it."""
    ends: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: ends.append(number))
    try:
        yield ends
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def loop_in_thread():
    """An event loop that leaves the main thread, where signals arrive, to the test."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.mark.parametrize("has_company", [False, True])
def test_only_a_server_with_company_drains_and_a_second_signal_ends_it_at_once(
    has_company, monkeypatch
):
    monkeypatch.setattr(module, "NOTICE_SECONDS", 1.0)
    drain = Drain(lambda: has_company)
    with ending() as ends, loop_in_thread() as loop:
        client = Client(Departures(until_closed, drain))
        page = asyncio.run_coroutine_threadsafe(client.connect(), loop)
        wait_for(lambda: drain.pages)
        with drain.at_sigterm(loop):
            signal.raise_signal(signal.SIGTERM)
            assert len(ends) == (0 if has_company else 1)
            wait_for(lambda: drain.is_on == has_company)
            signal.raise_signal(signal.SIGTERM)
            assert len(ends) == (1 if has_company else 2)
            if has_company:
                page.result(10)
                wait_for(lambda: len(ends) == 2)
        page.cancel()
        # The server's own end is back.
        signal.raise_signal(signal.SIGTERM)
        assert len(ends) == 3
