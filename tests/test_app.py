"""The page's logic, with Streamlit's own test runner and a client that needs no process."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.calibration import Calibration
from digitnet.prediction import Prediction
from digitnet.progress import Progress
from digitnet.recipes import QUICK, RECIPES, Recipe, Report
from digitnet.status import EngineError, EngineStatus, Outcome
from digitnet.store import SHIPPED, ModelCard, StoreError
from digitnet.ui import answer, connection, sidebar

# Not imported from the page: the canvas can only be imported while Streamlit runs it.
CANVAS, INK, SHEET = "canvas", "ink", "sheet"

APP = Path(__file__).resolve().parents[1] / "app.py"
SEVEN = {
    "type": "Path",
    "path": [["M", 90, 90], ["Q", 200, 90, 300, 90], ["Q", 240, 200, 180, 330], ["L", 180, 330.1]],
    "strokeWidth": 20,
}
BEND = [90, 90, 300, 90, 180, 330]
REPORT = Report(
    recipe=QUICK,
    seed=3,
    parameters=75_035,
    test_accuracy=0.9942,
    validation_accuracy=0.993,
    synthetic_accuracy=0.98,
    refused=0.004,
    accepted=0.1,
    calibration=Calibration(),
    device="a test's device",
    seconds=31.8,
)


class FakeClient:
    """Answers like ``EngineClient``, from what a test put in ``status_now``."""

    def __init__(self) -> None:
        card = ModelCard(SHIPPED, "2026-11-24T12:00:00+00:00", "0" * 64, REPORT)
        expected = {"quick": 31.0, "full": 450.0}
        self.status_now = EngineStatus("ready", "", card, "CPU", expected_seconds=expected)
        self.started: list[Recipe] = []
        self.cancelled = 0
        self.images: list[np.ndarray] = []

    def status(self) -> EngineStatus:
        return self.status_now

    def predict(self, image: np.ndarray) -> Prediction:
        if self.status_now.state != "ready":
            raise EngineError(self.status_now.message)
        self.images.append(image)
        probabilities = np.full(10, 0.01, np.float32)
        probabilities[7] = 0.91
        return Prediction(probabilities, 7, 0.91, image)

    def start_training(self, recipe: Recipe) -> None:
        self.started.append(recipe)
        progress = Progress("training", 1, 2, 40, 200, 0.5, 0.912, 8.0, 32.0)
        self.change(recipe=recipe, progress=progress)

    def cancel_training(self) -> None:
        self.cancelled += 1
        outcome = Outcome("1", "cancelled", "The training was cancelled.")
        self.change(recipe=None, progress=None, outcome=outcome)

    def change(self, **changes) -> None:
        self.status_now = dataclasses.replace(self.status_now, **changes)


@pytest.fixture
def client(monkeypatch) -> FakeClient:
    client = FakeClient()
    monkeypatch.setattr(connection, "engine", lambda: client)
    return client


@pytest.fixture
def page(client) -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=20).run()


def drawn(page: AppTest, *objects: object) -> AppTest:
    page.session_state[CANVAS] = {
        "drawing": {"raw": {"objects": list(objects)}, "data": None},
        "backgroundFit": None,
    }
    return page.run()


def given(page: AppTest, component: str) -> dict:
    """The data that one of the page's own components was given."""
    assert not page.exception
    protos = [element.proto for element in page.get("bidi_component")]
    (proto,) = [proto for proto in protos if proto.component_name == f"digitnet.{component}"]
    return json.loads(proto.json)


def panel(page: AppTest) -> dict:
    return given(page, "panel")


def sketched(page: AppTest, *strokes: dict, number: int = 1, canvas: int = 1) -> AppTest:
    """Send what live ink sends; each stroke is its points and what differs from the usual."""
    usual = {"after": 0, "down": False, "spoiled": False}
    page.session_state[INK] = {
        "ink": {
            "number": number,
            "sheet": page.session_state[SHEET]["sheet"],
            "canvas": canvas,
            "strokes": [{"id": id} | usual | stroke for id, stroke in enumerate(strokes, 1)],
        }
    }
    return page.run()


def told(page: AppTest) -> list:
    return page.session_state[CANVAS]["drawing"]["raw"]["objects"]


def texts(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.warning, page.toast)
    return " ".join(element.value for kind in kinds for element in kind)


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
    client.change(state="starting", message="The network is warming up.", card=None)
    data = panel(drawn(page, SEVEN))
    assert data["state"] == "busy"
    assert data["line"] == "The network is warming up. Your drawing is kept."
    assert page.button(key="retrain").disabled
    client.__init__()
    assert panel(page.run())["digit"] == "7"


def test_an_engine_that_is_gone_is_said_calmly(page, client):
    drawn(page, SEVEN)
    client.change(state="starting", message="The network stopped and is starting again.")
    assert "starting again" in panel(page.run())["line"]
    assert not page.exception


def test_the_sidebar_tells_which_model_answers(page):
    metric = page.metric[0]
    assert (metric.label, metric.value) == ("Shipped model", "99.42%")
    assert "24 Nov 2026" in texts(page)
    assert "a test's device" in texts(page)
    captions = page.radio(key="recipe").proto.captions
    assert "31 s" in captions[0]
    assert "8 min" in captions[1]


def test_retrain_shows_progress_and_cancel_ends_it(page, client):
    page.button(key="retrain").click().run()
    assert client.started == [QUICK]
    assert "Epoch 1 of 2" in texts(page)
    assert "91.2%" in texts(page)
    assert "32 s left" in texts(page)
    with pytest.raises(KeyError):
        page.button(key="retrain")
    page.button(key="cancel").click().run()
    page.run()
    assert client.cancelled == 1
    assert "The training was cancelled." in texts(page)
    assert not page.button(key="retrain").disabled


def test_the_full_recipe_can_be_chosen(page, client):
    page.radio(key="recipe").set_value("full").run()
    page.button(key="retrain").click().run()
    assert client.started == [RECIPES["full"]]
    page.button(key="cancel").click().run()
    page.run()
    assert page.radio(key="recipe").value == "full"


def test_a_new_model_is_told_once(page, client):
    card = dataclasses.replace(client.status_now.card, version="v3", sha256="1" * 64)
    outcome = Outcome("a", "done", "Model v3 answers now.", card)
    client.change(card=card, outcome=outcome)
    page.run()
    assert "Model v3 answers now." in texts(page)
    assert page.metric[0].label == "Model v3"
    page.run()
    assert not page.toast


def test_a_tab_opened_later_is_not_told_of_the_past(client):
    client.change(outcome=Outcome("a", "cancelled", "The training was cancelled."))
    page = AppTest.from_file(str(APP), default_timeout=20).run()
    assert not page.toast


@pytest.mark.parametrize(
    "error",
    [EngineError("A training is running already."), StoreError("Nothing can be saved there.")],
)
def test_a_training_that_cannot_start_says_why(page, client, monkeypatch, error):
    def refuse(recipe):
        raise error

    monkeypatch.setattr(client, "start_training", refuse)
    page.button(key="retrain").click().run()
    assert str(error) in texts(page)
    assert not page.exception


def test_a_failed_training_stays_explained(page, client):
    client.change(outcome=Outcome("b", "failed", "The disk is full."))
    page.run()
    assert "The disk is full." in [warning.value for warning in page.warning]


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


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (32, "32 s"), (450, "8 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds, words):
    assert sidebar.duration(seconds) == words
