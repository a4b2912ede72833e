"""The ledger that servers share, in an object store: numbered entries that never change.

Each entry is the whole ledger after one change. Whoever changes it writes the next number, which
succeeds once only (S3's ``If-None-Match``); whoever comes second begins again from what the first
wrote. So no change is lost and none is seen by halves, without locks, and without renaming, which
object stores do not have.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from digitnet.store.card_check import strict_json
from digitnet.store.objects import Objects
from digitnet.store.shared_ledger import SharedLedger

log = logging.getLogger(__name__)

FOLDER = "entries"
GUARD = "guard"

KEPT = 100
"""Entries before the newest one that stay, for whoever is behind."""

TRIES = 100
"""How often a change begins again. Each time another one has succeeded."""


@dataclass(frozen=True)
class Entry:
    """The ledger after a change.

    Attributes:
        number: of the change, from 1; 0 is the empty ledger before the first one.
        id: tells it from an entry of the same number in a store that was emptied.
        ledger: what holds from then on.
    """

    number: int = 0
    id: str = ""
    ledger: SharedLedger = field(default_factory=SharedLedger)

    @property
    def name(self) -> str:
        """Its name in the object store."""
        return f"{FOLDER}/{self.number:09}"


class Entries:
    """All entries; every method may raise OSError."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._damaged: set[int] = set()

    def newest(self) -> Entry:
        """Return the newest entry, whichever are known."""
        return self._newest(self._numbers())

    def after(self, known: Entry) -> Entry:
        """Return the newest entry, given one: fast, with one request if that is still it."""
        newest, number = known, known.number
        while True:
            number += 1
            try:
                newest = self._read(number, must_be_there=True) or newest
            except FileNotFoundError:
                return newest

    def change(self, change: Callable[[SharedLedger], SharedLedger]) -> Entry:
        """Change the ledger; return its entry.

        Args:
            change: makes the new ledger of the present one; may be called several times.

        Raises:
            OSError: if nothing was written, as far as can be known.
            Exception: what ``change`` raises.
        """
        for _ in range(TRIES):
            numbers = self._numbers()
            # A damaged entry has used its number, too.
            number = max(numbers, default=0) + 1
            ledger = change(self._newest(numbers).ledger)
            entry = Entry(number, secrets.token_hex(8), ledger)
            content = json.dumps({"id": entry.id, "ledger": entry.ledger.to_json()}).encode()
            try:
                self._objects.create(entry.name, content)
            except FileExistsError:
                # By another server; or by this one, if the answer to a first try was lost.
                there = self._read(number)
                if there is None or there.id != entry.id:
                    continue
            return entry
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    def is_guarded(self) -> bool:
        """Check that the object store can be written to; return whether it refuses to write over an
        object.
        """
        for _ in range(2):
            try:
                self._objects.create(GUARD, b"This object is there so that it cannot be written.\n")
            except FileExistsError:
                return True
        return False

    def tidy(self, newest: Entry) -> None:
        """Remove entries that nobody needs any more."""
        for number in self._numbers():
            if number < newest.number - KEPT:
                self._objects.remove(Entry(number).name)

    def _newest(self, numbers: list[int]) -> Entry:
        for number in sorted(numbers, reverse=True):
            if (entry := self._read(number)) is not None:
                return entry
        return Entry()

    def _numbers(self) -> list[int]:
        names = (name.rpartition("/")[2] for name in self._objects.names(FOLDER))
        return [int(name) for name in names if name.isascii() and name.isdigit()]

    def _read(self, number: int, must_be_there: bool = False) -> Entry | None:
        try:
            content = self._objects.get(Entry(number).name)
        except FileNotFoundError:
            if must_be_there:
                raise
            return None
        try:
            value = strict_json(content.decode("utf-8"))
            return Entry(number, str(value["id"]), SharedLedger.from_json(value["ledger"]))
        except (ValueError, TypeError, KeyError, RecursionError):
            if number not in self._damaged:
                self._damaged.add(number)
                log.warning("Entry %d of the shared models is damaged. It is skipped.", number)
            return None
