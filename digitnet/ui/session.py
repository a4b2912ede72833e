"""What a visitor's session remembers between two runs, each under one name and with its type."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from digitnet.drawing import canvas
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import CanvasError
from digitnet.engine.lesson_list import LessonList, TaughtDrawing
from digitnet.texts.message import Note
from digitnet.training.recipe import Recipe
from digitnet.ui.picture_reading import Reading

T = TypeVar("T")


class Value(Generic[T]):
    """One value of the session, with what it is before it was set."""

    def __init__(self, name: str, default: T) -> None:
        self.name = name
        self.default = default

    @property
    def is_set(self) -> bool:
        return self.name in st.session_state

    def get(self) -> T:
        value: T = st.session_state.get(self.name, self.default)
        return value

    def set(self, value: T) -> None:
        st.session_state[self.name] = value

    def take(self) -> T:
        """Return the value and forget it."""
        value = self.get()
        st.session_state.pop(self.name, None)
        return value


@dataclass(frozen=True)
class Learned:
    """What was taught a moment ago.

    Attributes:
        image: the drawing's in MNIST format, 784 bytes.
        line: what the page says about it.
        replaced: the lesson that the same drawing was before, or None.
    """

    image: bytes
    line: Note
    replaced: TaughtDrawing | None


CANVAS = "canvas"
"""The canvas's key; what it has reported is read by ``reported``."""

INK = "ink"
"""Live ink's key; its newest message is read by ``live_ink``."""

DRAWING: Value[Drawing] = Value("drawing", Drawing(()))
"""What was read last, for the other pages and for the way back from them."""

OBJECTS: Value[list[Any]] = Value("objects", [])
"""What the canvas reported last where there is no live ink, for the way back."""

SHEET: Value[dict[str, Any]] = Value("sheet", canvas.sheet([], 0))
"""What the server last put on the canvas."""

STATUS: Value[tuple[object, ...]] = Value("status", ())
"""What of the engine's state the page was drawn with."""

EXPECTED: Value[dict[str, float]] = Value("expected", {})
"""How many seconds trainings were expected to take when a page was drawn that says so."""

OUTCOME: Value[str | None] = Value("outcome", None)
"""The training whose end this tab has reported."""

LANGUAGE: Value[str] = Value("visitors_language", "")
"""The code of the language that this tab speaks."""

LANGUAGE_SWITCHED: Value[bool] = Value("language_switched", False)
"""Whether it was chosen here, so that the browser is to keep it."""

VISITOR: Value[str] = Value("visitor", "")
"""Tells this visitor from all others, see ``visitor``."""

VISITOR_NAME = re.compile("[0-9a-f]{16}")
"""What such a name looks like."""

TRAINING: Value[dict[str, Any]] = Value("training_view", {})
"""What was seen of a training last."""

LEARNING: Value[dict[str, Any]] = Value("learning_view", {})
"""What was seen last of how it learned."""

DECIDED: Value[str | None] = Value("decided", None)
"""The training whose model was kept, so that nothing more is asked about it."""

LAST_PRESET: Value[str | None] = Value("last_preset", None)
"""The preset that was chosen last."""

TIMES_CHOSEN: Value[int] = Value("times_chosen", 0)
"""How often a preset was chosen: the other controls are made anew each time."""

FAILED_CHOICE: Value[tuple[str, Recipe | None] | None] = Value("failed_choice", None)
"""The training that failed last, and what was chosen when this tab heard of it; no choice once
something else was chosen."""

LESSONS: Value[LessonList] = Value("lessons", LessonList())
"""What this visitor taught."""

RESTORED: Value[bool] = Value("restored", False)
"""Whether the browser has said which lessons it kept."""

LEARNED: Value[Learned | None] = Value("learned", None)
"""The last lesson, as long as its drawing is on the canvas."""

LESSON_ERROR: Value[str | None] = Value("lesson_error", None)
"""Why something could not be taught, until it is said."""

INSIDE: Value[dict[str, Any]] = Value("inside", {})
"""What was seen of the network's inside last."""

ANSWERS: Value[dict[str, tuple[object, Any]]] = Value("inside_answers", {})
"""What the engine said last about its inside, by kind, with what it was asked."""

MAPS_SHOWN: Value[dict[str, list[int]]] = Value("maps_shown", {})
"""The numbers of the feature maps that are shown, by layer."""

LENS: Value[tuple[str, int] | None] = Value("lens", None)
"""The layer and the number of the feature map under the lens."""

MISSED: Value[bool] = Value("missed", False)
"""Whether a part of the page is still to be shown, since the engine did not answer."""

TOLD_TO_MOVE: Value[bool] = Value("told_to_move", False)
"""Whether this tab has said that it moves to another server."""

ONE_DIGIT: Value[bool] = Value("one_digit", False)
"""Whether this tab was opened for single digits only."""

MODEL_ERROR: Value[str | None] = Value("model_error", None)
"""Why a model could not be used or removed, until it is said."""

JOINING: Value[bool] = Value("joining", False)
"""Whether this tab shows how phones join."""

HANDOVER: Value[str] = Value("handover", "")
"""The code that this presenter shows to make another device the presenter."""

DATA_ERROR: Value[str | None] = Value("data_error", None)
"""Why the collection could not be changed, until it is said."""

PICTURE: Value[Reading | None] = Value("picture_reading", None)
"""The picture that was read last."""

PICTURES_HEARD: Value[int] = Value("pictures_heard", 0)
"""How many pictures have come from this tab, so that it knows that one was read."""

PICTURE_PROBLEM: Value[str | None] = Value("picture_problem", None)
"""Why a picture was not read, until it is said."""


def visitor() -> str:
    """Return a random name that tells this visitor from all others."""
    if not VISITOR.is_set:
        VISITOR.set(secrets.token_hex(8))
    return VISITOR.get()


def reported() -> list[Any] | None:
    """Return the objects that the canvas reported, or None if it has not reported yet."""
    return canvas.reported(st.session_state.get(CANVAS))


def live_ink() -> canvas.LiveInk | None:
    """Return the newest message of live ink, or None without one; a broken one counts as none."""
    state = st.session_state.get(INK)
    try:
        return canvas.read_live_ink(state.get("ink") if state else None)
    except CanvasError:
        return None


def new_sheet(objects: list[Any]) -> None:
    """Make the canvas show these objects."""
    SHEET.set(canvas.sheet(objects, SHEET.get()["sheet"] + 1))


def lay_out(objects: list[Any]) -> None:
    """Make the canvas show these objects, and take them as reported: it reports them later."""
    new_sheet(objects)
    st.session_state[CANVAS] = canvas.state(objects)
