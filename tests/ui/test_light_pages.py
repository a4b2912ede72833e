"""The pages of a server without TensorFlow: everything that reads is there, the rest says why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from digitnet.engine.data_view import COLLECTION
from digitnet.engine.light_engine import LightEngine
from digitnet.store import formats
from digitnet.texts import errors, room_page, round_page
from digitnet.ui import connection, roles, room
from digitnet.ui.load import Usage
from digitnet.ui.room import Figures, Presence, Room
from digitnet.ui.server import Server
from digitnet.ui.server.codes import Codes
from digitnet.ui.server.connections import FULL, ConnectionLimit, Connections
from digitnet.ui.server.drain import Drain
from digitnet.ui.server.health import Health
from digitnet.ui.server.hosts import Hosts
from digitnet.ui.server.journal import OwnJournal
from tests.support.clients import run
from tests.support.fakes import APP, SEVEN, drawn, panel, texts

WHY = str(errors.NEEDS_TENSORFLOW)


@pytest.fixture
def engine(monkeypatch) -> LightEngine:
    engine = LightEngine()
    monkeypatch.setattr(connection, "engine", lambda: engine)
    monkeypatch.setattr(connection, "started_engine", lambda: engine)
    monkeypatch.setattr(connection, "can_train", lambda: False)
    monkeypatch.setattr(formats, "has_tensorflow", lambda: False)
    monkeypatch.setattr(roles, "is_presenter", lambda: True)
    return engine


def show(name: str) -> None:
    import importlib

    from digitnet.ui import connection

    page = importlib.import_module(f"digitnet.ui.{name}").page
    page(connection.engine(), *((20,) if name == "inside" else ()))


def opened(name: str, **query: str) -> AppTest:
    page = AppTest.from_function(show, default_timeout=20, args=(name,))
    for parameter, value in query.items():
        page.query_params[parameter] = value
    return page.run()


def test_drawings_are_read_and_retrain_says_why_not(engine):
    page = drawn(AppTest.from_file(str(APP), default_timeout=20).run(), SEVEN)
    assert panel(page)["digit"] == "7"
    assert page.metric[0].label == "Shipped model"
    assert WHY in [caption.value for caption in page.sidebar.caption]
    keys = {button.key for button in page.button}
    assert {"undo", "clear"} <= keys
    # Neither trained nor taught.
    assert not any(key.startswith(("retrain", "teach", "take_back")) for key in keys if key)
    assert not page.radio
    assert not page.get("popover")


@pytest.mark.parametrize("query", [{}, {"stage": ""}])
@pytest.mark.parametrize("name", ["train", "inside"])
def test_pages_that_need_tensorflow_say_so(engine, name, query):
    page = opened(name, **query)
    assert not page.exception
    assert [caption.value for caption in page.caption] == [WHY]
    assert not page.get("bidi_component")


def test_models_are_listed_and_downloaded_but_not_exported(engine):
    page = opened("train")
    (download,) = page.get("download_button")
    assert download.proto.label == "Download shipped"
    assert not page.get("popover")


def test_the_collection_can_be_looked_at(engine):
    page = opened("data", source=COLLECTION)
    assert not page.exception
    assert WHY not in texts(page)
    assert page.title[0].value == "Look at the data"


def test_health_is_good_and_says_what_answers(engine):
    answer = run(
        Health(Connections(), OwnJournal(), Drain(lambda: False)).answer(Request({"type": "http"}))
    )
    assert answer.status_code == 200
    assert json.loads(answer.body) == {
        "status": "ok",
        "engine": {"state": "light", "model": "shipped", "training": False},
        "room": "ok",
        "servers": 1,
        "sessions": 0,
    }


def test_phones_get_the_app_itself(engine, monkeypatch):
    endpoints = {route.path: route.endpoint for route in Server(Hosts()).routes}
    for path in ("/draw", "/wall"):
        answer = endpoints[path](Request({"type": "http"}))
        assert (answer.status_code, answer.headers["location"]) == (307, "/")
    assert "/api/drawings" not in endpoints
    figures = Figures(Presence(3, 0, 0), 4.5, Usage(0.25, 200_000_000))
    codes = Codes(OwnJournal())
    rounds: Any = None  # not asked for
    found = Room(
        codes,
        lambda origin: ["http://x:1"],
        "",
        lambda: None,
        lambda: figures,
        rounds,
        lambda: False,
    )
    monkeypatch.setattr(room, "current", lambda: found)
    page = AppTest.from_file(str(APP), default_timeout=20).run()
    page.button(key="join").click().run()
    shown = " ".join(element.proto.body for element in page.get("html"))
    assert "x:1<" in shown
    assert "./wall" not in shown
    assert round_page.PHONES(n=0) not in texts(page)
    assert round_page.WALLS(n=0) not in texts(page)
    assert room_page.PAGES_OPEN(n=3) in texts(page)


def test_a_full_server_offers_the_page_for_phones_only_where_there_is_one():
    async def app(scope, receive, send): ...

    async def ask(always: frozenset[str]) -> str:
        sent = []

        async def send(message):
            sent.append(message)

        connections = Connections(1)
        connections.enter(None)
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "headers": [(b"accept", b"text/html")],
        }
        await ConnectionLimit(app, connections, always)(scope, None, send)
        return b"".join(message.get("body", b"") for message in sent).decode()

    assert FULL.target in run(ask(frozenset({"/draw"})))
    assert FULL.target not in run(ask(frozenset()))
