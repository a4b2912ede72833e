"""Any two models side by side: by how much they differ, digit by digit, and on which images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from digitnet.engine.data_view import BROKEN, MNIST_TEST, DataQuery, DataView
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineStatus, Published
from digitnet.store.card import SHIPPED, ModelCard
from digitnet.texts import data_page, train_page
from digitnet.texts.numbers import formatted, signed
from digitnet.ui import filters, gallery
from digitnet.ui.answer import data_url
from digitnet.ui.attempt import REFUSALS, note_missed
from digitnet.ui.controls import checked
from digitnet.ui.verdict import SAME, in_sentence
from digitnet.ui.versions import title

SHOWN = 16
"""Images in each direction, at most; the Data page has all of them."""

POLL_SECONDS = 0.7
"""How often the page asks how far the models have read the test set."""

DIFFER = "show_differences"
"""The key of the control that lets both models read the test set."""


def show(
    engine: EngineProtocol,
    status: EngineStatus,
    cards: Sequence[ModelCard],
    to_data: Callable[[], None] | None = None,
) -> None:
    """Compare two models, at first the one that was trained last and the shipped one.

    Args:
        engine, status: the engine, and what it says of itself.
        cards: of all models, newest first; with fewer than two there is nothing to compare.
        to_data: leads to the Data page; None where there is no way to it.
    """
    if len(cards) < 2:
        return
    by_version = {card.version: card for card in cards}
    outcome = status.outcome
    new = outcome.card.version if isinstance(outcome, Published) else cards[0].version
    st.header(train_page.COMPARE(), anchor=False)
    with st.container(key="compare"):
        with st.container(key="sides", horizontal=True):
            left = _choose_model(train_page.LEFT(), f"left_{new}", list(by_version), new)
            right = _choose_model(train_page.RIGHT(), "right", list(by_version), SHIPPED)
        st.html(_comparison(by_version[left], by_version[right]))
        if left != right:
            _differences(engine, left, right, to_data)


def _choose_model(label: str, name: str, versions: list[str], default: str) -> str:
    key = f"compare_{name}"
    checked(label, key, lambda value: value in versions)
    index = versions.index(default) if default in versions else 0
    return st.selectbox(label, versions, index, format_func=title, key=key)


def _differences(
    engine: EngineProtocol, left: str, right: str, to_data: Callable[[], None] | None
) -> None:
    """Show the test images that only one of both reads correctly, once somebody asks for it: then
    both read the whole set, which takes some seconds the first time."""
    label = train_page.SHOW_DIFFERENCES()
    checked(label, DIFFER, lambda value: isinstance(value, bool))
    if not st.toggle(label, key=DIFFER, persist_state="session"):
        return
    pairs = ((left, right), (right, left))
    queries = [_only_by(*pair) for pair in pairs]
    try:
        views = [engine.browse(query) for query in queries]
    except REFUSALS as error:
        note_missed()
        st.caption(str(error))
        return
    if min(view.done for view in views) < 1:
        st.fragment(_reading, run_every=POLL_SECONDS)(engine, queries)
        return
    st.caption(train_page.DIFFERENCES_MEAN())
    with st.container(key="differences", horizontal=True, gap="large"):
        for side, pair, view in zip(("left", "right"), pairs, views, strict=True):
            with st.container(key=f"only_by_{side}"):
                _difference(pair, view, to_data)


def _only_by(correct: str, wrong: str) -> DataQuery:
    """What one model reads correctly and the other does not, as the other reads it."""
    return DataQuery(MNIST_TEST, version=wrong, compared=correct, change=BROKEN)


def _reading(engine: EngineProtocol, queries: list[DataQuery]) -> None:
    """Show how far the models are, until both have read the whole set."""
    try:
        done = min(engine.browse(query).done for query in queries)
    except REFUSALS:
        st.rerun()
    if done >= 1:
        st.rerun()
    st.progress(done, text=train_page.BOTH_READ())


def _difference(pair: tuple[str, str], view: DataView, to_data: Callable[[], None] | None) -> None:
    correct, wrong = pair
    message = train_page.ONLY_BY if view.found else train_page.NOTHING_ONLY_BY
    st.markdown(message(n=view.found, model=in_sentence(correct)))
    if not view.found:
        return
    st.html(_images(view))
    if to_data is not None and st.button(
        train_page.TO_DATA(),
        on_click=filters.show_change,
        args=(wrong, correct, BROKEN),
        icon=":material/grid_view:",
        key=f"see_only_by_{correct}",
    ):
        to_data()


def _images(view: DataView) -> str:
    """The images, each with its label and what the model that is wrong reads."""
    figures = []
    for place in range(min(len(view.ids), SHOWN)):
        label, answer = int(view.labels[place]), int(view.answers[place])
        name = gallery.name(view, MNIST_TEST, place)
        told = data_page.TILE(name=name, sentence=gallery.sentence(view, place))
        below = f"{gallery.sign(label)} \N{RIGHTWARDS ARROW} {gallery.sign(answer)}"
        figures.append(
            f'<figure title="{escape(told)}">'
            f'<img src="{data_url(view.images[place])}" alt="{escape(told)}" />'
            f'<figcaption aria-hidden="true">{below}</figcaption></figure>'
        )
    return f'<div class="dn-differ">{"".join(figures)}</div>'


def _comparison(left: ModelCard, right: ModelCard) -> str:
    """A table: each digit of MNIST's test set, and what synthetic writers wrote."""
    one, other = left.report, right.report
    rows = [(train_page.MNIST_DIGITS(), one.test_accuracy, other.test_accuracy)]
    if one.digit_accuracy and other.digit_accuracy:
        both = zip(one.digit_accuracy, other.digit_accuracy, strict=True)
        rows += [(str(digit), *values) for digit, values in enumerate(both)]
    rows.append((train_page.SYNTHETIC_WRITERS(), one.synthetic_accuracy, other.synthetic_accuracy))
    body = "".join(_compared(*row) for row in rows)
    heads = (train_page.READ_CORRECTLY(), title(left.version), title(right.version))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in (*heads, train_page.POINTS()))
    return f'<table class="dn-compare"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _compared(name: str, value: float, reference: float) -> str:
    difference = value - reference
    return (
        f'<tr><th scope="row">{escape(name)}</th>'
        f"<td>{formatted(value, '.2%')}</td><td>{formatted(reference, '.2%')}</td>"
        f'<td class="dn-{_trend(difference)}">{signed(100 * difference, ".2f")}</td></tr>'
    )


def _trend(difference: float) -> str:
    return "better" if difference > SAME else "worse" if difference < -SAME else "same"
