"""Ids of server-sent events, by which a watcher that comes back says what it has seen."""

from __future__ import annotations

NOTHING_SEEN = -1
"""Less than the number of any change."""


def event_id(start: str, change: int, mark: str = "") -> str:
    """Return the id of the event that tells of a change.

    Args:
        start: names the server or room; a watcher of an earlier one starts anew.
        change: its number.
        mark: a word that the watcher is to give back.
    """
    return f"{start}-{change}" + (f"-{mark}" if mark else "")


def read_event_id(last: str, start: str) -> tuple[int, str]:
    """Return the change that a watcher has seen, or ``NOTHING_SEEN``, and the mark of its event.

    Args:
        last: the last id that the watcher had, as it was sent; "" if there was none.
        start: as for ``event_id``.
    """
    before, _, rest = last.partition("-")
    number, _, mark = rest.partition("-")
    is_known = before == start and number.isascii() and number.isdigit()
    return (int(number) if is_known else NOTHING_SEEN), mark
