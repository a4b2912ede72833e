"""The Picture page: numbers on paper, photographed, and read digit by digit."""

from __future__ import annotations

import dataclasses
import functools
import secrets
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from digitnet.data import paper
from digitnet.engine.protocol import EngineProtocol
from digitnet.errors import DigitnetError
from digitnet.texts import picture_page
from digitnet.ui import components, picture_answer, picture_file, session, view
from digitnet.ui.picture_queue import MENDING, QUEUE
from digitnet.ui.picture_reading import Reading, checked_boxes, mended, read
from digitnet.ui.server.connections import network_of

INPUT = "picture_input"
BOXES = "picture_boxes"


@st.fragment
def page(engine: EngineProtocol) -> None:
    """Show the page."""
    stage = view.is_stage()
    with st.container(key="picture_stage" if stage else "picture"):
        if not stage:
            st.title(picture_page.TITLE(), anchor=False)
        source = st.container(key="picture_source", horizontal=True, vertical_alignment="center")
        if problem := session.PICTURE_PROBLEM.take():
            st.warning(problem, icon=":material/info:")
        reading = session.PICTURE.get()
        if reading is None:
            with st.container(key="picture_empty"):
                st.markdown(picture_page.HINT())
        else:
            _show(engine, reading)
        with source:
            _examples(engine)
            # At the end of the page: it may answer before what comes after it is there.
            components.picture_input(
                key=INPUT,
                data=_input_data(),
                on_picture_change=functools.partial(_take, engine),
            )


def _show(engine: EngineProtocol, reading: Reading) -> None:
    with st.container(key="picture_desk", horizontal=True, gap="large"):
        with st.container(key="picture_boxes_side"):
            components.picture_boxes(
                key=BOXES,
                data=picture_answer.of_boxes(reading),
                on_mended_change=functools.partial(_mend, engine),
            )
        with st.container(key="picture_answer"):
            st.html(picture_answer.as_html(reading))
            if reading.numbers:
                with st.container(key="picture_take", horizontal=True):
                    components.copy(
                        key="picture_copy",
                        data={
                            "text": picture_answer.as_text(reading),
                            "copy": picture_page.COPY(),
                            "copied": picture_page.COPIED(),
                        },
                    )
                    st.download_button(
                        picture_page.DOWNLOAD(),
                        data=picture_answer.as_csv(reading),
                        file_name="numbers.csv",
                        mime="text/csv",
                        on_click="ignore",
                        icon=":material/download:",
                        key="picture_csv",
                    )
                st.html(f"<h2>{picture_page.SEEN()}</h2>")
                st.html(picture_answer.seen(reading))
                if len(reading.digits) > picture_answer.MOST_SEEN:
                    st.caption(picture_page.SEEN_SOME(count=picture_answer.MOST_SEEN))
    with st.container(key="picture_steps"):
        st.html(f"<h2>{picture_page.STEPS()}</h2>")
        st.html(picture_answer.steps(reading))


def _examples(engine: EngineProtocol) -> None:
    with st.container(key="picture_examples", horizontal=True, vertical_alignment="center"):
        st.caption(picture_page.TRY_EXAMPLE(), width="content")
        for kind, name in picture_page.EXAMPLES.items():
            st.button(
                name(),
                on_click=_example,
                args=(engine, kind),
                key=f"picture_{kind}",
            )


def _input_data() -> dict[str, Any]:
    return {
        "heard": session.PICTURES_HEARD.get(),
        "side": picture_file.SENT_SIDE,
        "bytes": picture_file.SENT_BYTES,
        "most": picture_file.MAX_BYTES,
        "texts": {
            "choose": picture_page.CHOOSE(),
            "camera": picture_page.CAMERA(),
            "shutter": picture_page.SHUTTER(),
            "cancel": picture_page.CANCEL(),
            "drop": picture_page.DROP(),
            "drop_here": picture_page.DROP_HERE(),
            "reading": picture_page.READING(),
            "video": picture_page.VIDEO(),
            "no_picture": picture_page.NOT_A_PICTURE(),
            "too_large": picture_page.FILE_TOO_LARGE(),
            "no_camera": picture_page.NO_CAMERA(),
        },
    }


def _take(engine: EngineProtocol) -> None:
    """Read a picture that the browser sent; what comes may be anything."""
    message = _sent(INPUT, "picture")
    session.PICTURES_HEARD.set(session.PICTURES_HEARD.get() + 1)
    _try(1.0, lambda: read(picture_file.pixels_of(message), engine))


def _example(engine: EngineProtocol, kind: str) -> None:
    """Have a synthetic writer write something, and read it."""

    def written() -> Reading:
        pixels, _ = paper.picture(kind, np.random.default_rng(secrets.randbits(32)))
        return read(pixels, engine)

    _try(1.0, written)


def _mend(engine: EngineProtocol) -> None:
    """Read the picture again, with the boxes that the browser sent; these may be anything."""
    message, reading = _sent(BOXES, "mended"), session.PICTURE.get()
    if not isinstance(message, dict):
        return
    if reading is None or message.get("picture") != reading.id:
        session.PICTURE_PROBLEM.set(picture_page.PICTURE_FORGOTTEN())
        return
    boxes = checked_boxes(message.get("boxes"), reading.size)
    change = message.get("change")
    if boxes is None or type(change) is not int:
        return
    # If it cannot be read, the browser shows again what was there.
    unchanged = dataclasses.replace(reading, revision=change)
    session.PICTURE.set(unchanged)
    _try(MENDING, lambda: mended(unchanged, boxes, engine))


def _sent(key: str, name: str) -> object:
    state = st.session_state.get(key)
    return state.get(name) if state else None


def _try(cost: float, action: Callable[[], Reading]) -> None:
    """Wait for a turn and read something; if that fails, say why, and keep what was there."""
    address = network_of(st.context.ip_address)
    try:
        session.PICTURE.set(QUEUE.run(session.visitor(), address, cost, action))
    except DigitnetError as error:
        session.PICTURE_PROBLEM.set(str(error))
