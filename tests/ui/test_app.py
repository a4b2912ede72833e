"""The drawing page's logic, with Streamlit's own test runner and a client without a process."""

from __future__ import annotations

import math

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.engine.status import Starting
from digitnet.network.prediction import Prediction
from digitnet.texts import errors, reports
from digitnet.texts.message import Note
from digitnet.ui import answer
from tests.support.fakes import APP, BEND, INK, SEVEN, SHEET, drawn, given, panel, sketched, told


def test_an_empty_canvas_shows_a_hint_and_no_guess(page, client):
    data = panel(page)
    assert (data["state"], data["line"], data["digit"]) == ("empty", answer.HINT, "")
    assert data["image"] is None
    assert client.images == []


def test_a_drawn_seven_is_answered(page, client):
    data = panel(drawn(page, SEVEN))
    assert (data["state"], data["digit"], data["percent"]) == ("read", "7", "91%")
    assert data["spoken"] == "This is a 7, 91% sure."
    assert [bar["wins"] for bar in data["bars"]] == [digit == 7 for digit in range(10)]
    assert data["bars"][7]["part"] == pytest.approx(0.91)
    assert data["image"].startswith("data:image/png;base64,")
    assert client.images[0].shape == (28, 28)
    assert client.images[0].dtype == np.uint8


def test_undo_and_clear(page):
    drawn(page, SEVEN, SEVEN | {"path": [["M", 150, 200], ["L", 280, 200]]})
    page.button(key="undo").click().run()
    assert len(told(page)) == 1
    assert len(page.session_state[SHEET]["objects"]) == 1
    assert panel(page)["digit"] == "7"
    first_sheet = page.session_state[SHEET]["sheet"]
    page.button(key="clear").click().run()
    assert told(page) == []
    assert page.session_state[SHEET]["sheet"] > first_sheet
    assert panel(page)["state"] == "empty"
    page.button(key="undo").click().run()
    assert panel(page)["state"] == "empty"


def test_a_stroke_is_read_while_the_pen_is_down_and_spoken_of_afterwards(page, client):
    data = panel(sketched(page, {"points": BEND, "down": True}))
    assert (data["digit"], data["spoken"]) == ("7", None)
    assert given(page, "ink") == {"number": 1, "sheet": 0, "objects": 0, "settled": 0}
    data = panel(sketched(page, {"points": BEND}, number=2))
    assert data["spoken"] == "This is a 7, 91% sure."
    assert given(page, "ink")["number"] == 2
    assert len(client.images) == 2


def test_undo_before_the_canvas_told_takes_back_one_stroke_only(page):
    drawn(page, SEVEN)
    sketched(page, {"points": BEND, "after": 1}, {"points": [9, 9, 400, 9], "after": 1})
    page.button(key="undo").click().run()
    assert len(told(page)) == 2
    assert told(page)[1]["path"][0] == ["M", 90, 90]
    # What live ink sent before counts no more, also if the browser has not heard of it yet.
    page.run()
    assert len(told(page)) == 2
    assert given(page, "ink") == {"number": 1, "sheet": 1, "objects": 2, "settled": 0}
    page.button(key="clear").click().run()
    assert told(page) == []


def test_what_the_canvas_told_need_not_be_sent_again(page):
    sketched(page, {"points": BEND})
    drawn(page, SEVEN)
    assert given(page, "ink") == {"number": 1, "sheet": 0, "objects": 1, "settled": 1}


def test_a_stroke_with_a_second_finger_goes_off_the_canvas(page):
    drawn(page, SEVEN)
    sketched(page, {"points": [9, 9, 400, 9], "after": 1, "spoiled": True, "down": True})
    assert page.session_state[SHEET]["sheet"] == 0
    sketched(page, {"points": [9, 9, 400, 9], "after": 1, "spoiled": True}, number=2)
    assert page.session_state[SHEET]["sheet"] == 1
    assert told(page) == [SEVEN]
    assert panel(page)["digit"] == "7"


def test_a_canvas_built_anew_in_the_browser_gets_its_drawing_back(page):
    drawn(page, SEVEN)
    sketched(page)
    assert page.session_state[SHEET]["sheet"] == 0
    sketched(page, number=2, canvas=2)
    assert page.session_state[SHEET]["objects"] == [SEVEN]
    sheet = page.session_state[SHEET]["sheet"]
    sketched(page, number=3, canvas=2)
    assert page.session_state[SHEET]["sheet"] == sheet


@pytest.mark.parametrize("message", ["rubbish", {"strokes": [{"points": [1]}]}, {"number": "x"}])
def test_broken_live_ink_is_no_ink(page, message):
    drawn(page, SEVEN)
    page.session_state[INK] = {"ink": message}
    assert panel(page.run())["digit"] == "7"


def test_what_is_no_digit_is_said_so_with_a_guess(page, client, monkeypatch):
    def predict(image):
        probabilities = np.full(10, 0.05, np.float32)
        probabilities[4] = 0.55
        return Prediction(probabilities, None, 0.2, image)

    monkeypatch.setattr(client, "predict", predict)
    data = panel(sketched(page, {"points": BEND, "down": True}))
    assert (data["state"], data["line"], data["spoken"]) == ("sketch", answer.HINT, None)
    data = panel(sketched(page, {"points": BEND}, number=2))
    assert (data["state"], data["digit"], data["percent"]) == ("odd", "", "")
    assert data["line"] == "That does not look like a digit."
    assert data["aside"] == "If it is one, a 4."
    assert data["bars"][4]["part"] == pytest.approx(0.55)
    assert not any(bar["wins"] for bar in data["bars"])
    assert data["image"]


def test_the_stage_shows_canvas_and_answer_only(client):
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["stage"] = ""
    page.run()
    assert not page.title
    assert panel(page)["state"] == "empty"


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("20", 20), ("1.5", 1.5), ("0", None), ("-3", None), ("nan", None), ("soon", None)],
)
def test_an_exhibit_clears_after_so_many_seconds(client, asked, seconds):
    page = AppTest.from_file(str(APP), default_timeout=20)
    page.query_params["kiosk"] = asked
    assert given(page.run(), "desk") == {"kiosk": seconds}


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
    assert data["line"] == answer.HINT


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


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.97, "sure"), (0.8, "quite sure"), (0.6, "not sure"), (0.3, "guessing")],
)
def test_sureness_in_words(probability, words):
    probabilities = np.full(10, (1 - probability) / 9, np.float32)
    probabilities[4] = probability
    image = np.full((28, 28), 9, np.uint8)
    assert words in answer.in_words(Prediction(probabilities, 4, probability, image))


def test_no_share_reads_as_certain():
    probabilities = np.zeros(10, np.float32)
    probabilities[[3, 5]] = 0.9999, 0.0001
    data = answer.of_prediction(Prediction(probabilities, 3, 0.9999, np.ones((28, 28), np.uint8)))
    assert data["percent"] == data["bars"][3]["share"] == "> 99%"
    assert data["bars"][5]["share"] == "< 1%"
    assert data["bars"][0]["share"] == "0%"
