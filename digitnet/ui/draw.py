"""The drawing page: a canvas, its buttons, and the answer, which follows the pen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from digitnet.drawing.canvas import LiveInk
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineError
from digitnet.texts import draw_page
from digitnet.ui import answer, components, keeping, numbers, paper, session, teach, view
from digitnet.ui.attempt import note_missed


@st.fragment
def page(engine: EngineProtocol, pen_width: int) -> None:
    """Show the page. A stroke, growing or finished, redraws only the answer."""
    stage = view.is_stage()
    is_taught = teach.is_offered(engine)
    with st.container(key="stage" if stage else "page"):
        if not stage:
            title = draw_page.TITLE_ONE_DIGIT if view.reads_one_digit() else draw_page.TITLE
            st.title(title(), anchor=False)
        with st.container(key="layout", horizontal=True, gap="large"):
            paper.canvas_with_buttons(pen_width)
            with st.container(key="reading"):
                _reading(engine)
                if is_taught:
                    teach.controls(engine)
        if is_taught:
            keeping.in_browser()


@st.fragment
def _reading(engine: EngineProtocol) -> None:
    """Show the answer; run alone for each message of live ink."""
    live = paper.newest()
    data = _answer(engine, live)
    components.panel(key="panel", data=data)
    paper.ink(live, data["brackets"])


def _answer(engine: EngineProtocol, live: LiveInk | None) -> dict[str, Any]:
    try:
        drawing = paper.drawing(live)
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
