"""The models there are: the new one against the old, any two, which one answers, and the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st

from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineError, EngineStatus, ModelEntry, Published
from digitnet.store import formats
from digitnet.store.card import SHIPPED, ModelCard
from digitnet.texts import train_page
from digitnet.texts.numbers import formatted, moment, signed
from digitnet.ui import roles, session
from digitnet.ui.attempt import REFUSALS, note_missed
from digitnet.ui.controls import checked
from digitnet.ui.verdict import SAME, recipe_name
from digitnet.ui.watch import duration


def title(version: str) -> str:
    """What people call a model."""
    if version == SHIPPED:
        return train_page.SHIPPED_MODEL()
    return train_page.MODEL(version=version)


def short(version: str) -> str:
    """What stands for a model on a button."""
    return train_page.SHIPPED() if version == SHIPPED else version


def date(card: ModelCard) -> str:
    """When a model was published, in this computer's time."""
    return moment(datetime.fromisoformat(card.created).astimezone())


def show(engine: EngineProtocol, status: EngineStatus) -> None:
    """Show all models: any two side by side, and what can be done with each."""
    try:
        models = engine.models()
    except EngineError as error:
        models, problem = [], str(error)
        note_missed()
    else:
        problem = ""
    if len(models) > 1:
        _compare(status, [model.card for model in models])
    st.header(train_page.MODELS(), anchor=False)
    _tell_error()
    if problem:
        st.caption(problem)
        return
    is_presenter = roles.is_presenter()
    with st.container(key="models"):
        for model in models:
            _row(engine, model, is_presenter)


def _compare(status: EngineStatus, cards: list[ModelCard]) -> None:
    """Any two models side by side: at first the one that was trained last and the shipped one."""
    by_version = {card.version: card for card in cards}
    outcome = status.outcome
    new = outcome.card.version if isinstance(outcome, Published) else cards[0].version
    st.header(train_page.COMPARE(), anchor=False)
    with st.container(key="compare"):
        with st.container(key="sides", horizontal=True):
            left = _choose_model(train_page.LEFT(), f"left_{new}", list(by_version), new)
            right = _choose_model(train_page.RIGHT(), "right", list(by_version), SHIPPED)
        st.html(_comparison(by_version[left], by_version[right]))


def _choose_model(label: str, name: str, versions: list[str], default: str) -> str:
    key = f"compare_{name}"
    checked(label, key, lambda value: value in versions)
    index = versions.index(default) if default in versions else 0
    return st.selectbox(label, versions, index, format_func=title, key=key)


def _row(engine: EngineProtocol, model: ModelEntry, is_presenter: bool) -> None:
    card = model.card
    version, name = card.version, short(card.version)
    mark = ""
    if model.answers:
        mark = train_page.ANSWERS()
    elif model.answered_before:
        mark = train_page.ANSWERED_BEFORE()
    with st.container(key=f"model_{version}", horizontal=True, vertical_alignment="center"):
        st.html(_facts(card, mark))
        if is_presenter:
            st.button(
                train_page.USE(model=name),
                on_click=_do,
                args=(engine.use, version),
                disabled=model.answers,
                key=f"use_{version}",
            )
        st.download_button(
            train_page.DOWNLOAD(model=name),
            # Called once somebody presses it, and not before.
            data=lambda: engine.download(version).content,
            file_name=model.download_name,
            mime="application/zip",
            on_click="ignore",
            icon=":material/download:",
            key=f"download_{version}",
        )
        with st.popover(
            train_page.EXPORT(model=name), icon=":material/ios_share:", key=f"ask_export_{version}"
        ):
            _export(engine, version)
        if version != SHIPPED and is_presenter:
            with st.popover(
                train_page.REMOVE(model=name),
                icon=":material/delete:",
                disabled=model.answers,
                key=f"ask_{version}",
            ):
                st.button(
                    train_page.REMOVE_FOR_GOOD(model=name),
                    on_click=_do,
                    args=(engine.remove, version),
                    type="primary",
                    key=f"remove_{version}",
                )


def _export(engine: EngineProtocol, version: str) -> None:
    """Let people choose a format, and save the model in it."""
    choices, key = formats.available(), f"format_{version}"
    checked(train_page.FORMAT(), key, lambda value: value in choices)
    format = st.selectbox(
        train_page.FORMAT(),
        choices,
        format_func=lambda choice: train_page.FORMAT_NAMES[choice](),
        key=key,
    )
    file = formats.file_name(version, format)
    st.download_button(
        train_page.SAVE_EXPORT(file=file),
        data=lambda: engine.download(version, format).content,
        file_name=file,
        mime="text/html" if format == formats.WEB else "application/zip",
        on_click="ignore",
        icon=":material/download:",
        key=f"export_{version}",
    )
    st.caption(train_page.EXPORT_TAKES())


def _facts(card: ModelCard, mark: str) -> str:
    report = card.report
    share = train_page.MNIST_SHARE(share=formatted(report.test_accuracy, ".2%"))
    facts = train_page.FACTS(
        recipe=recipe_name(report.recipe.name),
        weights=report.parameters,
        date=date(card),
        time=duration(report.seconds),
        device=report.device,
    )
    return (
        f'<div class="dn-model"><b>{escape(title(card.version))}</b><em>{escape(mark)}</em>'
        f"<span>{escape(share)}</span><small>{escape(facts)}</small></div>"
    )


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


def _do(action: Callable[[str], None], version: str) -> None:
    try:
        action(version)
    except REFUSALS as error:
        session.MODEL_ERROR.set(str(error))


def _tell_error() -> None:
    if message := session.MODEL_ERROR.take():
        st.warning(message, icon=":material/info:")
