"""How to show the page: ``?stage`` for a projector, ``?kiosk=SECONDS`` for an exhibit, phones,
``?digits=1`` for single digits."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from digitnet.ui.session import ONE_DIGIT

SIDEBAR_WIDTH = 256
"""In pixels; the canvas needs the rest."""

LONGEST_KIOSK = 3600.0
"""In seconds; an exhibit that keeps drawings for longer makes no sense."""


def is_stage() -> bool:
    """Whether to show canvas and answer only, as large as the screen allows."""
    return asks_for_stage(st.query_params)


def asks_for_stage(parameters: Mapping[str, str]) -> bool:
    """Whether an address with these query parameters does."""
    return "stage" in parameters


def starts_folded() -> bool:
    """Whether the sidebar is folded at first: on a stage, and on a phone, even on its side.

    Streamlit decides by width alone, and would fill a third of a phone in landscape with it.
    """
    return is_stage() or is_phone(st.context.headers)


def is_phone(headers: Mapping[str, str]) -> bool:
    """Whether the headers of a request are a phone's."""
    return "Mobi" in headers.get("User-Agent", "")


def reads_one_digit() -> bool:
    """Whether a drawing is one digit, never a number: ``?digits=1``."""
    if asks_for_one_digit(st.query_params):
        # Going to another page and back drops it from the address.
        ONE_DIGIT.set(True)
    return ONE_DIGIT.get()


def asks_for_one_digit(parameters: Mapping[str, str]) -> bool:
    """Whether an address with these query parameters does."""
    return parameters.get("digits") == "1"


def kiosk_seconds() -> float | None:
    """After how many seconds without ink the canvas is cleared, or None for never."""
    return asks_for_kiosk(st.query_params)


def asks_for_kiosk(parameters: Mapping[str, str]) -> float | None:
    """Return the seconds that an address with these query parameters asks for, or None.

    What is not a number of seconds from 1 to ``LONGEST_KIOSK`` counts as never.
    """
    try:
        seconds = float(parameters.get("kiosk", ""))
    except ValueError:
        return None
    # The comparison is False for NaN as well.
    return seconds if 1 <= seconds <= LONGEST_KIOSK else None
