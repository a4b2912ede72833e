"""The drawing page's logic, with Streamlit's own test runner and a client without a process."""

from __future__ import annotations

import math

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.engine.status import Starting
from digitnet.texts import draw_page, errors, reports
from digitnet.texts.message import Note
from digitnet.ui.session import INK, SHEET
from tests.support.fakes import APP, BEND, SEVEN, drawn, given, panel, reported, sketched
from tests.support.predictions import prediction


def test_an_empty_canvas_shows_a_hint_and_no_guess(page, client):
    data = panel(page)
    assert (data["state"], data["line"], data["digit"]) == ("empty", draw_page.HINT(), "")
    assert data["image"] is None
    assert client.images == []


def test_a_drawn_seven_is_answered(page, client):
    data = panel(drawn(page, SEVEN))
    assert (data["state"], data["digit"], data["percent"]) == ("read", "7", "91%")
    assert data["spoken"] == "This is a 7, 91% sure."
    assert [bar["wins"] for bar in data["bars"]] == [digit == 7 for digit in range(11)]
    assert data["bars"][7]["part"] == pytest.approx(0.91)
    assert data["image"].startswith("data:image/png;base64,")
    assert client.images[0].shape == (28, 28)
    assert client.images[0].dtype == np.uint8


def test_without_live_ink_the_server_undoes_and_clears(page):
    drawn(page, SEVEN, SEVEN | {"path": [["M", 150, 200], ["L", 280, 200]]})
    page.button(key="undo").click().run()
    assert reported(page) == page.session_state[SHEET.name]["objects"] == [SEVEN]
    assert panel(page)["digit"] == "7"
    first_sheet = page.session_state[SHEET.name]["sheet"]
    page.button(key="clear").click().run()
    assert reported(page) == []
    assert page.session_state[SHEET.name]["sheet"] > first_sheet
    assert panel(page)["state"] == "empty"
    page.button(key="undo").click().run()
    assert panel(page)["state"] == "empty"


def test_a_stroke_is_read_while_the_pen_is_down_and_spoken_of_afterwards(page, client):
    data = panel(sketched(page, BEND, down=True))
    assert (data["digit"], data["spoken"]) == ("7", None)
    ink = given(page, "ink")
    assert (ink["number"], ink["kiosk"]) == (1, None)
    assert ink["texts"]["samples"][8] == "Drawing an 8."
    data = panel(sketched(page, BEND, number=2))
    assert data["spoken"] == "This is a 7, 91% sure."
    assert given(page, "ink")["number"] == 2
    assert len(client.images) == 2


def test_once_there_is_live_ink_nothing_else_counts_and_no_sheet_is_laid(page, client):
    drawn(page, SEVEN)
    sheet = page.session_state[SHEET.name]
    assert panel(sketched(page))["state"] == "empty"
    assert panel(sketched(page, BEND, number=2))["digit"] == "7"
    drawn(page)
    assert panel(page)["digit"] == "7"
    assert page.session_state[SHEET.name] == sheet


def test_a_new_session_takes_over_what_an_open_page_shows(client):
    page = AppTest.from_file(str(APP), default_timeout=20)
    drawn(page, SEVEN)
    assert panel(page)["digit"] == "7"
    assert page.session_state[SHEET.name]["objects"] == [SEVEN]


@pytest.mark.parametrize("message", ["rubbish", {"strokes": [{"points": [1]}]}, {"number": "x"}])
def test_broken_live_ink_is_no_ink(page, message):
    drawn(page, SEVEN)
    page.session_state[INK] = {"ink": message}
    assert panel(page.run())["digit"] == "7"


def test_what_is_no_digit_is_said_so_with_a_guess(page, client, monkeypatch):
    monkeypatch.setattr(client, "predict", lambda image: prediction(4, 0.55, None, 0.2, image))
    data = panel(sketched(page, BEND, down=True))
    assert (data["state"], data["line"], data["spoken"]) == ("sketch", draw_page.HINT(), None)
    data = panel(sketched(page, BEND, number=2))
    assert (data["state"], data["digit"], data["percent"]) == ("odd", "", "")
    assert data["line"] == "That does not look like a digit."
    assert data["aside"] == "If it is one, it is a 4."
    assert data["bars"][4]["part"] == pytest.approx(0.11)
    assert data["bars"][10]["label"] == "No digit: 80%"
    assert [bar["wins"] for bar in data["bars"]] == [False] * 10 + [True]
    assert data["image"]


