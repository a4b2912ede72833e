"""What the server knows about the room, for its pages: they run in the same process."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from digitnet.errors import DigitnetError
from digitnet.ui.load import Usage

ROLE_HEADER = "Digitnet-Role"
"""A header that the server itself adds to a presenter's connection (see ``server.roles``)."""

PRESENTER = secrets.token_hex(16)
"""Its value, a secret of this process, so that no client can send it."""


@dataclass(frozen=True)
class Presence:
    """Who is at a server, or at several.

    Attributes:
        pages: the app's pages that are open.
        phones: the phones that have their page open.
        walls: the walls that are open.
    """

    pages: int = 0
    phones: int = 0
    walls: int = 0

    def __add__(self, other: Presence) -> Presence:
        return Presence(
            self.pages + other.pages, self.phones + other.phones, self.walls + other.walls
        )


@dataclass(frozen=True)
class Figures:
    """Who is there, and how much they use.

    Attributes:
        presence: at all servers.
        answers: drawings that were read, a second.
        usage: what the server's process takes of its machine.
    """

    presence: Presence
    answers: float
    usage: Usage


class Unreachable(DigitnetError):
    """What several servers share cannot be reached; nothing has changed, as far as is known."""


class Codes(Protocol):
    """How another device is made the presenter."""

    def new(self) -> str:
        """Return a code that can be used once instead of the key.

        Raises:
            Unreachable: if other servers cannot be told.
        """

    def is_open(self, code: str) -> bool:
        """Whether a code can still be used."""


class RoundControl(Protocol):
    """How a page begins and ends rounds; it sees to it itself that its visitor may."""

    @property
    def kind(self) -> str | None:
        """Of the round that is on, or whose result is shown; None without one."""

    @property
    def is_played(self) -> bool:
        """Whether a round is on whose result is not yet there."""

    def start(self, kind: str, digit: int | None) -> None:
        """Begin a round.

        Args:
            kind: of the round.
            digit: the one to draw, 0..9, where digits are drawn; None for all.

        Raises:
            RoundError: if one is being played.
            EngineError: if the network cannot choose images for it.
            Unreachable: if other servers cannot be told.
        """

    def stop(self) -> None:
        """End what is on, if anything is: first the round, then its result."""


@dataclass
class Room:
    """One server and who is there.

    Attributes:
        codes: make one other device the presenter.
        addresses: where phones may find the app, the likeliest address first, given the origin of
            the page of whoever asks, or "".
        draw_path: of the page for phones, below each of these; "" where they get the app itself.
        prepare_draw_page: has it made, so that no phone has to wait for it.
        figures: counts who is there.
        rounds: begins and ends rounds.
        is_ending: whether the server is to end, and its pages move to another one.
    """

    codes: Codes
    addresses: Callable[[str], list[str]]
    draw_path: str
    prepare_draw_page: Callable[[], None]
    figures: Callable[[], Figures]
    rounds: RoundControl
    is_ending: Callable[[], bool]


_room: Room | None = None


def enter(room: Room) -> None:
    """Let the pages of this process find the room."""
    global _room
    _room = room


def current() -> Room | None:
    """Return the room, or None without a server, as in tests of a single page."""
    return _room
