"""Doing what somebody asked for on a page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from digitnet.engine.status import EngineError
from digitnet.store.card import ModelError
from digitnet.store.store import StoreError

REFUSALS = (EngineError, ModelError, StoreError)
"""Why an engine does not do what it was asked; the messages are for people."""


def attempt(action: Callable[..., object], *arguments: object) -> None:
    """Do it and show what has changed; if it cannot be done, say why."""
    try:
        action(*arguments)
    except REFUSALS as error:
        st.warning(str(error), icon=":material/info:")
    else:
        st.rerun()
