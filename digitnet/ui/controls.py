"""Controls whose values come from a browser, or from a program that pretends to be one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from digitnet.texts import train_page


def checked(label: str, key: str, is_possible: Callable[[Any], bool]) -> None:
    """Check that a control's value is possible before it is shown; if not, use its default.

    Args:
        label: what the control is called, for the line that says so.
        key: the control's.
        is_possible: whether a value is one that the control can have; it may raise.
    """
    # A value of the wrong kind is only noticed when Streamlit reads it.
    try:
        if key not in st.session_state or is_possible(st.session_state[key]):
            return
    except Exception:
        pass
    del st.session_state[key]
    st.caption(train_page.CHOICE_IMPOSSIBLE(control=label))
