"""Rounds: how a presenter begins and ends them on a page of the app."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from digitnet.engine.status import EngineError
from digitnet.labels import DIGIT_COUNT
from digitnet.rounds.contest import Contest
from digitnet.rounds.draw_round import DrawRound
from digitnet.rounds.round import RoundError
from digitnet.texts import round_page
from digitnet.ui import roles
from digitnet.ui.controls import checked
from digitnet.ui.room import RoundControl, Unreachable

LOOK_SECONDS = 2.0
"""How often the page checks whether a round is still on."""

ALL = -1
"""The choice of all digits; Streamlit takes None for no choice."""


def controls(rounds: RoundControl) -> None:
    """Offer to begin a round, or to end the one that is on."""
    st.subheader(round_page.ROUNDS(), anchor=False)
    st.fragment(_controls, run_every=LOOK_SECONDS)(rounds)


def _controls(rounds: RoundControl) -> None:
    if (kind := rounds.kind) is None:
        _choice(rounds)
        return
    what = round_page.IS_PLAYED if rounds.is_played else round_page.SEE_WALL
    st.markdown(f"**{round_page.NAMES[kind]()}**  \n{what()}")
    st.button(
        (round_page.STOP if rounds.is_played else round_page.BACK)(),
        icon=":material/stop_circle:",
        on_click=_carry_out,
        args=(rounds.stop,),
        key="round_stop",
    )


def _choice(rounds: RoundControl) -> None:
    kinds = list(round_page.NAMES)
    checked(round_page.START(), "round_kind", lambda value: value in kinds)
    kind = st.radio(
        round_page.START(),
        kinds,
        format_func=lambda value: round_page.NAMES[value](),
        captions=[round_page.MEANINGS[value]() for value in kinds],
        label_visibility="collapsed",
        key="round_kind",
    )
    digit = None
    if kind == DrawRound.kind:
        digits = [ALL, *range(DIGIT_COUNT)]
        checked(round_page.WHICH(), "round_digit", lambda value: value in digits)
        chosen = st.selectbox(
            round_page.WHICH(),
            digits,
            format_func=lambda value: round_page.ALL_DIGITS() if value == ALL else str(value),
            key="round_digit",
        )
        digit = None if chosen == ALL else chosen
    st.button(
        round_page.START(),
        icon=":material/play_arrow:",
        type="primary",
        on_click=_carry_out,
        args=(rounds.start, kind, digit),
        key="round",
    )


def _carry_out(order: Callable[..., None], *arguments: object) -> None:
    """Carry an order out, if the visitor is the presenter."""
    try:
        roles.require_presenter()
        if Contest.kind in arguments:
            st.toast(round_page.PREPARING(), icon=":material/hourglass_top:")
        order(*arguments)
    except (EngineError, RoundError, Unreachable) as error:
        st.toast(str(error), icon=":material/info:")
    except TimeoutError:
        st.toast(round_page.IMAGES_NOT_READY(), icon=":material/info:")
