"""The models there are: which one answers, the new one against the old, keep, remove, download."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st

from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineError, EngineStatus, ModelEntry, Published, Ready
from digitnet.store.card import SHIPPED, ModelCard
from digitnet.ui import session
from digitnet.ui.attempt import REFUSALS, note_missed
from digitnet.ui.watch import duration

ANSWERS = "answers now"
ANSWERED_BEFORE = "answered before"


def title(version: str) -> str:
    """What people call a model."""
    return "Shipped model" if version == SHIPPED else f"Model {version}"


def short(version: str) -> str:
    """What stands for a model on a button."""
    return "shipped" if version == SHIPPED else version


def date(card: ModelCard) -> str:
    """When a model was published, in this computer's time."""
    created = datetime.fromisoformat(card.created).astimezone()
    return f"{created.day} {created:%b %Y, %H:%M}"


def compare(engine: EngineProtocol, status: EngineStatus) -> None:
    """After a training: the new model against the old one, until one of them is decided for."""
    outcome, network = status.outcome, status.network
    if not isinstance(outcome, Published) or status.training is not None:
        return
    new, old = outcome.card, outcome.before
    if not isinstance(network, Ready) or network.card.version != new.version:
        return
    if session.DECIDED.get() == outcome.id:
        return
    with st.container(key="compare", border=True):
        st.subheader(f"{title(new.version)} against {_in_sentence(old.version)}", anchor=False)
        st.html(_comparison(new, old))
        with st.container(horizontal=True):
            keep = st.button(
                f"Keep {new.version}", type="primary", icon=":material/check:", key="keep"
            )
            st.button(
                f"Go back to {_in_sentence(old.version)}",
                icon=":material/undo:",
                on_click=_do,
                args=(engine.use, old.version),
                key="go_back",
            )
        if keep:
            session.DECIDED.set(outcome.id)
            st.rerun()


def table(engine: EngineProtocol) -> None:
    """Show all models, and what can be done with each."""
    st.subheader("Models", anchor=False)
    _tell_error()
    try:
        models = engine.models()
    except EngineError as error:
        note_missed()
        st.caption(str(error))
        return
    with st.container(key="models"):
        for model in models:
            _row(engine, model)


def _row(engine: EngineProtocol, model: ModelEntry) -> None:
    card = model.card
    version = card.version
    mark = ANSWERS if model.answers else ANSWERED_BEFORE if model.answered_before else ""
    with st.container(key=f"model_{version}", horizontal=True, vertical_alignment="center"):
        st.html(_facts(card, mark))
        st.button(
            f"Use {short(version)}",
            on_click=_do,
            args=(engine.use, version),
            disabled=model.answers,
            key=f"use_{version}",
        )
        st.download_button(
            f"Download {short(version)}",
            # Called once somebody presses it, and not before.
            data=lambda: engine.download(version).content,
            file_name=model.download_name,
            mime="application/zip",
            on_click="ignore",
            icon=":material/download:",
            key=f"download_{version}",
        )
        if version != SHIPPED:
            with st.popover(
                f"Remove {short(version)}",
                icon=":material/delete:",
                disabled=model.answers,
                key=f"ask_{version}",
            ):
                st.button(
                    f"Remove {short(version)} for good",
                    on_click=_do,
                    args=(engine.remove, version),
                    type="primary",
                    key=f"remove_{version}",
                )


def _facts(card: ModelCard, mark: str) -> str:
    report = card.report
    return (
        f'<div class="dn-model"><b>{title(card.version)}</b><em>{mark}</em>'
        f"<span>{report.test_accuracy:.2%} of MNIST</span>"
        f"<small>{escape(report.recipe.name)} · {report.parameters:,} weights · {date(card)} · "
        f"{duration(report.seconds)} on {escape(report.device)}</small></div>"
    )


def _comparison(new: ModelCard, old: ModelCard) -> str:
    """A table: each digit of MNIST's test set, and what synthetic writers wrote."""
    rows = [("MNIST's test digits", new.report.test_accuracy, old.report.test_accuracy)]
    if new.report.digit_accuracy and old.report.digit_accuracy:
        both = zip(new.report.digit_accuracy, old.report.digit_accuracy, strict=True)
        rows += [(str(digit), *values) for digit, values in enumerate(both)]
    rows.append(("Synthetic writers", new.report.synthetic_accuracy, old.report.synthetic_accuracy))
    body = "".join(
        f'<tr><th scope="row">{name}</th><td>{before:.2%}</td><td>{after:.2%}</td>'
        f'<td class="dn-{_trend(after - before)}">{100 * (after - before):+.2f}</td></tr>'
        for name, after, before in rows
    )
    return (
        '<table class="dn-compare"><thead><tr><th scope="col">Correct</th>'
        f'<th scope="col">{short(old.version)}</th><th scope="col">{short(new.version)}</th>'
        f'<th scope="col">Points</th></tr></thead><tbody>{body}</tbody></table>'
    )


def _trend(difference: float) -> str:
    return "better" if difference > 0.00005 else "worse" if difference < -0.00005 else "same"


def _in_sentence(version: str) -> str:
    return "the shipped model" if version == SHIPPED else f"model {version}"


def _do(action: Callable[[str], None], version: str) -> None:
    try:
        action(version)
    except REFUSALS as error:
        session.MODEL_ERROR.set(str(error))


def _tell_error() -> None:
    if message := session.MODEL_ERROR.take():
        st.warning(message, icon=":material/info:")
