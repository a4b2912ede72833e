"""The sidebar: the pen, the model that answers, and retraining it."""

from __future__ import annotations

import streamlit as st

from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.ray_setting import cluster_address
from digitnet.engine.status import (
    Cancelled,
    EngineStatus,
    Failed,
    LightOnly,
    Published,
    Ready,
    Running,
    Starting,
    Unavailable,
)
from digitnet.texts import around_pages, train_page
from digitnet.texts.numbers import formatted
from digitnet.training.progress import Progress
from digitnet.training.recipe import RECIPES
from digitnet.ui import decision, roles, room, session, versions
from digitnet.ui.attempt import attempt, was_missed
from digitnet.ui.verdict import recipe_name
from digitnet.ui.watch import PHASES, duration

PEN_WIDTHS = (8, 40)
PEN_WIDTH = 20

BUSY_SECONDS = 1.0
IDLE_SECONDS = 3.0
"""How often a page asks how the engine is, while something happens and while nothing does."""

OTHER_TIME = 1.25
"""A page that says how long trainings take is redrawn once they are expected to take so many times
as long, or as short."""


def pen() -> int:
    """Let people choose the pen; return its width in pixels of a canvas of 400."""
    # In the address it survives a reload.
    return st.slider(
        around_pages.PEN_WIDTH(), *PEN_WIDTHS, PEN_WIDTH, key="pen_width", bind="query-params"
    )


def pen_of_an_exhibit() -> int:
    """Return the pen's width where it cannot be chosen: what the address says."""
    asked = st.query_params.get("pen_width", "")
    low, high = PEN_WIDTHS
    if asked.isascii() and asked.isdigit() and low <= int(asked[:3]) <= high:
        return int(asked[:3])
    return PEN_WIDTH


def watch(engine: EngineProtocol, can_train: bool, is_shown: bool = True) -> None:
    """Show the engine's state, now and from time to time, and redraw the page when it changed.

    Args:
        engine: whose state.
        can_train: whether to offer a training, too, and show the one that runs.
        is_shown: otherwise the page is only redrawn.
    """
    status = engine.status()
    session.STATUS.set(_change_mark(status))
    # A page that shows it sets it later.
    session.EXPECTED.set({})
    if not session.OUTCOME.is_set:
        session.OUTCOME.set(status.outcome.id if status.outcome else None)
    # The whole page is drawn anew now. If the beat below broke this run off for another one, the
    # press of a button that caused it would be lost.
    was_missed()
    busy = status.is_waiting or status.training is not None
    # The Train page says it itself, and a toast would cover its controls.
    _tell_outcome(status, aloud=can_train)
    st.fragment(_beat, run_every=BUSY_SECONDS if busy else IDLE_SECONDS)(
        engine, can_train, is_shown
    )


def _beat(engine: EngineProtocol, can_train: bool, is_shown: bool) -> None:
    status = engine.status()
    if _has_changed(status, can_train) or (status.is_ready and was_missed()):
        st.rerun()
    _tell_move(status)
    if not is_shown:
        return
    _model(status)
    if can_train:
        _training(engine, status)


def _has_changed(status: EngineStatus, can_train: bool) -> bool:
    """Whether the whole page has to be redrawn."""
    seen, now = session.STATUS.get(), _change_mark(status)
    if can_train and status.is_waiting:
        # Drawings are still read, by the light form, so only the sidebar changes. Redrawing the
        # page would delay the answers just when a new engine takes most of the processor's time.
        now = (*seen[:2], *now[2:])
    return now != seen or _is_other_time(status)


def _is_other_time(status: EngineStatus) -> bool:
    """Whether trainings are expected to take another time than what the page says."""
    now = _expected(status)
    return any(
        name in now and not seconds / OTHER_TIME <= now[name] <= seconds * OTHER_TIME
        for name, seconds in session.EXPECTED.get().items()
    )


def _change_mark(status: EngineStatus) -> tuple[object, ...]:
    """The state of the engine that, when it changes, requires the whole page to be redrawn."""
    training, outcome = status.training, status.outcome
    return (
        type(status.network),
        status.card and status.card.sha256,
        training and training.id,
        outcome and outcome.id,
    )


def _tell_outcome(status: EngineStatus, aloud: bool) -> None:
    """Say once, in each tab, how a training ended; or only note that it is known."""
    outcome = status.outcome
    if outcome is None or outcome.id == session.OUTCOME.get():
        return
    session.OUTCOME.set(outcome.id)
    if not aloud:
        return
    if isinstance(outcome, Published):
        accuracy = outcome.card.report.test_accuracy
        st.toast(
            around_pages.NEW_MODEL(message=outcome.message, accuracy=accuracy),
            icon=":material/check_circle:",
            duration="long",
        )
    else:
        icon = ":material/cancel:" if isinstance(outcome, Cancelled) else ":material/error:"
        st.toast(str(outcome.message), icon=icon, duration="long")


