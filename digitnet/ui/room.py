"""What the server knows about the room, for its pages: they run in the same process."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from digitnet.ui.key import PresenterKey

ROLE_HEADER = "Digitnet-Role"
"""A header that the server itself adds to a presenter's connection (see ``server.roles``)."""

PRESENTER = secrets.token_hex(16)
"""Its value, a secret of this process: no client can send it."""


@dataclass
class Room:
    """One server and who is there.

    Attributes:
        key: makes its bearer the presenter.
        addresses: where phones may find the app, the likeliest address first, given the origin of
            the page of whoever asks, or "".
        draw_path: of the page for phones, below each of these.
        prepare_draw_page: has it made, so that no phone has to wait for it.
        pages: counts the app's pages that are open.
        draw_pages: how often the page for phones was opened.
    """

    key: PresenterKey
    addresses: Callable[[str], list[str]]
    draw_path: str
    prepare_draw_page: Callable[[], None]
    pages: Callable[[], int]
    draw_pages: int = 0


_room: Room | None = None


def enter(room: Room) -> None:
    """Let the pages of this process find the room."""
    global _room
    _room = room


def current() -> Room | None:
    """Return the room, or None without a server, as in tests of a single page."""
    return _room
