"""Keeps what a visitor taught: in their browser, and in the collection for later trainings."""

from __future__ import annotations

import contextlib
import json

import streamlit as st

from digitnet.drawing.drawing import Drawing
from digitnet.engine.kept_lessons import MAX_BYTES
from digitnet.engine.lesson_list import LessonList
from digitnet.engine.protocol import EngineProtocol
from digitnet.errors import DigitnetError
from digitnet.labels import NON_DIGIT
from digitnet.texts import draw_page
from digitnet.ui import components, session

_KEPT = "kept_lessons"


def in_browser() -> None:
    """Let the browser keep the lessons, and say which ones it kept before a reload, or in another
    tab.

    Called at the end of the page: a component that answers while Streamlit still sends what comes
    after it may make the browser lose its place, and then nothing of the page appears.
    """
    components.lessons(key=_KEPT, data=_to_keep(), on_kept_change=_take_over)


def _take_over() -> None:
    """Take over what the browser kept, before the page is drawn again."""
    state = st.session_state.get(_KEPT)
    if state and isinstance(kept := state.get("kept"), str):
        _restore(kept)


def collect(engine: EngineProtocol, drawing: Drawing, digit: int | None) -> None:
    """Add a lesson to the collection; if that is impossible, the page says so."""
    label = NON_DIGIT if digit is None else digit
    try:
        engine.collect(drawing, label, session.visitor())
    except DigitnetError as error:
        session.LESSON_ERROR.set(draw_page.NOT_COLLECTED(problem=error))


def withdraw(engine: EngineProtocol, drawing: Drawing) -> None:
    """Take a lesson out of the collection again; if that is impossible, the page says so."""
    try:
        engine.withdraw(drawing, session.visitor())
    except DigitnetError as error:
        session.LESSON_ERROR.set(draw_page.NOT_WITHDRAWN(problem=error))


def _to_keep() -> dict[str, str | None]:
    """What the browser is to keep; None asks it for what it has."""
    if not session.RESTORED.get():
        return {"text": None}
    lessons = session.LESSONS.get()
    if not lessons:
        return {"text": ""}
    return {"text": json.dumps({"visitor": session.visitor(), "lessons": lessons.to_json()})}


def _restore(text: str) -> None:
    """Take over what a browser kept; it may be anything."""
    is_first = not session.RESTORED.get()
    session.RESTORED.set(True)
    kept = LessonList()
    with contextlib.suppress(ValueError, RecursionError, DigitnetError):
        value = json.loads(text)
        if isinstance(value, dict):
            visitor, lessons = value.get("visitor"), value.get("lessons")
            if is_first and isinstance(visitor, str) and session.VISITOR_NAME.fullmatch(visitor):
                session.VISITOR.set(visitor)
            if isinstance(lessons, str) and len(lessons) <= MAX_BYTES:
                kept = LessonList.from_json(lessons)
    if is_first:
        # What was taught in the meantime counts last.
        kept = LessonList.from_json(kept.to_json() + session.LESSONS.get().to_json())
    session.LESSONS.set(kept)
