"""The sidebar: the pen, the model that answers, and retraining it."""

from __future__ import annotations

import streamlit as st

from digitnet.engine.client import EngineClient
from digitnet.engine.status import EngineStatus
from digitnet.training.progress import TRAINING
from digitnet.training.recipe import RECIPES
from digitnet.ui import session, versions
from digitnet.ui.attempt import attempt
from digitnet.ui.watch import PHASES, duration

PEN_WIDTHS = (8, 40)
PEN_WIDTH = 20

BUSY_SECONDS = 1.0
IDLE_SECONDS = 3.0
"""How often a page asks how the engine is, while something happens and while nothing does."""

DESCRIPTIONS = {
    "quick": "a small network, sees each digit once",
    "full": "the network that was shipped with the app",
}


def pen() -> int:
    """Let people choose the pen; its width in canvas pixels."""
    # In the address it outlives a reload.
    return st.slider("Pen width", *PEN_WIDTHS, PEN_WIDTH, key="pen_width", bind="query-params")


def watch(engine: EngineClient, can_train: bool) -> None:
    """Show the engine's state, now and from time to time, and redraw the page when it changed.

    Args:
        engine: whose state.
        can_train: whether to offer a training, too, and show the one that runs.
    """
    status = engine.status()
    session.STATUS.set(_change_mark(status))
    if not session.OUTCOME.is_set:
        session.OUTCOME.set(status.outcome.id if status.outcome else None)
    busy = status.state != "ready" or status.recipe is not None
    _tell_outcome(status)
    st.fragment(_beat, run_every=BUSY_SECONDS if busy else IDLE_SECONDS)(engine, can_train)


def _beat(engine: EngineClient, can_train: bool) -> None:
    status = engine.status()
    if _change_mark(status) != session.STATUS.get():
        st.rerun()
    _model(status)
    if can_train:
        _training(engine, status)


def _change_mark(status: EngineStatus) -> tuple:
    """What, once it differs, concerns the whole page."""
    card = status.card
    return (
        status.state,
        card and card.sha256,
        status.recipe is not None,
        status.outcome and status.outcome.id,
    )


def _tell_outcome(status: EngineStatus) -> None:
    """Say once, in each tab, how a training ended."""
    outcome = status.outcome
    if outcome is None or outcome.id == session.OUTCOME.get():
        return
    session.OUTCOME.set(outcome.id)
    if outcome.kind == "done":
        accuracy = outcome.card.report.test_accuracy
        st.toast(
            f"{outcome.message} It reads {accuracy:.2%} of the test digits.",
            icon=":material/check_circle:",
            duration="long",
        )
    else:
        icon = ":material/cancel:" if outcome.kind == "cancelled" else ":material/error:"
        st.toast(outcome.message, icon=icon, duration="long")


def _model(status: EngineStatus) -> None:
    st.subheader("Model", anchor=False)
    if status.card is None:
        st.caption(status.message or "The network is warming up.")
        return
    card = status.card
    report = card.report
    with st.container(key="model"):
        st.metric(
            versions.title(card.version),
            f"{report.test_accuracy:.2%}",
            help="Share of MNIST's 10,000 test digits that it reads correctly.",
        )
        st.caption(
            f"of MNIST's test digits read correctly  \n"
            f"Trained {versions.date(card)}  \n"
            f"in {duration(report.seconds)} on {report.device}"
        )


def _training(engine: EngineClient, status: EngineStatus) -> None:
    st.subheader("Retrain", anchor=False)
    if status.recipe is not None:
        _progress(engine, status)
        return
    ready = status.state == "ready"
    name = st.radio(
        "Recipe",
        list(RECIPES),
        format_func=str.capitalize,
        captions=[_expectation(status, name) for name in RECIPES],
        key="recipe",
        label_visibility="collapsed",
        persist_state="session",
    )
    pressed = st.button(
        "Retrain",
        type="primary",
        icon=":material/model_training:",
        disabled=not ready,
        width="stretch",
        key="retrain",
    )
    if pressed:
        attempt(engine.start_training, RECIPES[name])
    if status.outcome is not None and status.outcome.kind == "failed":
        st.warning(status.outcome.message, icon=":material/error:")


def _progress(engine: EngineClient, status: EngineStatus) -> None:
    progress = status.progress
    share = min(1.0, progress.step / max(1, progress.steps))
    st.progress(share, text=f"{status.recipe.name.capitalize()} · {share:.0%}")
    line = PHASES.get(progress.phase, f"Epoch {progress.epoch} of {progress.epochs}")
    if progress.phase == TRAINING and progress.validation_accuracy is not None:
        line += f" · {progress.validation_accuracy:.1%} right so far"
    st.markdown(line)
    left = progress.seconds_left
    st.caption(f"{duration(left)} left" if left and progress.phase == TRAINING else "One moment")
    if st.button("Cancel", icon=":material/close:", width="stretch", key="cancel"):
        attempt(engine.cancel_training)
    st.caption("Go on drawing meanwhile: the old model answers.")


def _expectation(status: EngineStatus, name: str) -> str:
    seconds = status.expected_seconds.get(name)
    return f"{DESCRIPTIONS[name]}" + (f" · about {duration(seconds)} here" if seconds else "")
