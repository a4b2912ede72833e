"""The pages' own components: the way between them, live ink, the answer, a training, the inside.

Streamlit does not rebuild their elements when they get new data, so nothing flashes.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from digitnet.ui.scripts import SCRIPTS, source


def _component(name: str, html: str | None = None) -> Any:
    return st.components.v2.component(
        f"digitnet.{name}", html=html, js=SCRIPTS[name].inline, isolate_styles=False
    )


copy = _component("copy")
digit_map = _component("digit_map")
gallery = _component("gallery", source("gallery.html"))
ink = _component("ink")
inside = _component("inside", source("inside.html"))
language = _component("language")
learning = _component("learning", source("learning.html"))
lessons = _component("lessons")
matrix = _component("matrix", '<table class="dn-matrix"></table>')
pages = _component("pages")
panel = _component("panel", source("panel.html"))
picture_boxes = _component("picture_boxes", source("picture-boxes.html"))
picture_input = _component("picture_input", source("picture-input.html"))
training = _component("training", source("training.html"))