def _tell_move(status: EngineStatus) -> None:
    """Say once, in each tab, that its server is restarting, and what becomes of a training."""
    here = room.current()
    if here is None or not here.is_ending() or session.TOLD_TO_MOVE.get():
        return
    session.TOLD_TO_MOVE.set(True)
    # The training of a cluster goes on.
    ends_training = status.training is not None and cluster_address() is None
    message = around_pages.MOVING_ENDS_TRAINING if ends_training else around_pages.MOVING
    # On phones it lies over the canvas.
    st.toast(message(), icon=":material/sync:", duration="short")


def _model(status: EngineStatus) -> None:
    st.header(around_pages.MODEL(), anchor=False)
    if isinstance(status.network, Starting | Unavailable):
        st.caption(_why_not_ready(status.network))
        return
    card = status.network.card
    report = card.report
    with st.container(key="model"):
        st.metric(versions.title(card.version), formatted(report.test_accuracy, ".2%"))
        st.caption(around_pages.ACCURACY_MEANING())
        time = duration(report.seconds)
        st.caption(around_pages.TRAINED(date=versions.date(card), time=time, device=report.device))


def _why_not_ready(network: Starting | Unavailable) -> str:
    """Return why no training can start yet. Drawings are read in the meantime."""
    if isinstance(network, Unavailable):
        return str(network.message)
    if network.seconds_left is None:
        return around_pages.TRAINING_SOON(problem=network.message)
    return around_pages.TRAINING_IN(problem=network.message, time=duration(network.seconds_left))


def _training(engine: EngineProtocol, status: EngineStatus) -> None:
    st.header(around_pages.RETRAIN(), anchor=False)
    if isinstance(status.network, LightOnly):
        st.caption(str(status.network.message))
        return
    if status.training is not None:
        _progress(engine, status.training)
        return
    if not roles.is_presenter():
        st.caption(roles.why_not())
        return
    undecided = decision.undecided(status)
    if undecided and not undecided.is_used:
        decision.decide(engine, undecided, in_sidebar=True)
    st.caption(around_pages.RETRAIN_MEANING())
    name = st.radio(
        around_pages.RECIPE(),
        list(RECIPES),
        format_func=recipe_name,
        captions=[_expectation(status, name) for name in RECIPES],
        key="recipe",
        label_visibility="collapsed",
        persist_state="session",
    )
    too_long = _too_long(status, name)
    pressed = st.button(
        around_pages.RETRAIN(),
        # One at a time: the new model has to be decided on first.
        type="secondary" if undecided and not undecided.is_used else "primary",
        icon=":material/model_training:",
        disabled=not status.is_ready or too_long is not None,
        width="stretch",
        key="retrain",
    )
    if too_long:
        st.warning(too_long, icon=":material/schedule:")
    if pressed:
        attempt(engine.start_training, RECIPES[name])
    if isinstance(status.outcome, Failed):
        st.warning(str(status.outcome.message), icon=":material/error:")


def _progress(engine: EngineProtocol, training: Running) -> None:
    progress = training.progress
    recipe = recipe_name(training.recipe.name)
    st.progress(progress.done, text=around_pages.PROGRESS(recipe=recipe, share=progress.done))
    st.markdown(_where(progress))
    left = progress.seconds_left
    st.caption(around_pages.TIME_LEFT(time=duration(left)) if left else around_pages.TIME_UNKNOWN())
    if roles.is_presenter():
        cancelled = st.button(
            train_page.CANCEL(), icon=":material/close:", width="stretch", key="cancel"
        )
        if cancelled:
            attempt(engine.cancel_training)
    st.caption(train_page.ANSWERS_MEANWHILE())


def _where(progress: Progress) -> str:
    if progress.phase in PHASES:
        return PHASES[progress.phase]()
    accuracy = progress.validation_accuracy
    message = around_pages.EPOCH if accuracy is None else around_pages.EPOCH_ACCURACY
    return message(epoch=progress.epoch, epochs=progress.epochs, accuracy=accuracy)


def _expectation(status: EngineStatus, name: str) -> str:
    sentence = around_pages.RECIPE_SENTENCES[name]()
    seconds = _expected_seconds(status, name)
    # In a line of its own, so that nothing moves when the estimate comes or changes.
    time = "&nbsp;" if seconds is None else around_pages.RECIPE_TIME(time=duration(seconds))
    return f"{sentence}  \n{time}"


def _too_long(status: EngineStatus, name: str) -> str | None:
    """Say so if a training is expected to take longer than one may."""
    seconds, network = _expected_seconds(status, name), status.network
    if seconds is None or not isinstance(network, Ready) or seconds <= network.longest_seconds:
        return None
    return train_page.TOO_LONG(time=duration(seconds), limit=duration(network.longest_seconds))


def _expected_seconds(status: EngineStatus, name: str) -> float | None:
    return _expected(status).get(name)


def _expected(status: EngineStatus) -> dict[str, float]:
    """The expected seconds of trainings, by the recipe's name, as far as they are known."""
    return status.network.expected_seconds if isinstance(status.network, Ready) else {}
