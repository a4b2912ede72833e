"""What the tests of the pages share: a client that needs no process, and what is on a page."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from digitnet.drawing import canvas
from digitnet.engine.status import EngineError, EngineStatus, Outcome
from digitnet.network.prediction import Prediction
from digitnet.store.card import SHIPPED, ModelCard
from digitnet.training.progress import Curve, Progress, Reading, TrainingView
from digitnet.training.recipe import Recipe
from digitnet.ui.session import CANVAS, INK
from tests.support.strokes import live_message
from tests.support.trainings import REPORT

APP = Path(__file__).resolve().parents[2] / "app.py"
SEVEN = {
    "type": "Path",
    "path": [["M", 90, 90], ["Q", 200, 90, 300, 90], ["Q", 240, 200, 180, 330], ["L", 180, 330.1]],
    "strokeWidth": 20,
}
BEND = [(90, 90), (300, 90), (180, 330)]


class FakeClient:
    """Answers like ``EngineClient``, from what a test put in ``status_now``."""

    def __init__(self) -> None:
        card = ModelCard(SHIPPED, "2026-11-24T12:00:00+00:00", "0" * 64, REPORT)
        expected = {"quick": 31.0, "full": 450.0}
        self.status_now = EngineStatus("ready", "", card, "CPU", expected_seconds=expected)
        self.started: list[tuple[Recipe, int | None]] = []
        self.cancelled = 0
        self.used: list[str] = []
        self.watched: list[tuple[str, np.ndarray | None]] = []
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

    def start_training(self, recipe: Recipe, seed: int | None = None) -> None:
        self.started.append((recipe, seed))
        progress = Progress(
            "training", 1, 2, 40, 200, loss=0.5, accuracy=0.8, validation_loss=0.3,
            validation_accuracy=0.912, images_per_second=5432.1, seconds=8.0, seconds_left=32.0,
        )  # fmt: skip
        self.change(recipe=recipe, progress=progress)

    def expected_seconds(self, recipe: Recipe) -> float:
        return 31.0

    def use(self, version: str) -> None:
        self.used.append(version)
        card = dataclasses.replace(self.status_now.card, version=version)
        self.change(card=card)

    def training(self, visitor: str, drawing: np.ndarray | None = None) -> TrainingView:
        self.watched.append((visitor, drawing))
        images = np.full((2, 28, 28), 99, np.uint8)
        progress = self.status_now.progress
        if progress is None:
            return TrainingView("", Progress("preparing", 1, 1, 0, 1), images=images, labels=(3, 4))
        curves = {
            name: Curve((20, 40), (0.5, 0.75))
            for name in ("loss", "accuracy", "validation_loss", "validation_accuracy")
        }
        readings = (Reading(3, 0.8), Reading(9, 0.6))
        own = None if drawing is None else Reading(None, 0.7)
        return TrainingView("t", progress, curves, images, (3, 4), readings, own)

    def cancel_training(self) -> None:
        self.cancelled += 1
        outcome = Outcome("1", "cancelled", "The training was cancelled.")
        self.change(recipe=None, progress=None, outcome=outcome)

    def change(self, **changes) -> None:
        self.status_now = dataclasses.replace(self.status_now, **changes)


def drawn(page: AppTest, *objects: object) -> AppTest:
    """Report these objects, as the canvas does where there is no live ink."""
    page.session_state[CANVAS] = canvas.state(list(objects))
    return page.run()


def given(page: AppTest, component: str) -> dict:
    """The data that one of the page's own components was given."""
    assert not page.exception
    protos = [element.proto for element in page.get("bidi_component")]
    (proto,) = [proto for proto in protos if proto.component_name == f"digitnet.{component}"]
    return json.loads(proto.json)


def panel(page: AppTest) -> dict:
    return given(page, "panel")


def sketched(page: AppTest, *strokes: list, down: bool = False, number: int = 1) -> AppTest:
    """Send what live ink sends."""
    page.session_state[INK] = {"ink": live_message(*strokes, number=number, down=down)}
    return page.run()


def reported(page: AppTest) -> list:
    return canvas.reported(page.session_state[CANVAS])


def texts(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.warning, page.toast)
    return " ".join(element.value for kind in kinds for element in kind)
