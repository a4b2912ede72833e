"""The canvas with its buttons, and live ink, for every page on which people draw.

The drawing belongs to the browser (``static/drawing.js``): Undo and Clear act there at once, and
live ink sends the whole of it. Only where the canvas is not recognised, because an update has
changed its insides, does the server read what the canvas reports, and undo and clear itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from digitnet.drawing import canvas
from digitnet.drawing.canvas import LiveInk
from digitnet.drawing.drawing import Drawing
from digitnet.texts import draw_page
from digitnet.ui import components, session, view

PEN_SCALE = canvas.SIDE / 400
"""The pen is chosen as for a canvas of 400."""

COLOUR = "#4a7dff"
"""Like a ballpoint's, and readable on light paper as on dark slate: the canvas is transparent and
its background is the style sheet's, since another background colour would wipe the drawing."""


def canvas_with_buttons(pen_width: int) -> None:
    """Show them, in a container with the key ``paper``."""
    with st.container(key="paper"):
        _canvas(pen_width)
        _buttons()


def newest() -> LiveInk | None:
    """Return the newest message of live ink, or None without one; note what the canvas reports."""
    live = session.live_ink()
    session.OBJECTS.set([] if live else session.reported() or [])
    return live


def ink(live: LiveInk | None, brackets: Sequence[dict[str, Any]] = ()) -> None:
    """Show live ink, which now knows that its newest message was read, and the brackets under the
    digits of a number."""
    components.ink(
        key=session.INK,
        data={
            "number": live.number if live else 0,
            "kiosk": view.kiosk_seconds(),
            "texts": _ink_texts(),
            "brackets": list(brackets),
        },
        on_ink_change=lambda: None,
    )


def drawing(live: LiveInk | None) -> Drawing:
    """Return what is drawn.

    Raises:
        DrawingError: if it is broken.
    """
    if live is not None:
        return Drawing.from_strokes(live.strokes, live.pen_width)
    objects = session.reported()
    # On the way back from another page nothing has been reported yet.
    return session.DRAWING.get() if objects is None else Drawing.from_canvas({"objects": objects})


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


def _ink_texts() -> dict[str, Any]:
    """What ``static/ink.js`` says, mostly to screen readers."""
    return {
        "canvas": draw_page.CANVAS(),
        "keys": draw_page.CANVAS_KEYS(),
        "pen_down": draw_page.PEN_DOWN(),
        "pen_up": draw_page.PEN_UP(),
        "samples": [draw_page.SAMPLE(a_digit=a_digit) for a_digit in draw_page.A_DIGIT.values()],
    }


def _keep(count: int) -> None:
    """Undo and Clear without live ink: keep the first so many strokes, as slices count."""
    session.lay_out((session.reported() or [])[:count])
