"""Doing what somebody asked for on a page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from digitnet.engine.status import EngineError
from digitnet.store.store import StoreError


def attempt(action: Callable[..., object], *arguments: object) -> None:
    """Do it and show what has changed; if it cannot be done, say why."""
    try:
        action(*arguments)
    except (EngineError, StoreError) as error:
        st.warning(str(error), icon=":material/info:")
    else:
        st.rerun()
