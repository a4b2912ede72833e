"""The pages' own components: the way between them, live ink, the answer, a training, the inside.

Streamlit does not rebuild their elements when they get new data, so nothing flashes.
"""

from __future__ import annotations

import streamlit as st

from digitnet import paths


def _source(*names: str) -> str:
    return "\n".join((paths.STATIC / name).read_text(encoding="utf-8") for name in names)


language = st.components.v2.component(
    "digitnet.language", js=_source("language.js"), isolate_styles=False
)
pages = st.components.v2.component("digitnet.pages", js=_source("pages.js"), isolate_styles=False)
_INK = (
    "canvas.js",
    "drawing.js",
    "pen.js",
    "cursor.js",
    "brackets.js",
    "sample.js",
    "keys.js",
    "messages.js",
    "ink.js",
)

ink = st.components.v2.component("digitnet.ink", js=_source(*_INK), isolate_styles=False)
# Beside live ink, since each of its answers brings all of its script again.
samples = st.components.v2.component(
    "digitnet.samples",
    js=f"globalThis.digitnetSamples = {_source('samples.json')};\nexport default () => {{}};",
    isolate_styles=False,
)
training = st.components.v2.component(
    "digitnet.training",
    html=_source("training.html"),
    js=_source("training.js"),
    isolate_styles=False,
)
learning = st.components.v2.component(
    "digitnet.learning",
    html=_source("learning.html"),
    js=_source("inside-pictures.js", "learning.js"),
    isolate_styles=False,
)
lessons = st.components.v2.component(
    "digitnet.lessons", js=_source("lessons.js"), isolate_styles=False
)
gallery = st.components.v2.component(
    "digitnet.gallery",
    html=_source("gallery.html"),
    js=_source("gallery.js"),
    isolate_styles=False,
)
matrix = st.components.v2.component(
    "digitnet.matrix",
    html='<table class="dn-matrix"></table>',
    js=_source("matrix.js"),
    isolate_styles=False,
)
picture_input = st.components.v2.component(
    "digitnet.picture_input",
    html=_source("picture-input.html"),
    js=_source("picture-file.js", "picture-camera.js", "picture-input.js"),
    isolate_styles=False,
)
picture_boxes = st.components.v2.component(
    "digitnet.picture_boxes",
    html=_source("picture-boxes.html"),
    js=_source("picture-drag.js", "picture-boxes.js"),
    isolate_styles=False,
)
copy = st.components.v2.component("digitnet.copy", js=_source("copy.js"), isolate_styles=False)
_INSIDE = (
    "inside-pictures.js",
    "inside-way.js",
    "inside-lens.js",
    "inside-more.js",
    "inside-scenes.js",
    "inside-tour.js",
    "inside.js",
)

inside = st.components.v2.component(
    "digitnet.inside",
    html=_source("inside.html"),
    js=_source(*_INSIDE),
    isolate_styles=False,
)
digit_map = st.components.v2.component(
    "digitnet.digit_map", js=_source("inside-map.js"), isolate_styles=False
)
panel = st.components.v2.component(
    "digitnet.panel",
    html=_source("panel.html"),
    js=_source("number.js", "panel.js"),
    isolate_styles=False,
)
