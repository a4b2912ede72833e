"""Ids of server-sent events, by which a watcher that comes back says what it has seen."""

from __future__ import annotations

import secrets

NOTHING_SEEN = -1
"""Less than the number of any change."""


class EventIds:
    """The ids of one stream: a random part for this server, then the number of a change.

    So a watcher that saw an earlier server starts anew.
    """

    def __init__(self) -> None:
        self._start = secrets.token_hex(4)

    def of(self, change: int) -> str:
        """Return the id of the event that tells of a change."""
        return f"{self._start}-{change}"

    def seen(self, last: str) -> int:
        """Return the number of the change whose id a watcher had last, or ``NOTHING_SEEN``.

        Args:
            last: as the watcher sent it; "" if it had none.
        """
        start, _, number = last.partition("-")
        if start == self._start and number.isascii() and number.isdigit():
            return int(number)
        return NOTHING_SEEN
