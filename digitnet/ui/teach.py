"""Teaching on the drawing page: what a drawing is, what was learned from it, and why it counts.

The lessons are the visitor's own (see ``keeping``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from digitnet.drawing.drawing import Drawing
from digitnet.engine.kept_lessons import MAX_BYTES
from digitnet.engine.lesson_list import LessonList, predict_taught
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import LightOnly
from digitnet.errors import DigitnetError
from digitnet.labels import DIGIT_COUNT, NON_DIGIT
from digitnet.network.prediction import Prediction
from digitnet.texts import draw_page, errors
from digitnet.texts.message import Note
from digitnet.ui import answer, keeping, session, taught, view
from digitnet.ui.attempt import note_missed

ASK, UNDO, TAUGHT = "ask", "take_back", "taught"
"""The keys of the controls, of which the answer says which one fits it."""


def is_offered(engine: EngineProtocol) -> bool:
    """Whether this page can be taught: a stage has no controls, an exhibit many visitors, and a
    light form no features to compare.
    """
    if view.is_stage() or view.kiosk_seconds() is not None:
        return False
    return not isinstance(engine.status().network, LightOnly)


def predict(engine: EngineProtocol, drawing: Drawing, image: np.ndarray) -> Prediction:
    """Read a drawing and its image, uint8 (28, 28); with the visitor's lessons if there are any.

    Raises:
        EngineError: if nothing can read it.
    """
    lessons = session.LESSONS.get()
    if not lessons:
        return engine.predict(image)
    if not engine.status().is_ready:
        # Only an engine knows lessons, and to wait for one would hold up every drawing.
        note_missed()
        return engine.predict(image)
    return predict_taught(engine, drawing, lessons)


def with_list(data: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to an empty canvas, which offers what was taught, if anything."""
    session.LEARNED.set(None)
    return data | {"teach": TAUGHT} if session.LESSONS.get() else data


def with_lesson(data: dict[str, Any], prediction: Prediction, pen_down: bool) -> dict[str, Any]:
    """Return the answer with the lesson that it resembled, and with what can be taught."""
    assert prediction.image is not None
    learned = session.LEARNED.get()
    if learned and learned.image == prediction.image.tobytes():
        is_late = prediction.lesson is None and session.MISSED.get()
        line = draw_page.LEARNED_FOR_LATER() if is_late else str(learned.line)
        return _with_line(data, line) | {"teach": UNDO}
    session.LEARNED.set(None)
    if pen_down:
        return data
    if prediction.lesson is not None:
        item = session.LESSONS.get().items[prediction.lesson.lesson - 1]
        line = (
            draw_page.LIKE_NO_DIGIT()
            if item.digit is None
            else draw_page.LIKE_A_DIGIT(a_digit=draw_page.A_DIGIT[item.digit])
        )
        data = _with_line(data, line) | {"lesson": answer.data_url(item.image)}
    return data | {"teach": ASK}


def controls(engine: EngineProtocol) -> None:
    """Show what can be taught; ``teach.css`` shows what fits the answer, and hides the others."""
    if problem := session.LESSON_ERROR.take():
        st.toast(problem, icon=":material/info:")
    with st.container(key="teach"):
        with _popover(draw_page.NOT_RIGHT(), ASK) as popover:
            if popover.open:
                _choices(engine)
                taught.show(engine, ASK)
        st.button(
            draw_page.TAKE_BACK(), type="tertiary", on_click=_take_back, args=(engine,), key=UNDO
        )
        if session.LESSONS.get():
            with _popover(draw_page.TAUGHT(), TAUGHT) as popover:
                if popover.open:
                    taught.show(engine, TAUGHT)


def _popover(label: str, key: str) -> Any:
    """A popover that is filled once it is opened, and that a button in it can close."""
    return st.popover(label, type="tertiary", key=key, on_change="rerun")


def _choices(engine: EngineProtocol) -> None:
    st.markdown(draw_page.WHICH_DIGIT())
    with st.container(key="right_answers", horizontal=True):
        for digit in range(DIGIT_COUNT):
            st.button(str(digit), on_click=_teach, args=(engine, digit), key=f"teach_{digit}")
    st.button(
        draw_page.NO_DIGIT_BAR(),
        on_click=_teach,
        args=(engine, None),
        width="stretch",
        key=f"teach_{NON_DIGIT}",
    )
    st.caption(draw_page.WHO_KEEPS_LESSONS())


def _with_line(data: dict[str, Any], line: str) -> dict[str, Any]:
    """Return the answer with this sentence instead of how sure it is."""
    spoken = data["spoken"]
    if spoken is not None:
        spoken = draw_page.ANSWER_TAUGHT(answer=spoken, line=line) if data["digit"] else line
    return data | {"line": line, "aside": "", "spoken": spoken}


def _teach(engine: EngineProtocol, digit: int | None) -> None:
    st.session_state[ASK] = False
    drawing, before = session.DRAWING.get(), session.LESSONS.get()
    try:
        lessons = before.teach(drawing, digit)
    except DigitnetError as error:
        session.LESSON_ERROR.set(str(error))
        return
    if len(lessons.to_json()) > MAX_BYTES:
        session.LESSON_ERROR.set(errors.LESSONS_TOO_LARGE(limit=MAX_BYTES // 10**6))
        return
    place = before.find(drawing)
    replaced = None if place is None else before.items[place]
    line = _what_was_learned(before, drawing, digit)
    session.LESSONS.set(lessons)
    session.LEARNED.set(session.Learned(lessons.items[-1].image.tobytes(), line, replaced))
    if replaced is not None:
        # The same digit, drawn elsewhere; what was said of it last counts.
        keeping.withdraw(engine, replaced.drawing)
    keeping.collect(engine, drawing, digit)


def _what_was_learned(before: LessonList, drawing: Drawing, digit: int | None) -> Note:
    place = before.find(drawing)
    if place is None:
        is_full = len(before.teach(drawing, digit)) == len(before)
        return Note(draw_page.LEARNED_LAST if is_full else draw_page.LEARNED)
    earlier = before.items[place].digit
    if earlier == digit:
        return Note(draw_page.LEARNED)
    if earlier is None:
        return Note(draw_page.LEARNED_INSTEAD_OF_NO_DIGIT)
    return Note(draw_page.LEARNED_INSTEAD, {"a_digit": draw_page.A_DIGIT[earlier]})


def _take_back(engine: EngineProtocol) -> None:
    learned, lessons = session.LEARNED.take(), session.LESSONS.get()
    images = [item.image.tobytes() for item in lessons.items]
    # Another tab may have changed the lessons in the meantime.
    if learned is None or learned.image not in images:
        return
    place = images.index(learned.image)
    keeping.withdraw(engine, lessons.items[place].drawing)
    lessons = lessons.without(place)
    if (replaced := learned.replaced) is not None:
        lessons = lessons.teach(replaced.drawing, replaced.digit)
        keeping.collect(engine, replaced.drawing, replaced.digit)
    session.LESSONS.set(lessons)
