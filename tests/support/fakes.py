"""What the tests of the pages share: an engine that needs no process, and what is on a page."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from digitnet import paths
from digitnet.data.collected import LESSON, Collected
from digitnet.data.collection_facts import CollectionStats
from digitnet.drawing import canvas
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.data_view import DataQuery, DataView
from digitnet.engine.lesson_list import LessonList, content_id
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.questions import Answer, Question
from digitnet.engine.status import (
    Cancelled,
    EngineError,
    EngineStatus,
    LessonsForgotten,
    ModelEntry,
    ModelFile,
    Ready,
    Running,
)
from digitnet.network.number import Number
from digitnet.network.number_reader import read_numbers
from digitnet.network.prediction import Prediction, Resemblance
from digitnet.store.card import SHIPPED, ModelCard
from digitnet.store.errors import ModelError
from digitnet.store.formats import ORIGINAL, file_name
from digitnet.texts import errors, reports
from digitnet.texts.message import Note
from digitnet.training.progress import Learning, Progress, TrainingView
from digitnet.training.recipe import Recipe
from tests.support.fake_explainer import FakeExplainer
from tests.support.looks import learned, nothing_seen, seen
from tests.support.strokes import live_message
from tests.support.trainings import REPORT

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

APP = paths.PAGES
SEVEN = {
    "type": "Path",
    "path": [["M", 90, 90], ["Q", 200, 90, 300, 90], ["Q", 240, 200, 180, 330], ["L", 180, 330.1]],
    "strokeWidth": 20,
}
BEND = [(90, 90), (300, 90), (180, 330)]
PROGRESS = Progress(
    "training", 1, 2, 40, 200, loss=0.5, accuracy=0.8, validation_loss=0.3,
    validation_accuracy=0.912, images_per_second=5432.1, seconds=8.0, seconds_left=32.0,
)  # fmt: skip


class FakeEngine:
    """An engine without a network, for pages: it says what a test put into it.

    Attributes:
        status_now: what it says about itself; ``change`` replaces parts of it.
        cards: the models there are, newest first.
        before: the version of the model that answered before.
        lessons: what it keeps, by id.
        with_collection: whether the last training was to learn what people drew.
        view: what there is to look at.
        explainer: what answers questions about the inside of the network.
        images, collected, relabelled, removed_drawings, queries, started, cancelled, watched, used,
            removed, downloaded, asked: what it was asked.
    """

    def __init__(self) -> None:
        card = ModelCard(SHIPPED, "2026-11-24T12:00:00+00:00", "0" * 64, REPORT)
        self.status_now = EngineStatus(Ready(card, "CPU", {"quick": 31.0, "full": 450.0}))
        self.cards = [card]
        self.before: str | None = None
        self.lessons: dict[str, LessonList] = {}
        self.collected: list[Collected] = []
        self.relabelled: list[tuple[int, int | None]] = []
        self.removed_drawings: list[int] = []
        self.queries: list[DataQuery] = []
        self.view = DataView(1.0, SHIPPED)
        self.with_collection = False
        self.images: list[np.ndarray] = []
        self.started: list[tuple[Recipe, int | None]] = []
        self.cancelled = 0
        self.watched: list[tuple[str, np.ndarray | None]] = []
        self.used: list[str] = []
        self.removed: list[str] = []
        self.downloaded: list[tuple[str, str]] = []
        self.asked: list[tuple[str, Question[Any]]] = []
        self.explainer: Any = FakeExplainer()

    @property
    def card(self) -> ModelCard:
        """The card of the model that answers."""
        assert isinstance(self.status_now.network, Ready)
        return self.status_now.network.card

    def status(self) -> EngineStatus:
        return self.status_now

    def predict(self, image: np.ndarray) -> Prediction:
        if not isinstance(self.status_now.network, Ready):
            note = self.status_now.network.message
            raise EngineError(note.message, **note.parameters)
        self.images.append(image)
        probabilities = np.full(10, 0.01, np.float32)
        probabilities[7] = 0.91
        return Prediction(probabilities, 7, 1.0, image)

    def read_number(self, drawing: Drawing) -> Number:
        return read_numbers([drawing], lambda parts: [self._read(part) for part in parts])[0]

    def predict_many(self, images: np.ndarray) -> list[Prediction]:
        return [self.predict(image) if image.any() else Prediction.of_nothing() for image in images]

    def _read(self, part: Drawing) -> Prediction:
        image = to_mnist(part)
        return Prediction.of_nothing() if image is None else self.predict(image)

    def keep_lessons(self, lessons: str) -> str:
        name = content_id(lessons)
        self.lessons[name] = LessonList.from_json(lessons)
        return name

    def predict_taught(self, drawing: Drawing | np.ndarray, lessons: str) -> Prediction:
        """Read what was taught as what it was taught to be, and all else as ``predict`` does."""
        if lessons not in self.lessons:
            raise LessonsForgotten(errors.LESSONS_FORGOTTEN)
        image = to_mnist(drawing) if isinstance(drawing, Drawing) else drawing
        assert image is not None
        for number, item in enumerate(self.lessons[lessons].items, 1):
            if np.array_equal(item.image, image):
                probabilities = np.full(10, 0.1, np.float32)
                return Prediction(probabilities, item.digit, 0.9, image, Resemblance(number, 1.0))
        return self.predict(image)

    def collect(
        self, drawing: Drawing, label: int | None, writer: str | None = None, origin: str = LESSON
    ) -> None:
        self.withdraw(drawing, writer)
        self.collected.append(Collected(drawing, label, writer, origin))

    def withdraw(self, drawing: Drawing, writer: str | None) -> None:
        content = Collected(drawing, None).content
        self.collected = [
            item for item in self.collected if (item.content, item.writer) != (content, writer)
        ]

    def collection(self) -> CollectionStats:
        return CollectionStats(count=len(self.collected), labelled=len(self.collected))

    def relabel_collected(self, id: int, label: int | None) -> None:
        self.relabelled.append((id, label))

    def remove_collected(self, ids: Sequence[int]) -> int:
        self.removed_drawings += ids
        return len(ids)

    def export_collection(self) -> str:
        return "".join(f"{item.to_json()}\n" for item in self.collected)

    def browse(self, query: DataQuery) -> DataView:
        self.queries.append(query)
        return self.view

    def start_training(
        self, recipe: Recipe, seed: int | None = None, with_collection: bool = False
    ) -> None:
        self.with_collection = with_collection
        self.started.append((recipe, seed))
        self.change(training=Running("t", recipe, PROGRESS))

    def cancel_training(self) -> None:
        self.cancelled += 1
        outcome = Cancelled("t", Note(reports.TRAINING_CANCELLED), PROGRESS)
        self.change(training=None, outcome=outcome)

    def watch_training(self, visitor: str, drawing: np.ndarray | None = None) -> TrainingView:
        self.watched.append((visitor, drawing))
        return nothing_seen() if self.status_now.training is None else seen("t", drawing)

    def replay_training(self, drawing: np.ndarray | None = None) -> Learning:
        image = np.full((28, 28), 99, np.uint8) if drawing is None else drawing
        return learned("t", image, 1, 20, 40) if self.started else Learning("", image)

    def expected_seconds(self, recipe: Recipe) -> float | None:
        return 31.0

    def models(self) -> list[ModelEntry]:
        network = self.status_now.network
        answers = network.card.version if isinstance(network, Ready) else None
        return [
            ModelEntry(
                card, card.version == answers, card.version == self.before, f"{card.version}.keras"
            )
            for card in self.cards
        ]

    def use(self, version: str) -> None:
        self.used.append(version)
        self.answer_with(dataclasses.replace(self.card, version=version))

    def remove(self, version: str) -> None:
        if version not in [card.version for card in self.cards]:
            raise ModelError(errors.MODEL_MISSING, version=version)
        self.removed.append(version)
        self.cards = [card for card in self.cards if card.version != version]

    def download(self, version: str, format: str = ORIGINAL) -> ModelFile:
        self.downloaded.append((version, format))
        return ModelFile(file_name(version, format), version.encode())

    def explain(self, visitor: str, question: Question[Answer]) -> Answer:
        if not isinstance(self.status_now.network, Ready):
            note = self.status_now.network.message
            raise EngineError(note.message, **note.parameters)
        self.asked.append((visitor, question))
        return question.answer(self.explainer)

    def change(self, **changes: Any) -> None:
        """Replace parts of the status."""
        self.status_now = dataclasses.replace(self.status_now, **changes)

    def answer_with(self, card: ModelCard) -> None:
        """Let another model answer."""
        assert isinstance(self.status_now.network, Ready)
        self.change(network=dataclasses.replace(self.status_now.network, card=card))

    def add(self, version: str, **report: Any) -> ModelCard:
        """Add a model, whose report differs from the usual one in this."""
        card = dataclasses.replace(
            self.card, version=version, report=dataclasses.replace(REPORT, **report)
        )
        self.cards.insert(0, card)
        return card


_: EngineProtocol = FakeEngine()
"""For mypy, which holds the fake against the protocol."""


# The functions below import Streamlit when they need it: the process of a fake engine, which
# imports this module, starts often and needs none.


def drawn(page: AppTest, *objects: object) -> AppTest:
    """Report these objects, as the canvas does where there is no live ink."""
    from digitnet.ui.session import CANVAS

    page.session_state[CANVAS] = canvas.state(list(objects))
    return page.run()


def given(page: AppTest, component: str) -> dict[str, Any]:
    """The data that one of the page's own components was given."""
    assert not page.exception
    protos = [element.proto for element in page.get("bidi_component")]
    (proto,) = [proto for proto in protos if proto.component_name == f"digitnet.{component}"]
    value: dict[str, Any] = json.loads(proto.json)
    return value


def panel(page: AppTest) -> dict[str, Any]:
    return given(page, "panel")


def sketched(
    page: AppTest, *strokes: list[tuple[float, float]], down: bool = False, number: int = 1
) -> AppTest:
    """Send what live ink sends."""
    from digitnet.ui.session import INK

    page.session_state[INK] = {"ink": live_message(*strokes, number=number, down=down)}
    return page.run()


def reported(page: AppTest) -> list[Any] | None:
    from digitnet.ui.session import CANVAS

    return canvas.reported(page.session_state[CANVAS])


def texts(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.warning, page.toast)
    return " ".join(element.value for kind in kinds for element in kind)
