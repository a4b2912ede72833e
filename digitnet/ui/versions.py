"""The models there are: which one answers, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st

from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineError, ModelEntry
from digitnet.store import formats
from digitnet.store.card import SHIPPED, ModelCard
from digitnet.texts import train_page
from digitnet.texts.numbers import formatted, moment
from digitnet.ui import roles, session
from digitnet.ui.attempt import REFUSALS, note_missed
from digitnet.ui.controls import checked
from digitnet.ui.verdict import recipe_name
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


def show(engine: EngineProtocol, above: Callable[[list[ModelCard]], None]) -> None:
    """Show all models, and what can be done with each.

    Args:
        engine: the engine.
        above: shows what stands above the list and is about all of them, by their cards.
    """
    try:
        models = engine.models()
    except EngineError as error:
        models, problem = [], str(error)
        note_missed()
    else:
        problem = ""
    above([model.card for model in models])
    st.header(train_page.MODELS(), anchor=False)
    _tell_error()
    if problem:
        st.caption(problem)
        return
    is_presenter = roles.is_presenter()
    with st.container(key="models"):
        for model in models:
            _row(engine, model, is_presenter)


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
        if choices := formats.available():
            with st.popover(
                train_page.EXPORT(model=name),
                icon=":material/ios_share:",
                key=f"ask_export_{version}",
            ):
                _export(engine, version, choices)
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


def _export(engine: EngineProtocol, version: str, choices: list[str]) -> None:
    """Let people choose a format, and save the model in it."""
    key = f"format_{version}"
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


def _do(action: Callable[[str], None], version: str) -> None:
    try:
        action(version)
    except REFUSALS as error:
        session.MODEL_ERROR.set(str(error))


def _tell_error() -> None:
    if message := session.MODEL_ERROR.take():
        st.warning(message, icon=":material/info:")
