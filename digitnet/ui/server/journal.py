"""What happens in the room, one thing after the other: the same for all servers that share it.

Nothing in the room changes but by an entry of the journal. Each server applies all entries in the
same order and with the same times, so walls, rounds and codes are equal on all of them. A server
alone applies an entry at once (``OwnJournal``); several write it to a database first
(``server.shared_journal``).
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from digitnet.texts.message import Note
from digitnet.ui.room import Presence

Value = dict[str, Any]
"""What an entry says, as JSON takes it."""


Apply = Callable[[Value, float], Any]
"""Applies an entry that was made at a time: returns what came of it, or raises a ``DigitnetError``.
It depends on nothing but earlier entries and its arguments. Times are seconds of a clock that only
goes forward, the same on all servers."""

Count = Callable[[Value], None]


class Keeper(Protocol):
    """A part of the room that can be written down, so that earlier entries are no longer needed."""

    def save(self) -> Value | None:
        """Return what it is now; None if it cannot be written down just now."""

    def load(self, value: Value | None) -> None:
        """Be what was saved; None for what it is without any entry."""


class Journal(Protocol):
    """What parts of the room know of it. Unless said otherwise, called on the event loop."""

    @property
    def start(self) -> str:
        """Tells this journal from others, such as that of an earlier server."""

    @property
    def problem(self) -> Note | None:
        """Why other servers cannot be reached, or None."""

    @property
    def others(self) -> Presence:
        """Who is at the other servers."""

    @property
    def other_servers(self) -> int:
        """How many other servers there are."""

    def now(self) -> float:
        """The time, as far as this server knows; entries have times of their own."""

    def on(self, kind: str, apply: Apply) -> None:
        """Say what applies entries of a kind."""

    def count(self, kind: str, count: Count) -> None:
        """Say what counts entries of a kind that other servers have just made, for limits."""

    def keep(self, name: str, keeper: Keeper) -> None:
        """Name a part of the room that can be written down."""

    def tell(self, presence: Callable[[], Presence], changed: Callable[[], None]) -> None:
        """Say who tells who is at this server, and who wants to know of a new ``problem``."""

    def forget(self) -> None:
        """Ask that what was said in earlier entries and no longer shows is not kept."""

    async def add(self, kind: str, value: Value) -> Any:
        """Make an entry; return what came of it here, when it has been applied.

        Raises:
            Unreachable: if it cannot be made.
            DigitnetError: what applying it raises.
        """

    def add_from_thread(self, kind: str, value: Value) -> Any:
        """Do the same from any other thread; what applies such entries is thread-safe."""

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Wait until no other server is within this, and let none in.

        Raises:
            Unreachable: if it is not known who is.
        """

    def open(self) -> AbstractAsyncContextManager[None]:
        """Run, on the event loop that is running, for as long as the server does."""


class Parts:
    """The parts of the room: what a journal applies its entries to."""

    def __init__(self) -> None:
        self._apply: dict[str, Apply] = {}
        self._counts: dict[str, Count] = {}
        self._keepers: dict[str, Keeper] = {}

    def on(self, kind: str, apply: Apply) -> None:
        """See ``Journal``."""
        self._apply[kind] = apply

    def count(self, kind: str, count: Count) -> None:
        """See ``Journal``."""
        self._counts[kind] = count

    def keep(self, name: str, keeper: Keeper) -> None:
        """See ``Journal``."""
        self._keepers[name] = keeper

    def apply(self, kind: str, value: Value, now: float) -> Any:
        """Apply an entry; one of a kind that only later versions know changes nothing."""
        apply = self._apply.get(kind)
        return apply(value, now) if apply else None

    def count_one(self, kind: str, value: Value) -> None:
        """Count an entry that another server has just made."""
        if count := self._counts.get(kind):
            count(value)

    def save(self) -> Value | None:
        """Return all parts; None if one of them cannot be written down."""
        saved: Value = {}
        for name, keeper in self._keepers.items():
            if (value := keeper.save()) is None:
                return None
            saved[name] = value
        return saved

    def load(self, saved: Value) -> None:
        """Be what was saved."""
        for name, keeper in self._keepers.items():
            keeper.load(saved.get(name))


class OwnJournal(Parts):
    """The journal of a server alone: an entry is applied at once, and not written anywhere.

    Args:
        clock: tells seconds.
    """

    problem: Note | None = None
    others = Presence()
    other_servers = 0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.start = secrets.token_hex(4)
        self.now = clock

    def tell(self, presence: Callable[[], Presence], changed: Callable[[], None]) -> None:
        """See ``Journal``; nobody asks."""

    def forget(self) -> None:
        """See ``Journal``; nothing is kept."""

    async def add(self, kind: str, value: Value) -> Any:
        """See ``Journal``."""
        return self.apply(kind, value, self.now())

    def add_from_thread(self, kind: str, value: Value) -> Any:
        """See ``Journal``."""
        return self.apply(kind, value, self.now())

    @contextlib.asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """See ``Journal``."""
        yield

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """See ``Journal``."""
        yield
