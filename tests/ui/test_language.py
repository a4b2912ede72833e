"""Each visitor's language: on pages, and in what the server says by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.testing.v1 import AppTest

from digitnet import paths
from digitnet.texts import language
from digitnet.ui import session
from digitnet.ui.language import COOKIE, SWITCH, of_request
from digitnet.ui.server.hosts import UNKNOWN_NAME
from digitnet.ui.server.languages import Languages
from digitnet.ui.server.refusal import response
from tests.support.clients import run
from tests.support.fakes import APP, SEVEN, drawn, texts
from tests.support.pseudo import bracketed
from tests.support.train_page import finish


@pytest.fixture(autouse=True)
def brackets(tmp_path):
    with bracketed(tmp_path / "locale"):
        yield
    language.use(None)


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=20)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def test_a_page_is_english_at_first(client):
    page = opened()
    assert "‹" not in texts(page)
    assert page.selectbox(key=SWITCH).value == "en"


def test_the_address_says_which_language(client):
    page = opened(lang="de-AT")
    assert page.title[0].value == "‹Draw a digit or a number›"
    assert page.metric[0].value == "99,42\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("lang", ["nl", "", "../../etc", "‹"])
def test_an_unknown_language_in_the_address_is_no_language(client, lang):
    page = opened(lang=lang)
    assert page.title[0].value == "Draw a digit or a number"
    assert not page.exception


def chosen(page: AppTest, code: str) -> AppTest:
    """Choose a language."""
    before = page.selectbox(key=SWITCH).value
    page.selectbox(key=SWITCH).set_value(code)
    return again(page, before)


def again(page: AppTest, code: str) -> AppTest:
    """Run a page that is in this language, in which AppTest looks for the names of options."""
    language.use(code)
    try:
        return page.run()
    finally:
        language.use(None)


def test_somebody_chooses_a_language(client):
    page = chosen(opened(), "de")
    assert page.title[0].value == "‹Draw a digit or a number›"
    # And so it stays.
    assert again(page, "de").title[0].value == "‹Draw a digit or a number›"
    assert chosen(page, "en").title[0].value == "Draw a digit or a number"


def test_a_choice_counts_for_more_than_the_address(client):
    page = chosen(opened(lang="de"), "en")
    assert page.title[0].value == "Draw a digit or a number"
    assert page.query_params["lang"] == "en"
    assert page.session_state[session.LANGUAGE_SWITCHED.name]


@pytest.mark.parametrize("value", ["tlh", 7, None, ["de"], {}])
def test_a_language_that_is_not_there_is_not_chosen(client, value):
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.session_state[SWITCH] = value
    page.run()
    assert not page.exception
    assert page.selectbox(key=SWITCH).value == "en"


def test_visitors_do_not_change_each_others_language(client):
    one, other = opened(lang="de"), opened()
    assert "‹" in texts(again(one, "de"))
    assert "‹" not in texts(again(other, "en"))


def show_train() -> None:
    from digitnet.ui import connection, language, train

    language.settle()
    train.page(connection.engine())


def show_data() -> None:
    from digitnet.ui import connection, data, language

    language.settle()
    data.page(connection.engine())


def show_inside() -> None:
    from digitnet.ui import connection, inside, language

    language.settle()
    inside.page(connection.engine(), 20)


SHOWN = {"label", "body", "help", "placeholder", "captions"}
"""The fields of Streamlit's messages that people read."""

INNER = {"convolution", "pooling"}
"""Names that the components' scripts use, and that people do not see."""


def said(node) -> Iterator[str]:
    """All texts on a page, also those that its components get."""
    for child in getattr(node, "children", {}).values():
        proto = getattr(child, "proto", None)
        if isinstance(proto, BidiComponent):
            if proto.component_name.startswith("digitnet."):
                yield from sentences(json.loads(proto.json) if proto.json else None)
        elif proto is not None and hasattr(proto, "ListFields"):
            for field, value in proto.ListFields():
                if field.name in SHOWN:
                    yield from [value] if isinstance(value, str) else value
        yield from said(child)


def sentences(value) -> Iterator[str]:
    """The strings in plain data that have several words."""
    if isinstance(value, str) and " " in value:
        yield value
    for part in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    ):
        yield from sentences(part)


def left_in_english(text: str) -> str:
    """What of a text stands in no brackets: they are nested where one sentence is in another."""
    while text != (text := re.sub(r"‹[^‹›]*›", "", text)):
        pass
    return text


@pytest.mark.parametrize("show", [None, show_train, show_data, show_inside])
def test_nothing_that_a_page_says_is_left_in_english(client, show):
    language.use("de")
    if show is None:
        page = AppTest.from_file(str(APP), default_timeout=20)
    else:
        page = AppTest.from_function(show, default_timeout=20)
    page.query_params["lang"] = "de"
    page.run()
    if show is show_train:
        finish(client)
        page.run()
    elif show is not show_data:
        drawn(page, SEVEN)
    found = [text for text in said(page._tree) if "<" not in text]
    assert len(found) > 5
    rest = {word for text in found for word in re.findall(r"[^\W\d]{4,}", left_in_english(text))}
    assert not rest - INNER


@pytest.mark.parametrize(
    ("query", "cookies", "accepted", "found"),
    [
        ({}, {}, "", "en"),
        ({}, {}, "nl, fr;q=0.5", "fr"),
        ({}, {COOKIE: "pl"}, "fr", "pl"),
        ({"lang": "ja"}, {COOKIE: "pl"}, "fr", "ja"),
        ({"lang": "x"}, {COOKIE: "y"}, "z", "en"),
    ],
)
def test_which_language_a_request_gets(query, cookies, accepted, found):
    assert of_request(query, cookies, accepted) == found


def answered(query: str = "", **headers: str) -> str:
    """What a server says to a request: a refusal."""
    sent = []

    async def app(scope, receive, send) -> None:
        await response(scope, UNKNOWN_NAME)(scope, receive, send)

    async def send(message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    run(Languages(app)(scope, None, send))
    return sent[1]["body"].decode()


def test_a_refusal_is_in_the_language_of_whom_it_refuses():
    german = answered(accept="text/html", accept_language="de-DE,de;q=0.9,en;q=0.8")
    assert '<html lang="de">' in german
    assert "<h1>‹Unknown name›</h1>" in german
    assert "‹" not in answered(accept="text/html", accept_language="fr")
    assert "‹" in answered("lang=de", accept_language="fr")
    assert "‹" in answered(cookie=f"a=b; {COOKIE}=de", accept_language="fr")


def test_the_web_page_keeps_its_language_in_the_same_cookie():
    assert f'"{COOKIE}"' in Path(paths.WEB / "page.js").read_text(encoding="utf-8")
