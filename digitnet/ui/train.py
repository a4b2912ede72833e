"""The Train page: choose, watch the network learn, compare, and decide which model answers."""

from __future__ import annotations

import secrets

import streamlit as st

from digitnet.data.mnist import DataError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineError, EngineStatus, Failed, Ready
from digitnet.training.recipe import Recipe
from digitnet.ui import choices, components, session, versions, watch
from digitnet.ui.attempt import attempt, note_missed

TITLE = "Train the network"
WATCH_SECONDS = 0.4
"""How often the curves grow; the answer itself takes some milliseconds."""


def page(engine: EngineProtocol) -> None:
    """Show the page."""
    status = engine.status()
    with st.container(key="train"):
        st.title(TITLE, anchor=False)
        with st.container(key="workshop", horizontal=True, gap="large"):
            with st.container(key="choices"):
                _start(engine, status)
            with st.container(key="watching"):
                run_every = WATCH_SECONDS if status.training is not None else None
                st.fragment(_watch, run_every=run_every)(engine)
        # Empty or not, so that what is below it keeps its place in the page and is not built anew.
        with st.container(key="decision"):
            versions.compare(engine, status)
        versions.table(engine)


def _start(engine: EngineProtocol, status: EngineStatus) -> None:
    running = status.training
    recipe, seed = choices.choose(disabled=running is not None)
    if running is not None:
        st.markdown(f"**Training: {_in_words(running.recipe)}**")
        if st.button("Cancel", icon=":material/close:", width="stretch", key="cancel"):
            attempt(engine.cancel_training)
        st.caption("Everybody goes on drawing meanwhile: the old model answers.")
        return
    pressed = st.button(
        "Train",
        type="primary",
        icon=":material/model_training:",
        disabled=not status.is_ready or recipe is None,
        width="stretch",
        key="train_now",
    )
    if not isinstance(status.network, Ready):
        st.caption(status.network.message)
    elif recipe is not None and (seconds := _expected_seconds(engine, recipe)):
        st.caption(f"About {watch.duration(seconds)} on {status.network.device}.")
    if pressed and recipe is not None:
        attempt(engine.start_training, recipe, seed)
    if isinstance(status.outcome, Failed):
        st.warning(status.outcome.message, icon=":material/error:")


def _expected_seconds(engine: EngineProtocol, recipe: Recipe) -> float | None:
    try:
        return engine.expected_seconds(recipe)
    except EngineError:
        return None


def _in_words(recipe: Recipe) -> str:
    return (
        f"{recipe.name}, {recipe.images_an_epoch:,} images an epoch, "
        f"learning rate {recipe.learning_rate:g}"
    )


def _watch(engine: EngineProtocol) -> None:
    own = to_mnist(session.DRAWING.get())
    try:
        view = engine.watch_training(_visitor(), own)
        # Asked for afterwards, so that it is no older than the view.
        session.TRAINING.set(watch.of_training(view, engine.status(), own))
    except (EngineError, DataError) as error:
        # What was seen last stays; before that there is nothing to show but why.
        if not session.TRAINING.is_set:
            note_missed()
            st.caption(str(error))
            return
        if engine.status().training is None:
            session.TRAINING.set(session.TRAINING.get() | {"state": "ended"})
    components.training(key="training", data=session.TRAINING.get())


def _visitor() -> str:
    if not session.VISITOR.is_set:
        session.VISITOR.set(secrets.token_hex(8))
    return session.VISITOR.get()
