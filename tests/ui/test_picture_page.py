"""The Picture page, with an engine that reads every part as a 7."""

from __future__ import annotations

import base64
import csv
import dataclasses
import io

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from digitnet.engine.status import Starting
from digitnet.network.prediction import Prediction
from digitnet.texts import errors, picture_page, reports
from digitnet.texts.message import Note
from digitnet.ui import components, picture_queue
from digitnet.ui.picture_queue import Queue
from digitnet.ui.session import PICTURE
from tests.support.fakes import APP, texts
from tests.support.pictures import ONE, SEVEN, on_paper, png, sent


def show() -> None:
    from digitnet.ui import connection, picture

    picture.page(connection.engine())


class Browser:
    """What the page gives to its two components, and what they send."""

    def __init__(self) -> None:
        self.next: dict[str, object] = {}
        self.given: dict[str, dict] = {}

    def component(self, name: str, event: str):
        def show(key, data, **callbacks):
            self.given[name] = data
            if name in self.next:
                st.session_state[key] = {event: self.next.pop(name)}
                callbacks[f"on_{event}_change"]()

        return show


@pytest.fixture
def browser(monkeypatch):
    browser = Browser()
    monkeypatch.setattr(components, "picture_input", browser.component("picture_input", "picture"))
    monkeypatch.setattr(components, "picture_boxes", browser.component("picture_boxes", "mended"))
    monkeypatch.setattr("digitnet.ui.picture.QUEUE", Queue())
    return browser


@pytest.fixture
def page(client, browser):
    return AppTest.from_function(show, default_timeout=20).run()


def send(page: AppTest, browser: Browser, message: object, to: str = "picture_input") -> AppTest:
    browser.next[to] = message
    page.run()
    # Streamlit runs the page once more for what a browser says.
    return page.run()


def upload(page: AppTest, browser: Browser, *rows) -> AppTest:
    return send(page, browser, sent(png(on_paper(*rows))))


def html(page: AppTest) -> str:
    assert not page.exception
    return " ".join(element.proto.body for element in page.get("html"))


def boxes(browser: Browser) -> list[list[int]]:
    return [item["box"] for item in browser.given["picture_boxes"]["boxes"]]


def mend(page: AppTest, browser: Browser, *wanted: list[int], change: object = 1) -> AppTest:
    picture = browser.given["picture_boxes"]["picture"]
    message = {"picture": picture, "change": change, "boxes": list(wanted)}
    return send(page, browser, message, "picture_boxes")


def test_a_page_without_a_picture_says_what_to_do(page, browser):
    assert picture_page.HINT() in texts(page)
    assert browser.given["picture_input"]["heard"] == 0
    assert "picture_boxes" not in browser.given


def test_a_picture_is_read_and_shown_with_its_boxes_and_steps(page, browser):
    upload(page, browser, [SEVEN, ONE, SEVEN])
    data = browser.given["picture_boxes"]
    assert data["size"] == [480, 240]
    assert data["url"].startswith("data:image/jpeg;base64,")
    assert [item["text"] for item in data["boxes"]] == ["7"] * 3
    assert data["boxes"][0]["label"] == "Digit 1, read as 7, 91% sure"
    lefts = [left for left, *_ in boxes(browser)]
    assert lefts == sorted(lefts)
    assert browser.given["picture_input"]["heard"] == 1
    shown = html(page)
    assert shown.count("dn-part-2") >= 2
    assert picture_page.STEP_NAMES["ink"]() in shown
    assert shown.count('<img src="data:image/png') == 3
    (download,) = page.get("download_button")
    assert download.proto.label == picture_page.DOWNLOAD()


def test_several_numbers_are_a_table(page, browser):
    upload(page, browser, [SEVEN, ONE], [SEVEN, SEVEN])
    assert "I found 2 numbers." in html(page)
    assert html(page).count('<th scope="row">') == 2
    from digitnet.ui import picture_answer

    table = picture_answer.as_csv(page.session_state[PICTURE.name])
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0] == ["row", "column", "number", "confidence"]
    assert [row[:3] for row in rows[1:]] == [["1", "1", "77"], ["2", "1", "77"]]
    assert picture_answer.as_text(page.session_state[PICTURE.name]) == "77\n77"


def test_a_box_is_removed_added_and_moved(page, browser, client):
    upload(page, browser, [SEVEN, ONE, SEVEN])
    first, second, third = boxes(browser)
    read = len(client.images)
    mend(page, browser, first, third)
    assert boxes(browser) == [first, third]
    # Nothing is read again that has not changed.
    assert len(client.images) == read
    moved = [second[0] - 3, second[1] - 3, second[2] + 6, second[3] + 6]
    mend(page, browser, first, third, moved, change=2)
    assert boxes(browser) == [first, moved, third]
    assert len(client.images) == read + 1
    assert browser.given["picture_boxes"]["revision"] == 2
    mend(page, browser, change=3)
    assert boxes(browser) == []
    assert picture_page.NOTHING_FOUND() in html(page)


def test_a_box_without_ink_is_shown_as_unread(page, browser):
    upload(page, browser, [SEVEN, ONE])
    empty = [2, 2, 20, 20]
    mend(page, browser, *boxes(browser), empty)
    assert empty in boxes(browser)
    texts = [item["text"] for item in browser.given["picture_boxes"]["boxes"]]
    assert sorted(texts) == ["7", "7", "?"]


