"""Keeps what a visitor taught: in their browser, and in the collection for later trainings."""

from __future__ import annotations

import contextlib
import json

from digitnet.drawing.drawing import Drawing
from digitnet.engine.kept_lessons import MAX_BYTES
from digitnet.engine.lesson_list import LessonList
from digitnet.engine.protocol import EngineProtocol
from digitnet.errors import DigitnetError
from digitnet.labels import NON_DIGIT
from digitnet.texts import draw_page
from digitnet.ui import components, session


def in_browser() -> None:
    """Restore what this browser kept before a reload, or in another tab; keep what is new.

    Called before anything of the page that shows lessons.
    """
    result = components.lessons(key="kept_lessons", data=_to_keep(), on_kept_change=lambda: None)
    if isinstance(kept := result.get("kept"), str):
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
