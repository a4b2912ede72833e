"""The pages' own components: live ink, what belongs to the canvas, the answer, a training.

Streamlit builds none of their elements anew when they get new data, so nothing flashes.
"""

from __future__ import annotations

import streamlit as st

from digitnet import paths


def _source(*names: str) -> str:
    return "\n".join((paths.STATIC / name).read_text(encoding="utf-8") for name in names)


live_ink = st.components.v2.component(
    "digitnet.ink", js=_source("canvas.js", "ink.js"), isolate_styles=False
)
desk = st.components.v2.component(
    "digitnet.desk", js=_source("canvas.js", "desk.js"), isolate_styles=False
)
training = st.components.v2.component(
    "digitnet.training",
    html=_source("training.html"),
    js=_source("training.js"),
    isolate_styles=False,
)
panel = st.components.v2.component(
    "digitnet.panel", html=_source("panel.html"), js=_source("panel.js"), isolate_styles=False
)
