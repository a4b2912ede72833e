"""The Train page: choose, watch the network learn, compare, and decide which model answers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Literal

import streamlit as st

from digitnet.data.mnist import DataError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineError, EngineStatus, Failed, LightOnly, Ready
from digitnet.texts import train_page
from digitnet.training.recipe import Recipe
from digitnet.ui import (
    choices,
    comparing,
    components,
    decision,
    learning,
    offer,
    roles,
    session,
    versions,
    view,
    watch,
)
from digitnet.ui.attempt import attempt, note_missed
from digitnet.ui.verdict import recipe_name
from digitnet.ui.watch import duration

WATCH_SECONDS = 0.4
"""How often the curves grow; the answer itself takes some milliseconds."""


def page(engine: EngineProtocol, to_data: Callable[[], None] | None = None) -> None:
    """Show the page.

    Args:
        engine: the engine.
        to_data: leads to the Data page; None where there is no way to it.
    """
    st.set_page_config(page_title=train_page.BROWSER_TITLE())
    status = engine.status()
    if view.is_stage():
        _stage(engine, status)
        return
    with st.container(key="train"):
        st.title(train_page.TITLE(), anchor=False)
        above = functools.partial(comparing.show, engine, status, to_data=to_data)
        if isinstance(status.network, LightOnly):
            _cannot_train(status.network)
            versions.show(engine, above)
            return
        # Empty or not, so that what is below it keeps its place in the page and is not built anew.
        with st.container(key="decision"):
            if outcome := decision.undecided(status):
                decision.decide(engine, outcome)
        is_presenter = roles.is_presenter()
        if not is_presenter:
            st.caption(roles.why_not())
        with st.container(key="workshop", horizontal=True, gap="large"):
            if is_presenter:
                with st.container(key="choices"):
                    recipe, seed = choices.choose(disabled=status.training is not None)
                    _start(engine, status, recipe, seed, offer.offer(engine, status))
            with st.container(key="watching"):
                _watching(engine, status)
        versions.show(engine, above)


def _stage(engine: EngineProtocol, status: EngineStatus) -> None:
    """For a projector: progress, curves and digits, and one line to start a training."""
    with st.container(key="train_stage"):
        if isinstance(status.network, LightOnly):
            _cannot_train(status.network)
            return
        with st.container(key="watching"):
            _watching(engine, status)
        with st.container(key="stage_choices", horizontal=True, vertical_alignment="center"):
            if roles.is_presenter():
                recipe = choices.choose_preset(status.training is not None, "collapsed")
                _start(engine, status, recipe, None)
            else:
                st.caption(roles.why_not())


def _cannot_train(network: LightOnly) -> None:
    # Where a training would be watched: the first page's frame gives way to what stands there.
    with st.container(key="watching"):
        st.caption(str(network.message))


def _start(
    engine: EngineProtocol,
    status: EngineStatus,
    recipe: Recipe | None,
    seed: int | None,
    with_collection: bool = False,
) -> None:
    width: Literal["content", "stretch"] = "content" if view.is_stage() else "stretch"
    running = status.training
    if running is not None:
        st.markdown(f"**{_in_words(running.recipe)}**")
        if st.button(train_page.CANCEL(), icon=":material/close:", width=width, key="cancel"):
            attempt(engine.cancel_training)
        st.caption(train_page.ANSWERS_MEANWHILE())
        return
    seconds = None if recipe is None else _expected_seconds(engine, recipe)
    network = status.network
    too_long = (
        isinstance(network, Ready) and seconds is not None and seconds > network.longest_seconds
    )
    pressed = st.button(
        train_page.TRAIN(),
        # One at a time: the new model has to be decided on first.
        type="secondary" if decision.undecided(status) else "primary",
        icon=":material/model_training:",
        disabled=not status.is_ready or recipe is None or too_long,
        width=width,
        key="train_now",
    )
    if isinstance(network, Ready):
        session.EXPECTED.set(network.expected_seconds)
    if not isinstance(network, Ready):
        st.caption(str(network.message))
    elif seconds is not None and too_long:
        limit = duration(network.longest_seconds)
        st.warning(
            train_page.TOO_LONG(time=duration(seconds), limit=limit), icon=":material/schedule:"
        )
    elif seconds is not None:
        st.caption(train_page.EXPECTED(time=duration(seconds), device=network.device))
    if pressed and recipe is not None:
        attempt(engine.start_training, recipe, seed, with_collection)
    if isinstance(status.outcome, Failed) and _concerns(status.outcome.id, recipe):
        st.warning(str(status.outcome.message), icon=":material/error:")


def _concerns(failed: str, recipe: Recipe | None) -> bool:
    """Whether the choice is still the one that was there when a training failed."""
    known, choice = session.FAILED_CHOICE.get() or (failed, recipe)
    if known != failed:
        choice = recipe
    is_same = choice is not None and choice == recipe
    session.FAILED_CHOICE.set((failed, recipe if is_same else None))
    return is_same


def _expected_seconds(engine: EngineProtocol, recipe: Recipe) -> float | None:
    try:
        seconds = engine.expected_seconds(recipe)
    except EngineError:
        return None
    if seconds is None:
        # The engine has only just started.
        note_missed()
    return seconds


def _in_words(recipe: Recipe) -> str:
    return train_page.TRAINING(
        recipe=recipe_name(recipe.name), images=recipe.images_an_epoch, rate=recipe.learning_rate
    )


def _watching(engine: EngineProtocol, status: EngineStatus) -> None:
    run_every = WATCH_SECONDS if status.training is not None else None
    st.fragment(_watch, run_every=run_every)(engine)


def _watch(engine: EngineProtocol) -> None:
    own = to_mnist(session.DRAWING.get())
    try:
        seen = engine.watch_training(session.visitor(), own)
        # Asked for afterwards, so that it is no older than the view.
        status = engine.status()
        shown = watch.of_training(seen, status, own)
        if decision.undecided(status) and not view.is_stage():
            # The verdict stands beside the decision then.
            shown["pace"] = ""
        session.TRAINING.set(shown)
        # While it runs, only the newest moment is sent, again and again.
        followed = seen.learning if status.training else engine.replay_training(own)
        if followed is not None:
            session.LEARNING.set(learning.of_learning(followed, own is not None))
    except (EngineError, DataError) as error:
        # What was seen last stays; before that there is nothing to show but why.
        if not session.TRAINING.is_set:
            note_missed()
            st.caption(str(error))
            return
        if engine.status().training is None:
            session.TRAINING.set(session.TRAINING.get() | {"state": "ended"})
    components.training(key="training", data=session.TRAINING.get())
    components.learning(key="learning", data=session.LEARNING.get())
