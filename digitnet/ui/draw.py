"""The drawing page: a canvas, its buttons, and the answer, redrawn at every stroke's end."""

from __future__ import annotations

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from digitnet.client import EngineClient
from digitnet.drawing import Drawing, DrawingError
from digitnet.engine import EngineError
from digitnet.preprocess import to_mnist
from digitnet.ui import answer

TITLE = "Draw a digit from 0 to 9"

CANVAS = "canvas"
SHEET = "sheet"

INK = "#4a7dff"
"""Like a ballpoint's, and readable on light paper as on dark slate: the canvas is transparent and
its background is the style sheet's, since another background colour would wipe the drawing."""

SIDE_DESKTOP = 400
SIDE_PHONE = 320


@st.fragment
def page(engine: EngineClient, pen_width: int) -> None:
    """Show the page; a stroke redraws this fragment only."""
    side = SIDE_PHONE if "Mobi" in st.context.headers.get("User-Agent", "") else SIDE_DESKTOP
    with st.container(key="page"):
        st.title(TITLE, anchor=False)
        with st.container(key="layout", horizontal=True, gap="large"):
            with st.container(key="paper", width=side):
                json_data = _canvas(side, pen_width)
                _buttons(empty=not _objects(json_data))
            with st.container(key="reading"):
                st.html(_answer(engine, json_data))


def _buttons(empty: bool) -> None:
    with st.container(key="buttons", horizontal=True, gap="small"):
        for label, icon, action in (("Undo", "undo", _undo), ("Clear", "delete", _clear)):
            st.button(
                label,
                icon=f":material/{icon}:",
                on_click=action,
                disabled=empty,
                width="stretch",
                key=label.lower(),
            )


def _canvas(side: int, pen_width: int) -> dict | None:
    sheet = st.session_state.setdefault(SHEET, {"objects": [], "sheet": 0})
    return st_canvas(
        stroke_width=pen_width,
        stroke_color=INK,
        width=side,
        height=side,
        initial_drawing=sheet,
        key=CANVAS,
    ).json_data


def _answer(engine: EngineClient, json_data: dict | None) -> str:
    try:
        image = to_mnist(Drawing.from_canvas(json_data))
        if image is None:
            return answer.of_nothing(answer.HINT)
        return answer.of_prediction(engine.predict(image))
    except DrawingError as error:
        return answer.of_nothing(f"{error} Please clear the canvas.")
    except EngineError as error:
        return answer.of_nothing(f"{error} Your drawing is kept.", busy=True)


def _undo() -> None:
    _lay_out(_objects(_current())[:-1])


def _clear() -> None:
    _lay_out([])


def _lay_out(objects: list) -> None:
    """Replace what is on the canvas, for the browser and for this session at once.

    The canvas draws ``initial_drawing`` anew whenever it differs from the last one, hence the
    running number, and it tells its new content only a moment later, hence the second line.
    """
    number = st.session_state[SHEET]["sheet"] + 1
    st.session_state[SHEET] = {"objects": objects, "sheet": number}
    st.session_state[CANVAS] = {
        "drawing": {"raw": {"objects": objects}, "data": None},
        "backgroundFit": None,
    }


def _current() -> object:
    state = st.session_state.get(CANVAS) or {}
    return (state.get("drawing") or {}).get("raw")


def _objects(json_data: object) -> list:
    objects = json_data.get("objects") if isinstance(json_data, dict) else None
    return list(objects) if isinstance(objects, (list, tuple)) else []