def reads_ones(client, monkeypatch):
    """Let what is narrow be a 1, and what is wide no digit."""

    def predict(image):
        client.images.append(image)
        wide = np.ptp(np.flatnonzero(image.any(axis=0))) > 12
        return prediction(1, 0.9, None if wide else 1, 0.01 if wide else 0.99, image)

    monkeypatch.setattr(client, "predict", predict)


ONES = [[(200, 200), (200, 700)], [(650, 200), (650, 700)]]


def test_digits_side_by_side_are_a_number_while_they_are_drawn(page, client, monkeypatch):
    reads_ones(client, monkeypatch)
    data = panel(sketched(page, *ONES, down=True))
    assert (data["state"], data["spoken"]) == ("number", None)
    data = panel(sketched(page, *ONES, number=2))
    assert [part["text"] for part in data["number"]] == ["1", "1"]
    assert data["spoken"].startswith("This is the number 11, ")
    assert (data["digit"], data["teach"], data["chosen"]) == ("", "nothing", 1)
    assert all(part["image"] and part["bars"][1]["wins"] for part in data["number"])
    assert [(mark["left"], mark["right"]) for mark in given(page, "ink")["brackets"]] == [
        (200, 200),
        (650, 650),
    ]
    # One digit is one question, as before.
    before = len(client.images)
    data = panel(sketched(page, ONES[0], number=3))
    assert (data["digit"], data["number"]) == ("1", [])
    assert given(page, "ink")["brackets"] == []
    assert len(client.images) == before + 1


def test_a_part_that_is_no_digit_is_said_so(page, client, monkeypatch):
    reads_ones(client, monkeypatch)
    square = [(250, 200), (650, 200), (650, 700), (250, 700), (250, 200)]
    others = [[(x, 200), (x, 700)] for x in (50, 780)]
    data = panel(sketched(page, others[0], square, others[1]))
    assert [part["text"] for part in data["number"]] == ["1", "?", "1"]
    assert data["line"] == "One part does not look like a digit."
    # What is mostly none is no number.
    data = panel(sketched(page, square, number=2))
    assert (data["state"], data["line"]) == ("odd", "That does not look like a digit.")


def test_an_address_keeps_to_single_digits(client, monkeypatch):
    reads_ones(client, monkeypatch)
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["digits"] = "1"
    assert page.run().title[0].value == "Draw a digit from 0 to 9"
    assert panel(sketched(page, *ONES))["state"] == "odd"
    assert len(client.images) == 1


@pytest.mark.parametrize("address", ["stage", "kiosk"])
def test_a_stage_and_an_exhibit_show_canvas_and_answer_only(page, client, address):
    assert len(page.get("page_link")) == 5
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params[address] = "20"
    page.run()
    assert bool(page.title) == (address == "kiosk")
    # No way leads to another page.
    assert not page.get("page_link")
    assert panel(page)["state"] == "empty"


@pytest.mark.parametrize(("asked", "width"), [("33", 33), ("thick", 20), ("900", 20)])
def test_the_pen_is_kept_in_the_address(client, asked, width):
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["pen_width"] = asked
    assert page.run().slider(key="pen_width").value == width


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("20", 20), ("1.5", 1.5), ("0", None), ("-3", None), ("nan", None), ("soon", None)],
)
def test_an_exhibit_clears_after_so_many_seconds(client, asked, seconds):
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["kiosk"] = asked
    assert given(page.run(), "ink")["kiosk"] == seconds


@pytest.mark.parametrize(
    "thing",
    [
        SEVEN | {"path": [["M", math.nan, 1], ["L", 2, 3]]},
        SEVEN | {"path": "rubbish"},
        SEVEN | {"path": [["M", 0, 0]] + [["L", 1, 1]] * 60_000},
    ],
)
def test_a_broken_drawing_is_a_sentence_and_never_a_traceback(page, client, thing):
    assert "clear the canvas" in panel(drawn(page, thing))["line"]
    assert client.images == []


def test_objects_that_are_no_strokes_are_no_drawing(page, client):
    data = panel(drawn(page, {"type": "IText", "text": "7"}, None, 3))
    assert data["line"] == draw_page.HINT()


def test_until_the_engine_is_ready_the_drawing_waits(page, client):
    client.change(network=Starting(Note(reports.WARMING_UP)))
    data = panel(drawn(page, SEVEN))
    assert data["state"] == "busy"
    assert data["line"] == "The network is warming up. Your drawing is kept."
    assert page.button(key="retrain").disabled
    client.__init__()
    assert panel(page.run())["digit"] == "7"


def test_an_engine_that_is_gone_is_said_calmly(page, client):
    drawn(page, SEVEN)
    client.change(network=Starting(Note(errors.ENGINE_STOPPED)))
    assert "starting again" in panel(page.run())["line"]
    assert not page.exception
