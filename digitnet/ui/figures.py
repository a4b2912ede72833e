"""How a model reads a whole set: the confusion matrix, digit by digit, writer by writer."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, TypeGuard

import streamlit as st

from digitnet.engine.data_view import DataView
from digitnet.labels import CLASSES, NON_DIGIT
from digitnet.texts import data_page
from digitnet.texts.numbers import formatted
from digitnet.ui import components, filters, gallery, session

MATRIX = "data_matrix"
NAME_LENGTH = 20


def show(view: DataView) -> None:
    """Show all figures of a view."""
    labelled = int(view.matrix.sum())
    if not labelled:
        return
    st.header(data_page.MATRIX(), anchor=False)
    share = float(view.matrix.trace() / labelled)
    st.markdown(data_page.CORRECT(share=share))
    components.matrix(key=MATRIX, data=_matrix(view), on_cell_change=_open_cell)
    st.caption(data_page.MATRIX_MEANS())
    with st.expander(data_page.FIGURES(), key="data_by_digit"):
        st.html(_by_digit(view))
    if view.worst_writers:
        with st.expander(data_page.WRITERS(), key="data_by_writer"):
            st.html(_by_writer(view))
            if more := view.writer_count - len(view.worst_writers):
                st.caption(data_page.MORE_WRITERS(n=more))


def writer_name(writer: str) -> str:
    """What a writer is called: visitors have random names, imported ones may be long."""
    if session.VISITOR_NAME.fullmatch(writer):
        return data_page.VISITOR(name=writer[:4])
    if len(writer) > NAME_LENGTH:
        return f"{writer[: NAME_LENGTH - 1]}\N{HORIZONTAL ELLIPSIS}"
    return writer


def _matrix(view: DataView) -> dict[str, Any]:
    rows = [
        {"name": gallery.sign(label), "cells": [_cell(view, label, a) for a in range(CLASSES)]}
        for label in _labels(view)
    ]
    return {
        "label": data_page.MATRIX(),
        "columns": [gallery.sign(answer) for answer in range(CLASSES)],
        "rows": rows,
    }


def _cell(view: DataView, label: int, answer: int) -> dict[str, Any]:
    count = int(view.matrix[label, answer])
    title = data_page.CELL(label=gallery.a_digit(label), answer=gallery.a_digit(answer), n=count)
    right = label == answer
    return {"label": label, "answer": answer, "n": count, "right": right, "title": title}


def _labels(view: DataView) -> Iterable[int]:
    return range(CLASSES) if view.matrix[NON_DIGIT].any() else range(NON_DIGIT)


def _open_cell() -> None:
    """Show a cell's images; a browser may send anything."""
    state = st.session_state.get(MATRIX)
    cell = state.get("cell") if state else None
    if isinstance(cell, dict):
        label, answer = cell.get("label"), cell.get("answer")
        if _is_class(label) and _is_class(answer):
            filters.show_cell(label, answer)


def _is_class(value: object) -> TypeGuard[int]:
    return type(value) is int and value in range(CLASSES)


def _by_digit(view: DataView) -> str:
    counts = view.matrix.sum(axis=1)
    rows = (
        (
            gallery.class_name(label),
            int(counts[label]),
            int(view.matrix[label, label]),
        )
        for label in _labels(view)
    )
    return _table(data_page.DIGIT(), rows)


def _by_writer(view: DataView) -> str:
    rows = ((writer_name(item.writer), item.count, item.correct) for item in view.worst_writers)
    return _table(data_page.WRITER_NAME(), rows)


def _table(title: str, rows: Iterable[tuple[str, int, int]]) -> str:
    """A table of names, counts, and how many of these are read correctly."""
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{formatted(count, ",")}</td>'
        f"<td>{formatted(correct / count, '.2%') if count else ''}</td></tr>"
        for name, count, correct in rows
    )
    heads = (title, data_page.COUNT(), data_page.SHARE())
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return f'<table class="dn-compare"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
