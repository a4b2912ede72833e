"""The list of what a visitor taught: look at it, correct it, remove and export it."""

from __future__ import annotations

import dataclasses
import hashlib
from html import escape

import streamlit as st

from digitnet.engine.lesson_list import LessonList, TaughtDrawing
from digitnet.engine.protocol import EngineProtocol
from digitnet.labels import CLASSES, NON_DIGIT
from digitnet.texts import draw_page
from digitnet.texts.message import Message
from digitnet.ui import answer, keeping, session
from digitnet.ui.controls import checked

SHOWN = 20
"""Lessons that are listed, the newest first; with more, the page would be slow."""


def show(engine: EngineProtocol, name: str) -> None:
    """List the lessons, the newest first, in the popover of this name."""
    lessons = session.LESSONS.get()
    if not lessons:
        return
    st.markdown(draw_page.TAUGHT_COUNT(n=len(lessons)))
    numbered = list(enumerate(lessons.items, 1))
    for number, item in numbered[: -SHOWN - 1 : -1]:
        key = f"{name}_{hashlib.sha256(item.image.tobytes()).hexdigest()[:16]}"
        _row(engine, number, item, key)
    if len(lessons) > SHOWN:
        st.caption(draw_page.TAUGHT_SHOWN(count=SHOWN))
    st.download_button(
        draw_page.EXPORT_LESSONS(),
        data=lessons.to_json,
        file_name="lessons.jsonl",
        mime="application/jsonl",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
        key=f"{name}_export",
    )


def _row(engine: EngineProtocol, number: int, item: TaughtDrawing, name: str) -> None:
    label, key = NON_DIGIT if item.digit is None else item.digit, f"correct_{name}"
    # A screen reader hears it without the picture, so each row has names of its own.
    digit = draw_page.NO_DIGIT_TAUGHT if item.digit is None else draw_page.A_DIGIT[item.digit]
    title = draw_page.LABEL(number=number)
    checked(title, key, _is_label)
    with st.container(key=f"lesson_{name}", horizontal=True, vertical_alignment="center"):
        # White on black, as the network sees it.
        alt = draw_page.LESSON_IMAGE(number=number, a_digit=digit)
        source = answer.data_url(item.image)
        st.html(f'<img class="dn-lesson" src="{source}" alt="{escape(alt)}" />', width="content")
        st.selectbox(
            title,
            range(CLASSES),
            label,
            format_func=lambda choice: str(_name(choice)),
            label_visibility="collapsed",
            on_change=_correct,
            args=(engine, item, key),
            key=key,
        )
        st.button(
            draw_page.REMOVE_LESSON(number=number, a_digit=digit),
            icon=":material/delete:",
            on_click=_remove,
            args=(engine, item),
            key=f"remove_{name}",
        )


def _name(label: int) -> Message | str:
    return draw_page.NO_DIGIT_BAR if label == NON_DIGIT else str(label)


def _is_label(value: object) -> bool:
    return isinstance(value, int) and value in range(CLASSES)


def _correct(engine: EngineProtocol, item: TaughtDrawing, key: str) -> None:
    label, lessons = st.session_state.get(key), session.LESSONS.get()
    place = lessons.find(item.drawing)
    if place is None or not isinstance(label, int) or not _is_label(label):
        return
    items = list(lessons.items)
    digit = None if label == NON_DIGIT else label
    items[place] = dataclasses.replace(item, digit=digit)
    session.LESSONS.set(LessonList(tuple(items)))
    keeping.collect(engine, item.drawing, digit)


def _remove(engine: EngineProtocol, item: TaughtDrawing) -> None:
    lessons = session.LESSONS.get()
    if (place := lessons.find(item.drawing)) is not None:
        session.LESSONS.set(lessons.without(place))
        keeping.withdraw(engine, item.drawing)
