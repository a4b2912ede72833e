"""Codes that make one other device the presenter, once: on whichever server it arrives."""

from __future__ import annotations

import hashlib
import secrets
import threading

from digitnet.ui.server.journal import Journal, Value

SECONDS = 120.0
"""How long a code is good for."""

MOST = 8
"""Codes at once; with more, the oldest goes."""

NEW, USE = "code new", "code use"
"""The kinds of entries in the journal, which knows codes by their checksums only."""


class Codes:
    """The codes that are open; what pages call may be called from any thread.

    Args:
        journal: of the room.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        # When each one ends.
        self._open: dict[str, float] = {}
        journal.on(NEW, self._on_new)
        journal.on(USE, self._on_use)
        journal.keep("codes", self)

    def new(self) -> str:
        """Return a code that can be used once instead of the key, for ``SECONDS``.

        Raises:
            Unreachable: if other servers cannot be told.
        """
        code = secrets.token_urlsafe(18)
        self._journal.add_from_thread(NEW, {"code": _checksum(code)})
        return code

    def is_open(self, code: str) -> bool:
        """Whether a code can still be used."""
        return self._ends(_checksum(code)) > self._journal.now()

    async def use(self, code: str) -> bool:
        """Whether this is a code; it is used up then. Called on the event loop.

        Raises:
            Unreachable: if it is not known whether another server has taken it.
        """
        name = _checksum(code)
        # Nothing is written down for what cannot be one.
        if not self._ends(name):
            return False
        return bool(await self._journal.add(USE, {"code": name}))

    def save(self) -> Value:
        """See ``journal.Keeper``."""
        with self._lock:
            return dict(self._open)

    def load(self, value: Value | None) -> None:
        """See ``journal.Keeper``."""
        with self._lock:
            self._open = dict(value or {})

    def _ends(self, name: str) -> float:
        with self._lock:
            return self._open.get(name, 0.0)

    def _on_new(self, value: Value, now: float) -> None:
        with self._lock:
            self._forget_old(now)
            while len(self._open) >= MOST:
                del self._open[next(iter(self._open))]
            self._open[value["code"]] = now + SECONDS

    def _on_use(self, value: Value, now: float) -> bool:
        with self._lock:
            self._forget_old(now)
            return self._open.pop(value["code"], None) is not None

    def _forget_old(self, now: float) -> None:
        self._open = {name: end for name, end in self._open.items() if end > now}


def _checksum(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
