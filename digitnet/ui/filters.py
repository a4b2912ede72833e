"""The Data page's controls: which set, which of its images, read by which model."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from digitnet.engine.data_view import (
    CHANGES,
    NEWEST,
    ORDERS,
    PAGE,
    SOURCES,
    DataQuery,
)
from digitnet.engine.status import ModelEntry
from digitnet.labels import CLASSES
from digitnet.texts import data_page
from digitnet.ui import gallery, versions
from digitnet.ui.controls import checked

LABEL, ANSWER = "data_label", "data_answer"
"""The keys of two controls, which the confusion matrix sets."""

SOURCE, MODEL, COMPARED = "data_source", "data_model", "data_compared"
WRONG, CHANGE, SURE = "data_wrong", "data_change", "data_sure"
ALL_SURE = (0, 100)


def choose(models: Sequence[ModelEntry]) -> DataQuery:
    """Let people choose; return what to find.

    Args:
        models: all there are.
    """
    source = _source()
    st.caption(data_page.SOURCE_SENTENCES[source](count=NEWEST))
    versions_there = [model.card.version for model in models]
    answering = next((model.card.version for model in models if model.answers), None)
    classes = [None, *range(CLASSES)]
    with st.container(key="data_filters", horizontal=True, vertical_alignment="bottom"):
        label = _select(LABEL, data_page.LABEL(), classes, _class_name)
        answer = _select(ANSWER, data_page.ANSWER(), classes, _class_name)
        least, most = _how_sure()
        order = _select(
            "data_order", data_page.ORDER(), ORDERS, lambda name: data_page.ORDERS[name]()
        )
        version, compared, change = None, None, None
        if len(models) > 1 and answering is not None:
            version, compared, change = _models(versions_there, answering)
        checked(data_page.WRONG(), WRONG, lambda value: isinstance(value, bool))
        wrong = st.toggle(data_page.WRONG(), key=WRONG, persist_state="session")
    query = DataQuery(
        source=source,
        version=version,
        compared=compared,
        label=label,
        answer=answer,
        wrong=wrong,
        change=change,
        least=least / 100,
        most=most / 100,
        order=order,
    )
    return dataclasses.replace(query, page=_page(query))


def choose_part(query: DataQuery, found: int) -> None:
    """Let people choose a part of what was found, if it does not fit on one page."""
    parts = -(-found // PAGE)
    if parts < 2:
        return
    key = _part_key(query)
    checked(data_page.PART(), key, lambda value: value in range(parts))
    st.selectbox(
        data_page.PART(),
        range(parts),
        format_func=lambda part: data_page.RANGE(
            first=part * PAGE + 1, last=min(found, (part + 1) * PAGE)
        ),
        label_visibility="collapsed",
        key=key,
    )


def show_change(version: str, compared: str, change: str) -> None:
    """Choose the test images that only one of two models reads correctly.

    Args:
        version, compared: the models.
        change: which of them (see ``DataQuery``).
    """
    # Controls without a value have their defaults: all images of the test set.
    for key in (SOURCE, LABEL, ANSWER, WRONG, SURE):
        if key in st.session_state:
            del st.session_state[key]
    st.session_state[MODEL], st.session_state[COMPARED] = version, compared
    st.session_state[CHANGE] = change


def show_cell(label: int, answer: int) -> None:
    """Choose what a cell of the confusion matrix counts."""
    st.session_state[LABEL], st.session_state[ANSWER] = label, answer
    st.session_state[WRONG] = False
    st.session_state[SURE] = ALL_SURE
    if CHANGE in st.session_state:
        st.session_state[CHANGE] = None


def _source() -> str:
    label = data_page.SOURCE()
    checked(label, SOURCE, lambda value: value in SOURCES)
    source: str = st.pills(
        label,
        SOURCES,
        default=SOURCES[0],
        required=True,
        format_func=lambda name: data_page.SOURCES[name](),
        label_visibility="collapsed",
        key=SOURCE,
        persist_state="session",
    )
    return source


def _models(there: list[str], answering: str) -> tuple[str, str | None, str | None]:
    first = [answering, *(version for version in there if version != answering)]
    version = _select(MODEL, data_page.MODEL(), first, versions.title)
    others = [None, *(other for other in first if other != version)]
    compared = _select(
        COMPARED,
        data_page.COMPARED(),
        others,
        lambda other: data_page.NO_MODEL() if other is None else versions.title(other),
    )
    change = None
    if compared is not None:
        change = _select(
            CHANGE,
            data_page.CHANGE(),
            [None, *CHANGES],
            lambda name: (
                data_page.ALL()
                if name is None
                else data_page.CHANGES[name](
                    model=versions.short(version), compared=versions.short(compared)
                )
            ),
        )
    return version, compared, change


def _select(key: str, label: str, choices: Sequence[Any], name: Callable[[Any], str]) -> Any:
    checked(label, key, lambda value: type(value) in map(type, choices) and value in choices)
    return st.selectbox(label, choices, format_func=name, key=key, persist_state="session")


def _how_sure() -> tuple[int, int]:
    label = data_page.SURE()

    def is_possible(value: Any) -> bool:
        low, high = value
        return type(low) is type(high) is int and 0 <= low <= high <= 100

    checked(label, SURE, is_possible)
    chosen: tuple[int, int] = st.slider(
        label, *ALL_SURE, value=ALL_SURE, key=SURE, persist_state="session"
    )
    return chosen


def _class_name(label: int | None) -> str:
    return data_page.ALL() if label is None else gallery.class_name(label)


def _part_key(query: DataQuery) -> str:
    """A new control for each query, so that it starts at the beginning."""
    return "data_part_" + "_".join(
        str(value) for name, value in vars(query).items() if name != "page"
    )


def _page(query: DataQuery) -> int:
    page = st.session_state.get(_part_key(query), 0)
    return page if type(page) is int and page >= 0 else 0
