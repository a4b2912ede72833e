"""The style sheets of all pages."""

from __future__ import annotations

import streamlit as st

from digitnet import paths

_SHEETS = (
    "lengths.css",
    "style.css",
    "screens.css",
    "train.css",
    "panel.css",
    "number.css",
    "teach.css",
    "join.css",
    "data.css",
    "picture.css",
    "picture-boxes.css",
    "inside.css",
    "inside-lens.css",
    "inside-tour.css",
    "learning.css",
    "contrast.css",
)


def apply() -> None:
    """Put the style sheets on the page."""
    for name in _SHEETS:
        st.html(paths.STATIC / name)
