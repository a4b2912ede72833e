"""Presenter and guests: who may do what, checked where it is done.

Guests draw, watch, and take models home; what changes something for everybody is the presenter's.
Pages get their engine from ``ui.connection`` behind a ``Gate``, so a page that is driven by
hand-made messages can do no more than one with a mouse.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import streamlit as st

from digitnet.engine.protocol import DEADLINES, EngineProtocol
from digitnet.engine.status import EngineError
from digitnet.texts import room_page
from digitnet.ui import room, view
from digitnet.ui.load import ANSWERS

GUEST_VERBS = frozenset(
    {
        "status",
        "predict",
        "read_number",
        "predict_many",
        "keep_lessons",
        "predict_taught",
        "collect",
        "withdraw",
        "collection",
        "export_collection",
        "browse",
        "explain",
        "watch_training",
        "replay_training",
        "expected_seconds",
        "models",
        "download",
    }
)
"""What everybody may ask of the engine: it answers; of the collection, visitors change only what
they taught themselves."""

PRESENTER_VERBS = frozenset(
    {
        "start_training",
        "cancel_training",
        "use",
        "remove",
        "relabel_collected",
        "remove_collected",
    }
)
"""What only the presenter may. A verb in neither list is refused like these; a test names it."""

_READING_VERBS = frozenset({"predict", "read_number", "predict_taught"})


class PresenterOnly(EngineError):
    """A guest asked for what is the presenter's."""

    def __init__(self) -> None:
        super().__init__(room_page.PRESENTER_ONLY)


def is_presenter() -> bool:
    """Whether the visitor whose page is being drawn is the presenter.

    The server has marked the connection; an exhibit's visitors are guests on any machine.
    """
    if view.kiosk_seconds() is not None:
        return False
    return st.context.headers.get_all(room.ROLE_HEADER) == [room.PRESENTER]


def require_presenter() -> None:
    """See that the visitor is the presenter.

    Raises:
        PresenterOnly: if not.
    """
    if not is_presenter():
        raise PresenterOnly


def why_not() -> str:
    """Say in one line why something is not a guest's."""
    return room_page.GUEST()


def _guarded(name: str) -> Callable[..., Any]:
    """Return a method that forwards a verb, if the visitor may ask for it."""
    is_open = name in GUEST_VERBS

    @functools.wraps(getattr(EngineProtocol, name))
    def forward(self: Gate, *arguments: Any, **keywords: Any) -> Any:
        if not is_open:
            require_presenter()
        if name in _READING_VERBS:
            ANSWERS.note()
        return getattr(self._engine, name)(*arguments, **keywords)

    return forward


def _guard_all(gate: type[Gate]) -> type[Gate]:
    for name in DEADLINES:
        setattr(gate, name, _guarded(name))
    return gate


@_guard_all
class Gate(EngineProtocol):
    """An engine as pages may use it.

    Args:
        engine: what carries the verbs out.
    """

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine
