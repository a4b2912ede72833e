"""Each visitor's language: what they chose, what the address says, or else their browser's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from digitnet.texts import around_pages, language
from digitnet.ui import components, session
from digitnet.ui.controls import checked

PARAMETER = "lang"
"""The parameter of an address that asks for a language: ``?lang=de``."""

COOKIE = "digitnet-language"
"""The cookie that keeps a choice in the browser; the web page uses the same."""

SWITCH = "language"
"""The control's key."""


def settle() -> None:
    """Speak the visitor's language from here on; called when a page begins."""
    language.ask(_of_visitor)
    language.use(None)
    components.language(
        key="language_of_page",
        data={
            "language": language.current(),
            "cookie": COOKIE if session.LANGUAGE_SWITCHED.get() else "",
        },
    )


def switch() -> None:
    """Let people choose."""
    codes = list(language.NAMES)
    label = around_pages.LANGUAGE()
    checked(label, SWITCH, lambda value: value in codes)
    st.selectbox(
        label,
        codes,
        codes.index(language.current()),
        format_func=language.NAMES.__getitem__,
        on_change=_switch,
        key=SWITCH,
    )


def of_request(parameters: Mapping[str, str], cookies: Mapping[str, str], accepted: str) -> str:
    """Return the language of the visitor who sent a request.

    Args:
        parameters: of the address.
        cookies: of the browser.
        accepted: the header ``Accept-Language``, or "".
    """
    return _best(parameters, cookies, language.accepted(accepted))


def _of_visitor() -> str | None:
    # Only while a script runs for somebody.
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    if not session.LANGUAGE.is_set:
        browsers = [st.context.locale] if st.context.locale else []
        # The way to another page drops parameters from the address.
        session.LANGUAGE.set(_best(st.query_params, st.context.cookies, browsers))
    return session.LANGUAGE.get()


def _best(
    parameters: Mapping[str, str], cookies: Mapping[str, str], browsers: Iterable[str]
) -> str:
    wanted = [parameters.get(PARAMETER, ""), cookies.get(COOKIE, ""), *browsers]
    return language.best(wanted) or language.SOURCE


def _switch() -> None:
    value = st.session_state.get(SWITCH)
    if not isinstance(value, str) or value not in language.NAMES:
        return
    session.LANGUAGE.set(value)
    session.LANGUAGE_SWITCHED.set(True)
    if PARAMETER in st.query_params:
        # Otherwise the page would speak the old language again once it is reloaded.
        st.query_params[PARAMETER] = value
