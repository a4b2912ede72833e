"""The drawing page: a canvas, its buttons, and the answer, which follows the pen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from digitnet.drawing.drawing import DrawingError
from digitnet.drawing.ink import Ink, LiveInk, join, read_message
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.client import EngineClient
from digitnet.engine.status import EngineError
from digitnet.ui import answer, components, view

TITLE = "Draw a digit from 0 to 9"

CANVAS = "canvas"
INK = "ink"
SHEET = "sheet"
KEPT = "kept"
SEEN_CANVAS = "seen_canvas"
RELAY = "relay"

SIDE = 800
"""Of the canvas, in its own units. The style sheet shows it as large as fits, so that a turned
phone changes nothing about the drawing, and fine screens show fine lines."""

PEN_SCALE = SIDE / 400
"""The pen is chosen as for a canvas of 400."""

COLOUR = "#4a7dff"
"""Like a ballpoint's, and readable on light paper as on dark slate: the canvas is transparent and
its background is the style sheet's, since another background colour would wipe the drawing."""


@st.fragment
def page(engine: EngineClient, pen_width: int) -> None:
    """Show the page. A finished stroke redraws this fragment, a growing one only the answer."""
    if RELAY in st.session_state:
        _lay_out(st.session_state.pop(RELAY))
    stage = view.is_stage()
    width = pen_width * PEN_SCALE
    with st.container(key="stage" if stage else "page"):
        if not stage:
            st.title(TITLE, anchor=False)
        with st.container(key="layout", horizontal=True, gap="large"):
            with st.container(key="paper"):
                _canvas(width)
                _buttons(width)
            with st.container(key="reading"):
                _reading(engine, width)


def _canvas(width: float) -> None:
    fresh = SHEET not in st.session_state
    if fresh:
        st.session_state[SHEET] = {"objects": [], "sheet": 0}
    elif CANVAS not in st.session_state:
        # Another page was shown, which Streamlit forgets a canvas for.
        _new_sheet(st.session_state.get(KEPT, ()))
    with st.container(key="sheet"):
        result = st_canvas(
            stroke_width=int(width),
            stroke_color=COLOUR,
            width=SIDE,
            height=SIDE,
            initial_drawing=st.session_state[SHEET],
            key=CANVAS,
        )
    if fresh and (objects := _objects(result.json_data)):
        # The server was started anew under an open page; the page still knows its drawing.
        _new_sheet(objects)
        st.rerun()
    components.desk(key="desk", data={"kiosk": view.kiosk_seconds()})


def _buttons(width: float) -> None:
    with st.container(key="buttons", horizontal=True, gap="small"):
        for label, icon, keep in (("Undo", "undo", -1), ("Clear", "delete", 0)):
            st.button(
                label,
                icon=f":material/{icon}:",
                on_click=_keep,
                args=(keep, width),
                width="stretch",
                key=label.lower(),
            )


@st.fragment
def _reading(engine: EngineClient, width: float) -> None:
    """Show the answer; run alone for each message of live ink."""
    live = _live()
    ink = _ink(live, width)
    if ink.spoiled or _was_rebuilt(live):
        st.session_state[RELAY] = ink.objects
        st.rerun()
    st.session_state[KEPT] = ink.objects
    components.panel(key="panel", data=_answer(engine, ink))
    components.live_ink(
        key=INK,
        data={
            "number": live.number,
            "sheet": st.session_state[SHEET]["sheet"],
            "objects": len(_told()),
            "settled": ink.settled,
        },
        on_ink_change=lambda: None,
    )


def _answer(engine: EngineClient, ink: Ink) -> dict[str, Any]:
    try:
        image = to_mnist(ink.drawing())
        if image is None:
            return answer.of_nothing(answer.HINT)
        return answer.of_prediction(engine.predict(image), pen_down=ink.sketch is not None)
    except DrawingError as error:
        return answer.of_nothing(f"{error} Please clear the canvas.")
    except EngineError as error:
        return answer.of_nothing(f"{error} Your drawing is kept.", busy=True)


def _was_rebuilt(live: LiveInk) -> bool:
    """Whether the browser had to build the canvas anew, which then shows the sheet as laid."""
    if not live.canvas:
        return False
    before = st.session_state.get(SEEN_CANVAS, live.canvas)
    st.session_state[SEEN_CANVAS] = live.canvas
    return live.canvas != before


def _keep(count: int, width: float) -> None:
    """Undo and Clear: lay a new sheet with the first so many finished strokes, as slices count."""
    _lay_out(_ink(_live(), width).objects[:count])


def _lay_out(objects: Sequence) -> None:
    """Replace what is on the canvas, for the browser and for this session at once.

    The canvas tells its new content only a moment later, hence the second line.
    """
    _new_sheet(objects)
    st.session_state[CANVAS] = {
        "drawing": {"raw": {"objects": list(objects)}, "data": None},
        "backgroundFit": None,
    }


def _new_sheet(objects: Sequence) -> None:
    """The canvas draws the sheet anew whenever it differs from the last one, hence the number."""
    number = st.session_state[SHEET]["sheet"] + 1
    st.session_state[SHEET] = {"objects": list(objects), "sheet": number}


def _ink(live: LiveInk, width: float) -> Ink:
    return join(_told(), live, st.session_state[SHEET]["sheet"], width, COLOUR)


def _live() -> LiveInk:
    """The newest message of live ink; a broken one is none, and the canvas's own follows."""
    state = st.session_state.get(INK) or {}
    try:
        return read_message(state.get("ink"))
    except DrawingError:
        return LiveInk()


def _told() -> list:
    """The objects that the canvas told of last."""
    state = st.session_state.get(CANVAS) or {}
    return _objects((state.get("drawing") or {}).get("raw"))


def _objects(json_data: object) -> list:
    objects = json_data.get("objects") if isinstance(json_data, dict) else None
    return list(objects) if isinstance(objects, (list, tuple)) else []
