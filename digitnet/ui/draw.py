"""The drawing page: a canvas, its buttons, and the answer, which follows the pen.

The drawing belongs to the browser (``static/drawing.js``): Undo and Clear act there at once, and
live ink sends the whole of it. Only where the canvas is not recognised, because an update has
changed its insides, does the server read what the canvas reports, and undo and clear itself.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from digitnet.drawing import canvas
from digitnet.drawing.canvas import LiveInk
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.client import EngineClient
from digitnet.engine.status import EngineError
from digitnet.texts import draw_page, number_page
from digitnet.ui import answer, components, numbers, session, teach, view
from digitnet.ui.attempt import note_missed

PEN_SCALE = canvas.SIDE / 400
"""The pen is chosen as for a canvas of 400."""

COLOUR = "#4a7dff"
"""Like a ballpoint's, and readable on light paper as on dark slate: the canvas is transparent and
its background is the style sheet's, since another background colour would wipe the drawing."""


@st.fragment
def page(engine: EngineClient, pen_width: int) -> None:
    """Show the page. A stroke, growing or finished, redraws only the answer."""
    stage = view.is_stage()
    with st.container(key="stage" if stage else "page"):
        if not stage:
            title = draw_page.TITLE if view.reads_one_digit() else number_page.TITLE
            st.title(title(), anchor=False)
        with st.container(key="layout", horizontal=True, gap="large"):
            with st.container(key="paper"):
                _canvas(pen_width)
                _buttons()
            with st.container(key="reading"):
                _reading(engine)
                if teach.is_offered():
                    teach.controls()


def _canvas(pen_width: int) -> None:
    fresh = not session.SHEET.is_set
    if fresh:
        session.SHEET.set(session.SHEET.default)
    elif session.CANVAS not in st.session_state and session.OBJECTS.get():
        # Another page was shown, which Streamlit forgets a canvas for.
        session.lay_out(session.OBJECTS.get())
    with st.container(key="sheet"):
        st_canvas(
            stroke_width=int(pen_width * PEN_SCALE),
            stroke_color=COLOUR,
            width=canvas.SIDE,
            height=canvas.SIDE,
            initial_drawing=session.SHEET.get(),
            key=session.CANVAS,
        )
    if fresh and (objects := session.reported()):
        # The server was started anew under an open page; the page still knows its drawing.
        session.new_sheet(objects)
        st.rerun()


def _buttons() -> None:
    with st.container(key="buttons", horizontal=True, gap="small"):
        for key, label, icon, keep in (
            ("undo", draw_page.UNDO, "undo", -1),
            ("clear", draw_page.CLEAR, "delete", 0),
        ):
            st.button(
                label(),
                icon=f":material/{icon}:",
                on_click=_keep,
                args=(keep,),
                width="stretch",
                key=key,
            )
        # Live ink draws the sample; without it, the style sheet hides the button.
        st.button(draw_page.TRY_ONE(), icon=":material/gesture:", width="stretch", key="sample")


@st.fragment
def _reading(engine: EngineClient) -> None:
    """Show the answer; run alone for each message of live ink."""
    live = session.live_ink()
    session.OBJECTS.set([] if live else session.reported() or [])
    data = _answer(engine, live)
    components.panel(key="panel", data=data)
    components.ink(
        key=session.INK,
        data={
            "number": live.number if live else 0,
            "kiosk": view.kiosk_seconds(),
            "texts": _ink_texts(),
            "brackets": data["brackets"],
        },
        on_ink_change=lambda: None,
    )


def _ink_texts() -> dict[str, Any]:
    """What ``static/ink.js`` says, mostly to screen readers."""
    return {
        "canvas": draw_page.CANVAS(),
        "keys": draw_page.CANVAS_KEYS(),
        "pen_down": draw_page.PEN_DOWN(),
        "pen_up": draw_page.PEN_UP(),
        "samples": [draw_page.SAMPLE(a_digit=a_digit) for a_digit in draw_page.A_DIGIT.values()],
    }


def _answer(engine: EngineClient, live: LiveInk | None) -> dict[str, Any]:
    try:
        drawing = _drawing(live)
        session.DRAWING.set(drawing)
        image = to_mnist(drawing)
        if image is None:
            return teach.with_list(answer.of_nothing(draw_page.HINT()))
        pen_down = live is not None and live.down
        prediction = teach.predict(engine, drawing, image)
        if not view.reads_one_digit():
            number = numbers.read(engine, drawing, prediction, pen_down)
            if number is not None:
                return numbers.of_number(number, pen_down, drawing.pen_width or 0.0)
        data = answer.of_prediction(prediction, pen_down)
        return teach.with_lesson(data, prediction, pen_down)
    except DrawingError as error:
        return answer.of_nothing(draw_page.BROKEN_DRAWING(problem=error))
    except EngineError as error:
        note_missed()
        return answer.of_nothing(draw_page.DRAWING_KEPT(problem=error), busy=True)


def _drawing(live: LiveInk | None) -> Drawing:
    if live is not None:
        return Drawing.from_strokes(live.strokes, live.pen_width)
    objects = session.reported()
    # On the way back from another page nothing has been reported yet.
    return session.DRAWING.get() if objects is None else Drawing.from_canvas({"objects": objects})


def _keep(count: int) -> None:
    """Undo and Clear without live ink: keep the first so many strokes, as slices count."""
    session.lay_out((session.reported() or [])[:count])
