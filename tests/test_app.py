"""The page's logic, with Streamlit's own test runner and a client that needs no process."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from digitnet.calibration import Calibration
from digitnet.engine import EngineError, EngineStatus, Outcome
from digitnet.prediction import Prediction
from digitnet.recipes import QUICK, RECIPES, Progress, Recipe, Report
from digitnet.store import SHIPPED, ModelCard, StoreError
from digitnet.ui import answer, connection, sidebar

# Not imported from the page: the canvas can only be imported while Streamlit runs it.
CANVAS, SHEET = "canvas", "sheet"

APP = Path(__file__).resolve().parents[1] / "app.py"
SEVEN = {
    "type": "Path",
    "path": [["M", 90, 90], ["Q", 200, 90, 300, 90], ["Q", 240, 200, 180, 330], ["L", 180, 330.1]],
    "strokeWidth": 20,
}
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


def panel(page: AppTest) -> str:
    assert not page.exception
    return next(html.proto.body for html in page.get("html") if "dn-answer" in html.proto.body)


def texts(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.warning, page.toast)
    return " ".join(element.value for kind in kinds for element in kind)


def test_an_empty_canvas_shows_a_hint_and_no_guess(page, client):
    assert answer.HINT in panel(page)
    assert "dn-digit" not in panel(page)
    assert client.images == []
    assert page.button(key="undo").disabled
    assert page.button(key="clear").disabled


def test_a_drawn_seven_is_answered(page, client):
    html = panel(drawn(page, SEVEN))
    assert '<span class="dn-digit">7</span>' in html
    assert "91%" in html
    assert html.count("dn-wins") == 1
    assert client.images[0].shape == (28, 28)
    assert client.images[0].dtype == np.uint8


def test_undo_and_clear(page, client):
    drawn(page, SEVEN, SEVEN | {"path": [["M", 150, 200], ["L", 280, 200]]})
    page.button(key="undo").click().run()
    assert len(page.session_state[CANVAS]["drawing"]["raw"]["objects"]) == 1
    assert len(page.session_state[SHEET]["objects"]) == 1
    assert "dn-digit" in panel(page)
    first_sheet = page.session_state[SHEET]["sheet"]
    page.button(key="clear").click().run()
    assert page.session_state[CANVAS]["drawing"]["raw"]["objects"] == []
    assert page.session_state[SHEET]["sheet"] > first_sheet
    assert "dn-digit" not in panel(page)


@pytest.mark.parametrize(
    "thing",
    [
        SEVEN | {"path": [["M", math.nan, 1], ["L", 2, 3]]},
        SEVEN | {"path": "rubbish"},
        SEVEN | {"path": [["M", 0, 0]] + [["L", 1, 1]] * 60_000},
    ],
)
def test_a_broken_drawing_is_a_sentence_and_never_a_traceback(page, client, thing):
    html = panel(drawn(page, thing))
    assert "clear the canvas" in html
    assert client.images == []


def test_objects_that_are_no_strokes_are_no_drawing(page, client):
    html = panel(drawn(page, {"type": "IText", "text": "7"}, None, 3))
    assert answer.HINT in html


def test_until_the_engine_is_ready_the_drawing_waits(page, client):
    client.change(state="starting", message="The network is warming up.", card=None)
    html = panel(drawn(page, SEVEN))
    assert "warming up" in html
    assert "kept" in html
    assert page.button(key="retrain").disabled
    client.__init__()
    assert "dn-digit" in panel(page.run())


def test_an_engine_that_is_gone_is_said_calmly(page, client):
    drawn(page, SEVEN)
    client.change(state="starting", message="The network stopped and is starting again.")
    assert "starting again" in panel(page.run())
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
    html = answer.of_prediction(Prediction(probabilities, 3, 0.9999, np.ones((28, 28), np.uint8)))
    assert "100%" not in html.replace("width:100", "")
    assert "&gt; 99%" in html
    assert "&lt; 1%" in html


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (32, "32 s"), (450, "8 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds, words):
    assert sidebar.duration(seconds) == words
