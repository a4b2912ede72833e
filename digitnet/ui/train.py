"""The Train page: choose, watch the network learn, compare, and decide which model answers."""

from __future__ import annotations

import secrets

import streamlit as st

from digitnet.data.mnist import DataError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.client import EngineClient
from digitnet.engine.status import EngineError, EngineStatus
from digitnet.training.recipe import Recipe
from digitnet.ui import choices, components, session, versions, watch
from digitnet.ui.attempt import attempt

TITLE = "Train the network"
WATCH_SECONDS = 0.4
"""How often the curves grow; the answer itself takes some milliseconds."""


def page(engine: EngineClient) -> None:
    """Show the page."""
    status = engine.status()
    with st.container(key="train"):
        st.title(TITLE, anchor=False)
        with st.container(key="workshop", horizontal=True, gap="large"):
            with st.container(key="choices"):
                _start(engine, status)
            with st.container(key="watching"):
                running = status.recipe is not None
                st.fragment(_watch, run_every=WATCH_SECONDS if running else None)(engine, running)
        # Empty or not, so that what is below it keeps its place in the page and is not built anew.
        with st.container(key="decision"):
            versions.compare(engine, status)
        versions.table(engine, status)


def _start(engine: EngineClient, status: EngineStatus) -> None:
    running = status.recipe is not None
    recipe, seed = choices.choose(disabled=running)
    if running:
        st.markdown(f"**Training: {_in_words(status.recipe)}**")
        if st.button("Cancel", icon=":material/close:", width="stretch", key="cancel"):
            attempt(engine.cancel_training)
        st.caption("Everybody goes on drawing meanwhile: the old model answers.")
        return
    pressed = st.button(
        "Train",
        type="primary",
        icon=":material/model_training:",
        disabled=status.state != "ready" or recipe is None,
        width="stretch",
        key="train_now",
    )
    if status.state != "ready":
        st.caption(status.message or "The network is warming up.")
    elif recipe is not None and (seconds := engine.expected_seconds(recipe)):
        st.caption(f"About {watch.duration(seconds)} on {status.device}.")
    if pressed and recipe is not None:
        attempt(engine.start_training, recipe, seed)
    if status.outcome is not None and status.outcome.kind == "failed":
        st.warning(status.outcome.message, icon=":material/error:")


def _in_words(recipe: Recipe) -> str:
    return (
        f"{recipe.name}, {recipe.images_an_epoch:,} images an epoch, "
        f"learning rate {recipe.learning_rate:g}"
    )


def _watch(engine: EngineClient, running: bool) -> None:
    own = to_mnist(session.DRAWING.get())
    try:
        view = engine.training(_visitor(), own)
        device = engine.status().device or ""
        session.TRAINING.set(watch.of_training(view, running, device, own))
    except (EngineError, DataError) as error:
        # What was seen last stays; before that there is nothing to show but why.
        if not session.TRAINING.is_set:
            st.caption(str(error))
            return
        state = {"state": "running" if running else "ended"}
        session.TRAINING.set(session.TRAINING.get() | state)
    components.training(key="training", data=session.TRAINING.get())


def _visitor() -> str:
    if not session.VISITOR.is_set:
        session.VISITOR.set(secrets.token_hex(8))
    return session.VISITOR.get()
