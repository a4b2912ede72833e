"""The Inside page: what the network does with the drawing, while it is drawn.

The component (``static/inside*.js``) says what a visitor has chosen in one message, ``ask``: the
map under the lens, the digit whose ink is coloured, the change to be shown. Both it and live ink
run the same fragment, which answers with plain data.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from digitnet.drawing.canvas import LiveInk
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.questions import ChangeQuestion, DigitMapQuestion, MapQuestion, WayQuestion
from digitnet.engine.status import EngineError, LightOnly
from digitnet.network.way import Way
from digitnet.texts import inside_page
from digitnet.ui import answer, components, inside_data, inside_texts, paper, session, view
from digitnet.ui.asked import VIEW, Asked
from digitnet.ui.attempt import note_missed


def page(engine: EngineProtocol, pen_width: int) -> None:
    """Show the page."""
    st.set_page_config(page_title=inside_page.BROWSER_TITLE())
    stage = view.is_stage()
    with st.container(key="inside_stage" if stage else "inside"):
        if not stage:
            st.title(inside_page.TITLE(), anchor=False)
        network = engine.status().network
        if isinstance(network, LightOnly):
            st.caption(str(network.message))
            return
        with st.container(key="inside_layout", horizontal=True):
            with st.container(key="inside_left"):
                paper.canvas_with_buttons(pen_width)
            with st.container(key="inside_right"):
                _view(engine, stage)
                if not stage:
                    _digit_map(engine)


@st.fragment
def _view(engine: EngineProtocol, stage: bool) -> None:
    """Show what the network does; run alone for each message of live ink and each choice."""
    live = paper.newest()
    components.inside(key=VIEW, data=_data(engine, live, stage), on_ask_change=lambda: None)
    paper.ink(live)


def _data(engine: EngineProtocol, live: LiveInk | None, stage: bool) -> dict[str, Any]:
    state = st.session_state.get(VIEW)
    asked = Asked.of(state.get("ask") if state else None)
    pen_down = live is not None and live.down
    try:
        drawing = paper.drawing(live)
        session.DRAWING.set(drawing)
        data = _way(engine, drawing, asked, pen_down)
        session.INSIDE.set(data)
    except DrawingError as error:
        data = _nothing(inside_page.BROKEN(problem=error))
    except EngineError as error:
        note_missed()
        # What was seen last stays; before that there is at least what the network will see.
        data = session.INSIDE.get() or _nothing("")
        if not data["layers"] and (image := to_mnist(drawing)) is not None:
            data = data | {"image": inside_data.packed(image)}
        data = data | {"line": inside_page.WAITING(problem=error), "state": "busy"}
    return data | {"texts": inside_texts.texts(), "stage": stage}


def _way(engine: EngineProtocol, drawing: Drawing, asked: Asked, pen_down: bool) -> dict[str, Any]:
    if drawing.is_empty:
        # Asked anyway, so that the engine gets ready for the first stroke.
        engine.explain(_visitor(), WayQuestion(drawing))
        return _nothing(inside_page.HINT())
    mark = _mark(drawing)
    way: Way = _once(
        engine,
        "way",
        (mark, asked.digit, asked.against, pen_down),
        WayQuestion(drawing, asked.digit, asked.against, maps_only=pen_down),
    )
    if not (pen_down or way.is_whole):
        _forget("way")
        note_missed()
    if not way.layers:
        return _nothing(inside_page.HINT())
    numbers = inside_data.chosen(way.layers, session.MAPS_SHOWN.get(), keep=pen_down)
    session.MAPS_SHOWN.set(numbers)
    counts = {layer.name: layer.maps.shape[2] for layer in way.layers}
    open_map = _open_map(asked, numbers, counts, keep=pen_down)
    session.LENS.set(open_map)
    data = inside_data.of_way(way, drawing, numbers, open_map, pen_down) | {"mark": mark}
    if not pen_down:
        found = _once(engine, "map", open_map, MapQuestion(*open_map))
        if not found.examples:
            _forget("map")
            note_missed()
        data["lens"] = inside_data.of_map(found, counts[open_map[0]])
    if asked.change_of == mark and not pen_down:
        question = ChangeQuestion(drawing, asked.change_into)
        change = _once(engine, "change", (mark, asked.change_into), question)
        data["change"] = inside_data.of_change(change, asked.change_into)
    return data


def _open_map(
    asked: Asked, numbers: Mapping[str, Sequence[int]], counts: Mapping[str, int], keep: bool
) -> tuple[str, int]:
    """The feature map under the lens: the one that was chosen, or else, at first, the strongest of
    the first layer; it stays while the pen is down."""
    first = next(iter(numbers))
    for layer, channel in filter(None, (asked.map, session.LENS.get() if keep else None)):
        # Another model may have fewer.
        if channel < counts.get(layer, 0):
            return layer, channel
    return first, numbers[first][0]


def _once(engine: EngineProtocol, kind: str, key: object, question: Any) -> Any:
    """Ask the engine, unless the last question of this kind was the same, to the same model."""
    key = (key, session.STATUS.get())
    known = session.ANSWERS.get().get(kind)
    if known is not None and known[0] == key:
        return known[1]
    found = engine.explain(_visitor(), question)
    session.ANSWERS.set({**session.ANSWERS.get(), kind: (key, found)})
    return found


def _forget(kind: str) -> None:
    """Ask again next time, since there will be more to see."""
    answers = session.ANSWERS.get()
    session.ANSWERS.set({name: answers[name] for name in answers if name != kind})


def _nothing(line: str) -> dict[str, Any]:
    read = answer.of_nothing(line)
    return {
        "state": "empty",
        "line": line,
        "spoken": line,
        "digit": "",
        "percent": "",
        "bars": read["bars"],
        "scores": [],
        "image": "",
        "layers": [],
        "place": None,
        "whole": True,
        "mark": "",
    }


@st.fragment
def _digit_map(engine: EngineProtocol) -> None:
    """Show the map of digits; the drawing on it moves by itself."""
    try:
        found = _once(engine, "digits", "map", DigitMapQuestion())
    except EngineError:
        found = None
        note_missed()
    if found is None:
        _forget("digits")
        note_missed()
    data = None if found is None else inside_data.of_digit_map(found)
    texts = {
        "title": inside_page.MAP(),
        "meaning": inside_page.MAP_MEANING() if found else inside_page.MAP_LATER(),
    }
    components.digit_map(key="inside_map", data={"map": data, "texts": texts})


def _mark(drawing: Drawing) -> str:
    """Tells a drawing from others."""
    parts = b"".join(stroke.tobytes() + b"|" for stroke in drawing.strokes)
    return hashlib.sha256(parts + str(drawing.pen_width).encode()).hexdigest()[:16]


def _visitor() -> str:
    if not session.VISITOR.is_set:
        session.VISITOR.set(secrets.token_hex(8))
    return session.VISITOR.get()