@pytest.mark.parametrize(
    "wanted",
    [
        "rubbish",
        [[0, 0, 10]],
        [[0, 0, 10, "9"]],
        [[0, 0, True, 9]],
        [[-1, 0, 10, 10]],
        [[0, 0, 10**9, 10]],
        [[0, 0, 1, 1]],
        [[0, 0, 10.5, 10]],
        [[0, 0, 10, 10]] * 201,
    ],
)
def test_boxes_that_are_none_change_nothing(page, browser, wanted):
    upload(page, browser, [SEVEN, ONE])
    before = boxes(browser)
    picture = browser.given["picture_boxes"]["picture"]
    message = {"picture": picture, "change": 1, "boxes": wanted}
    send(page, browser, message, "picture_boxes")
    assert not page.exception
    assert boxes(browser) == before


def test_boxes_of_another_picture_change_nothing(page, browser):
    upload(page, browser, [SEVEN, ONE])
    before = boxes(browser)
    send(page, browser, {"picture": "other", "change": 1, "boxes": []}, "picture_boxes")
    assert boxes(browser) == before
    assert picture_page.PICTURE_FORGOTTEN() in texts(page)


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (None, picture_page.NOT_SENT()),
        ({"content": 5}, picture_page.NOT_SENT()),
        ({"content": "no base 64!"}, picture_page.NOT_SENT()),
        (sent(b""), errors.PICTURE_UNKNOWN()),
        (sent(b"\0\0\0\x18ftypmp42" + bytes(500)), errors.PICTURE_UNKNOWN()),
        (sent(png(on_paper([SEVEN]))[:300]), errors.PICTURE_DAMAGED()),
        ({"content": "A" * 8_000_000}, "larger than 5 MB"),
        (sent(png(np.zeros((4100, 4100), np.uint8))), "more than 16 megapixels"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_and_loses_nothing(page, browser, message, says):
    upload(page, browser, [SEVEN, ONE])
    before = boxes(browser)
    send(page, browser, message)
    assert says in texts(page)
    assert boxes(browser) == before
    page.run()
    assert says not in texts(page)


def test_an_empty_sheet_is_said(page, browser):
    send(page, browser, sent(png(np.full((200, 300, 3), 250, np.uint8))))
    assert picture_page.NOTHING_FOUND() in html(page)
    assert not page.get("download_button")


def test_a_picture_of_something_else_is_said(page, browser, client, monkeypatch):
    def none(images):
        return [Prediction(np.full(10, 0.1, np.float32), None, 0.02, image) for image in images]

    monkeypatch.setattr(client, "predict_many", none)
    upload(page, browser, [SEVEN, ONE, SEVEN])
    assert picture_page.HARDLY_DIGITS() in html(page)
    assert {item["text"] for item in browser.given["picture_boxes"]["boxes"]} == {"?"}


@pytest.mark.parametrize("kind", sorted(picture_page.EXAMPLES))
def test_an_example_is_written_and_read(page, browser, kind):
    page.button(key=f"picture_{kind}").click().run()
    assert browser.given["picture_boxes"]["boxes"]


def test_without_a_network_the_page_says_so_and_keeps_the_picture(page, browser, client):
    upload(page, browser, [SEVEN, ONE])
    before = boxes(browser)
    client.change(network=Starting(Note(reports.WARMING_UP)))
    mend(page, browser, [0, 0, 200, 200])
    assert str(Note(reports.WARMING_UP)) in texts(page)
    # The browser has changed its boxes; it hears that they are as they were.
    assert boxes(browser) == before
    assert browser.given["picture_boxes"]["revision"] == 1


def test_too_many_pictures_have_to_wait(page, browser, monkeypatch):
    monkeypatch.setattr(picture_queue, "BURST", 1.0)
    upload(page, browser, [SEVEN, ONE])
    before = boxes(browser)
    upload(page, browser, [SEVEN])
    assert picture_page.TOO_MANY_PICTURES() in texts(page)
    assert boxes(browser) == before


def test_a_large_picture_is_reduced(page, browser):
    pixels = on_paper([SEVEN, ONE], height=900)
    send(page, browser, sent(png(pixels)))
    assert max(browser.given["picture_boxes"]["size"]) == 1600
    reading = page.session_state[PICTURE.name]
    assert len(reading.picture) < 10**6
    assert base64.b64encode(reading.picture).decode() in browser.given["picture_boxes"]["url"]


def test_an_exhibit_has_no_way_to_it(client, browser):
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["kiosk"] = "20"
    page.run()
    assert not browser.given
    assert not page.get("page_link")


def test_on_a_stage_there_is_no_title(client, browser):
    page = AppTest.from_function(show, default_timeout=20)
    page.query_params["stage"] = ""
    page.run()
    assert not page.title
    assert not upload(page, browser, [SEVEN]).title
    assert boxes(browser)


def test_what_was_cut_is_said(page, browser):
    upload(page, browser, [SEVEN, ONE])
    cut = dataclasses.replace(page.session_state[PICTURE.name], is_cut=True)
    page.session_state[PICTURE.name] = cut
    page.run()
    assert picture_page.TOO_MUCH() in html(page)
