"""Which language is in use."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.texts import language
from digitnet.texts.language import NAMES, accepted, best, current, of_environment, use
from digitnet.web.build import read_languages


@pytest.fixture(autouse=True)
def undo():
    yield
    use(None)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["de-AT", "en"], "de"),
        (["pt_BR.UTF-8"], "pt"),
        (["zh-Hant-TW"], "zh"),
        (["nl", "FR"], "fr"),
        (["den", "d", "", "../de", "C.UTF-8"], None),
        ([], None),
    ],
)
def test_the_first_language_that_there_is(wanted, found):
    assert best(wanted) == found


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", ["de-AT", "de", "en"]),
        ("en;q=0.5, fr , ja;q=0.7", ["fr", "ja", "en"]),
        ("de;q=0, *;q=0.1", ["*"]),
        ("de;q=x, fr;q=nan, es;q=7, it;level=1", []),
        ("", []),
    ],
)
def test_what_a_browser_accepts(header, tags):
    assert accepted(header) == tags


@given(st.text())
def test_any_header_can_be_read(header):
    assert best(accepted(header)) in {None, *NAMES}


def test_many_languages_in_a_header_are_not_all_read():
    assert "fr" not in accepted("en," * 100_000 + "fr")


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "nl_NL", "LANGUAGE": "nl:pl:en"}, "pl"),
        ({"LC_MESSAGES": "tr_TR", "LC_ALL": ""}, "tr"),
        ({}, "en"),
    ],
)
def test_what_an_operating_system_asks_for(environment, found):
    assert of_environment(environment) == found


def test_what_is_used_counts_for_one_thread():
    use("pl")
    others: list[str] = []
    thread = threading.Thread(target=lambda: others.append(current()))
    thread.start()
    thread.join()
    assert (current(), others) == ("pl", ["en"])


def test_a_thread_that_draws_a_page_speaks_its_visitors_language(monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(language, "_visitor", lambda: asked.append("") or "ja")
    assert [current(), current()] == ["ja", "ja"]
    # Once for all the texts of a page.
    assert len(asked) == 1
    use("it")
    assert current() == "it"


def test_without_a_visitor_the_environment_decides(monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    assert current() == "es"


def test_the_web_page_calls_languages_the_same():
    assert {code: words["name"] for code, words in read_languages().items()} == NAMES
