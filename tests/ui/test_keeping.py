"""What was taught goes into the collection, and outlives a reload in the browser."""

from __future__ import annotations

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from digitnet.data.collected import LESSON
from digitnet.data.collection_facts import CollectionError
from digitnet.drawing.drawing import Drawing
from digitnet.labels import NON_DIGIT
from digitnet.texts import errors
from digitnet.ui import components, teach
from digitnet.ui.session import LESSONS, VISITOR
from tests.support.fakes import APP, BEND, panel, sketched, texts
from tests.support.taught import OTHER, digits, taught


def collected(client) -> list[int | None]:
    return [item.label for item in client.collected]


def test_the_collection_follows_what_was_taught(page, client):
    sketched(page, BEND)
    taught(page, 9)
    assert collected(client) == [9]
    assert client.collected[0].origin == LESSON
    assert client.collected[0].writer == page.session_state[VISITOR.name]
    page.button(key=teach.UNDO).click().run()
    assert collected(client) == []
    taught(page, None)
    assert collected(client) == [NON_DIGIT]
    page.session_state[teach.TAUGHT] = True
    sketched(page, number=2)
    page.selectbox[0].set_value(4).run()
    assert collected(client) == [4]
    next(button for button in page.button if button.key.startswith("remove_taught")).click().run()
    assert collected(client) == []


def test_what_is_said_last_of_the_same_digit_replaces_it_in_the_collection(page, client):
    sketched(page, BEND)
    taught(page, 9)
    sketched(page, number=2)
    sketched(page, [(x + 50, y + 50) for x, y in BEND], number=3)
    taught(page, 4)
    assert collected(client) == [4]
    page.button(key=teach.UNDO).click().run()
    assert collected(client) == [9]


def test_a_collection_that_cannot_be_used_loses_no_lesson(page, client, monkeypatch):
    def fail(*arguments):
        raise CollectionError(errors.COLLECTION_LOCKED)

    monkeypatch.setattr(client, "collect", fail)
    monkeypatch.setattr(client, "withdraw", fail)
    sketched(page, BEND)
    assert panel(taught(page, 9))["digit"] == "9"
    assert "The collection does not have this drawing." in texts(page)
    page.button(key=teach.UNDO).click().run()
    assert "The collection still has this drawing." in texts(page)
    assert digits(page) == []


def tell(page: AppTest, browser: dict[str, object], text: str) -> AppTest:
    """Let the browser say what it kept."""
    browser["told"] = text
    page.run()
    # Streamlit runs the page once more for what a browser says.
    return page.run()


@pytest.fixture
def browser(monkeypatch):
    """What a browser is told to keep, and what it tells."""
    told: dict[str, object] = {"told": None, "kept": []}

    def lessons(key, data, on_kept_change):
        told["kept"].append(data["text"])
        answer, told["told"] = told["told"], None
        if answer is not None:
            st.session_state[key] = {"kept": answer}
            on_kept_change()

    monkeypatch.setattr(components, "lessons", lessons)
    return told


def test_lessons_outlive_a_reload(client, browser):
    page = AppTest.from_file(str(APP), default_timeout=20)
    sketched(page, BEND)
    assert browser["kept"][-1] is None
    browser["told"] = ""
    taught(page, 9)
    page.run()
    kept = browser["kept"][-1]
    again = AppTest.from_file(str(APP), default_timeout=20)
    sketched(again, BEND)
    assert panel(tell(again, browser, kept))["digit"] == "9"
    assert again.session_state[VISITOR.name] == page.session_state[VISITOR.name]
    # Only what was taught anew is collected.
    assert collected(client) == [9]


@pytest.mark.parametrize(
    "text",
    ["rubbish", "[]", "{}", '{"lessons": 5, "visitor": "<script>"}', '{"lessons": "rubbish"}',
     "[" * 100_000, '{"visitor": ["x"], "lessons": "{\\"label\\": 77}"}'],
)  # fmt: skip
def test_what_a_browser_says_is_checked(client, browser, text):
    page = AppTest.from_file(str(APP), default_timeout=20)
    browser["told"] = text
    assert panel(sketched(page, BEND))["digit"] == "7"
    assert not page.session_state[LESSONS.name]
    assert VISITOR.name not in page.session_state


def test_another_tab_of_the_same_browser_changes_the_lessons(client, browser):
    page = AppTest.from_file(str(APP), default_timeout=20)
    browser["told"] = ""
    sketched(page, BEND)
    taught(page, 9)
    assert panel(tell(page, browser, ""))["digit"] == "7"


def test_what_another_tab_taught_outlives_undo(client, browser):
    page = AppTest.from_file(str(APP), default_timeout=20)
    browser["told"] = ""
    sketched(page, BEND)
    taught(page, 9)
    both = page.session_state[LESSONS.name].teach(Drawing.from_strokes([OTHER]), 3)
    tell(page, browser, json.dumps({"visitor": "0" * 16, "lessons": both.to_json()}))
    page.button(key=teach.UNDO).click().run()
    assert digits(page) == [3]
    assert collected(client) == []
