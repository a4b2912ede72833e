"""The style sheets of all pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent / "static"
_SHEETS = ("style.css", "screens.css", "train.css")


def apply() -> None:
    """Put the style sheets on the page."""
    for name in _SHEETS:
        st.html(_HERE / name)
