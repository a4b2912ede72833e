"""Asking the engine for something on a page, and what to do when that fails."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from digitnet.data.collection_facts import CollectionError
from digitnet.data.mnist import DataError
from digitnet.engine.status import EngineError
from digitnet.store.errors import ModelError, StoreError
from digitnet.ui import session

REFUSALS = (EngineError, ModelError, StoreError, CollectionError, DataError)
"""Why an engine does not do what it was asked; the messages are for people."""


def attempt(action: Callable[..., object], *arguments: object) -> None:
    """Do something and show what has changed; if it cannot be done, say why."""
    try:
        action(*arguments)
    except REFUSALS as error:
        st.warning(str(error), icon=":material/info:")
    else:
        st.rerun()


def note_missed() -> None:
    """Note that the engine did not answer for a part of the page; see ``was_missed``."""
    session.MISSED.set(True)


def was_missed() -> bool:
    """Whether a part of the page is still to be shown; asking clears the note."""
    return session.MISSED.take()
