"""What pages may ask of an engine.

This is the only list. To add a verb, declare it here with the longest time that a page waits for
it, and implement it in ``engine.engine``; the process and the client take the rest from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

from digitnet.data.collected import LESSON
from digitnet.data.collection_facts import CollectionStats
from digitnet.drawing.drawing import Drawing
from digitnet.engine.data_view import DataQuery, DataView
from digitnet.engine.questions import Answer, Question
from digitnet.engine.status import EngineStatus, ModelEntry, ModelFile
from digitnet.network.number import Number
from digitnet.network.prediction import Prediction
from digitnet.store.formats import ORIGINAL
from digitnet.training.progress import Learning, TrainingView
from digitnet.training.recipe import Recipe

ANSWER_SECONDS = 2.0
"""How long a page waits for verbs that should take milliseconds."""

EXPLAIN_SECONDS = 5.0
"""How long a page waits for explanations, which threads of their own ask for."""

START_SECONDS = 10.0
SAVE_SECONDS = 40.0
"""The store waits up to 30 s while another server changes it."""

LOAD_SECONDS = 60.0

_Verb = TypeVar("_Verb", bound=Callable[..., Any])


def within(seconds: float) -> Callable[[_Verb], _Verb]:
    """Declare a method as a verb, with the longest time that its caller waits, in seconds."""

    def mark(verb: _Verb) -> _Verb:
        vars(verb)["deadline"] = seconds
        return verb

    return mark


class EngineProtocol(Protocol):
    """An engine: one model that answers, and at most one training. All verbs are thread-safe.

    Every verb but ``status`` may raise ``EngineGone`` or ``EngineNotAnswering``, which are
    ``EngineError``, if the engine runs in another process. Verbs that read raise ``EngineError``
    while no model answers.
    """

    @within(ANSWER_SECONDS)
    def status(self) -> EngineStatus:
        """Return the state of the engine. Never raises."""

    @within(ANSWER_SECONDS)
    def predict(self, image: np.ndarray) -> Prediction:
        """Read one image, uint8 (28, 28)."""

    @within(START_SECONDS)
    def keep_lessons(self, lessons: str) -> str:
        """Learn what a visitor taught, for ``predict_taught``; the lists sent last are kept.

        Args:
            lessons: JSON lines, as ``LessonList.to_json`` writes them; of more than
                ``MAX_LESSONS`` the last ones count.

        Returns:
            The id to ask with: ``LessonList.id``.

        Raises:
            EngineError: while no model answers.
            LessonError: if the lessons are too large, or a line is no lesson.
        """

    @within(ANSWER_SECONDS)
    def predict_taught(self, drawing: Drawing | np.ndarray, lessons: str) -> Prediction:
        """Read one drawing, or one image, uint8 (28, 28), with a visitor's lessons.

        Args:
            drawing: lessons compare the strokes, too, which an image does not have.
            lessons: the id of a list of lessons (see ``keep_lessons``).

        Returns:
            The prediction. Its ``lesson`` names the lesson that made the answer, if one did, by
            its line from 1 and how much it resembled the drawing.

        Raises:
            LessonsForgotten: if the engine does not have them; ``lesson_list.predict_taught``
                sends them again.
            EngineError: while no model answers.
        """

    @within(START_SECONDS)
    def collect(
        self, drawing: Drawing, label: int | None, writer: str | None = None, origin: str = LESSON
    ) -> None:
        """Add a drawing to the collection, with what the model reads; trainings can learn it.

        Args:
            drawing: with ink.
            label: 0..9, ``NON_DIGIT`` for no digit, or None for unknown.
            writer: a name that tells visitors apart.
            origin: how it came about.

        Raises:
            CollectionError: if it cannot be added; nothing of the collection is lost.
            DrawingError: if the label or the writer is impossible.
            EngineError: while no model answers.
        """

    @within(START_SECONDS)
    def collection(self) -> CollectionStats:
        """Count what the collection holds.

        Raises:
            CollectionError: if it cannot be read.
        """

    @within(START_SECONDS)
    def start_training(
        self, recipe: Recipe, seed: int | None = None, with_collection: bool = False
    ) -> None:
        """Start a training in the background; its progress is in ``status``.

        Args:
            recipe: how to train.
            seed: None for a random one; the model's card records it.
            with_collection: whether what people drew is part of the training; some of it is left
                out, and the report says how much of that the new model reads.

        Raises:
            EngineError: if no model answers yet or a training is already running.
            CollectionError: if the collection cannot be read.
            DataError: if it is too small for a training.
            StoreError: if nothing can be saved.
        """

    @within(ANSWER_SECONDS)
    def cancel_training(self) -> None:
        """Cancel the running training, if any; nothing of it is kept.

        Raises:
            EngineError: if its result is already being saved.
        """

    @within(ANSWER_SECONDS)
    def watch_training(self, visitor: str, drawing: np.ndarray | None = None) -> TrainingView:
        """Return what a visitor sees of the running training, or of the last one.

        Args:
            visitor: a string that identifies the visitor.
            drawing: their own, uint8 (28, 28), for the network to read as it learns.

        Raises:
            DataError: if the bundled data set is missing or altered.
        """

    @within(START_SECONDS)
    def replay_training(self, drawing: np.ndarray | None = None) -> Learning:
        """Return some forty moments of the running training, or of the last one.

        Args:
            drawing: the visitor's own, uint8 (28, 28), to be followed; without one, a test digit.

        Raises:
            DataError: if the bundled data set is missing or altered.
        """

    @within(ANSWER_SECONDS)
    def expected_seconds(self, recipe: Recipe) -> float | None:
        """Return how long a training will take on the engine's device, or None while unknown."""

    @within(ANSWER_SECONDS)
    def models(self) -> list[ModelEntry]:
        """Return all models, newest first and the shipped one last."""

    @within(LOAD_SECONDS)
    def use(self, version: str) -> None:
        """Make another model answer.

        Raises:
            EngineError: if no model answers yet.
            ModelError: if there is no such model, or it cannot be loaded.
            StoreError: if the choice cannot be saved.
        """

    @within(SAVE_SECONDS)
    def remove(self, version: str) -> None:
        """Delete a model.

        Raises:
            ModelError: if there is no such model.
            StoreError: if it is the shipped one or the one that answers, or cannot be removed.
        """

    @within(LOAD_SECONDS)
    def download(self, version: str, format: str = ORIGINAL) -> ModelFile:
        """Return a model as a file of some megabytes.

        Args:
            version: the model's.
            format: ``ORIGINAL`` for the Keras file as it is stored, or one of ``FORMATS``, which
                takes some seconds.

        Raises:
            ModelError: if there is no such model, or its file is damaged.
            StoreError: if it cannot be exported in this format.
        """

    @within(START_SECONDS)
    def withdraw(self, drawing: Drawing, writer: str | None) -> None:
        """Take back what ``collect`` added, if it is there and is this writer's.

        Raises:
            CollectionError: if the collection cannot be changed.
        """

    @within(START_SECONDS)
    def relabel_collected(self, id: int, label: int | None) -> None:
        """Say what a drawing of the collection is.

        Args:
            id: the drawing's (see ``DataView.ids``).
            label: 0..9, ``NON_DIGIT`` for no digit, or None for unknown.

        Raises:
            CollectionError: if there is no such drawing or label, or it cannot be changed.
        """

    @within(START_SECONDS)
    def remove_collected(self, ids: Sequence[int]) -> int:
        """Remove drawings from the collection; return how many there were.

        Raises:
            CollectionError: if it cannot be changed.
        """

    @within(LOAD_SECONDS)
    def export_collection(self) -> str:
        """Return the whole collection as JSON lines.

        Raises:
            CollectionError: if it cannot be read.
        """

    @within(START_SECONDS)
    def browse(self, query: DataQuery) -> DataView:
        """Return the images of a set that a query finds, and how a model reads the set.

        The first time, the model reads the whole set in the background; until it has, the view
        says only how far it is.

        Raises:
            EngineError: if the query is impossible, or no model answers yet.
            ModelError: if there is no such model, or it cannot be loaded.
            CollectionError: if the collection cannot be read.
            DataError: if the bundled data set is missing or altered.
        """

    @within(EXPLAIN_SECONDS)
    def explain(self, visitor: str, question: Question[Answer]) -> Answer:
        """Answer a question about the inside of the network.

        Args:
            visitor: a string that identifies the visitor.
            question: what to explain; a newer one of the same class and visitor replaces it.

        Raises:
            EngineError: while no model answers, if the question was replaced, or if it is about
                something that does not exist.
        """

    @within(ANSWER_SECONDS)
    def read_number(self, drawing: Drawing) -> Number:
        """Read a drawing of one digit or several, side by side."""

    @within(ANSWER_SECONDS)
    def predict_many(self, images: np.ndarray) -> list[Prediction]:
        """Read images, uint8 (n, 28, 28), such as the parts of a picture; one prediction each."""


DEADLINES: dict[str, float] = {
    name: verb.deadline for name, verb in vars(EngineProtocol).items() if hasattr(verb, "deadline")
}
"""The name of every verb, with the longest time that its caller waits, in seconds."""
