"""Models in a folder, which several servers may share if all reach it."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import logging
import secrets
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from digitnet.errors import reason
from digitnet.store import files
from digitnet.store.card import CARD_FILE, SHIPPED, ModelCard, StoredModel, read_model
from digitnet.store.errors import StoreError
from digitnet.store.ledger import Ledger
from digitnet.store.shelf import limit
from digitnet.texts import errors

log = logging.getLogger(__name__)

CHECK_SECONDS = 2.0
"""How often others may have chosen another model."""

_STALE_SECONDS = 60
"""Unlocked files older than this were left by a crash: new files are locked within this time."""

_STALE_SECONDS_WITHOUT_LOCKS = 24 * 3600
"""The same where locks are not supported, so that only the age of a file can tell."""


class FolderShelf:
    """Implements ``Shelf``: whoever changes the folder locks it; reading needs no lock."""

    check_seconds = CHECK_SECONDS

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ledger = Ledger(folder)

    def refresh(self) -> None:
        pass

    def model(self, version: str) -> StoredModel:
        return read_model(self.folder / version, version)

    def prepare(self) -> None:
        prepare(self.folder)

    def check_writable(self) -> None:
        prepare(self.folder)

    def add(self, partial: Path, card: ModelCard, use: bool) -> ModelCard:
        with files.locked(self.folder, files.LOCK_SECONDS):
            card = self._add(partial, card, use)
            self._prune(card.version)
        return card

    def use(self, version: str, check: Callable[[], None]) -> None:
        with files.locked(self.folder, files.LOCK_SECONDS):
            check()
            self._ledger.note_former()
            self._ledger.choose(version)

    def remove(self, version: str) -> None:
        with files.locked(self.folder, files.LOCK_SECONDS):
            if version == self._ledger.current():
                raise StoreError(errors.MODEL_ANSWERS, version=version)
            discard(self.folder, version)

    def _add(self, partial: Path, card: ModelCard, use: bool) -> ModelCard:
        number = self._ledger.last_number()
        if use:
            self._ledger.note_former()
        else:
            self._ledger.note_unused()
        while True:
            number += 1
            created = datetime.now(UTC).isoformat(timespec="seconds")
            card = dataclasses.replace(card, version=f"v{number}", created=created)
            files.write(partial / CARD_FILE, card.to_json())
            files.flush(partial)
            # Before the model exists, or a crash and a removal would free its number.
            self._ledger.give(number)
            try:
                partial.rename(self.folder / card.version)
                break
            except OSError as error:
                # A foreign file, or, where locks are not supported, another server was faster.
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
                    raise
        try:
            files.flush(self.folder)
            if use:
                self._ledger.choose(card.version)
        except OSError:
            (self.folder / card.version).rename(partial)
            raise
        return card

    def _prune(self, new: str) -> None:
        """Remove what is beyond the limit, which is two at least: the current version and the new
        one stay, and of the others the one that was used last goes last.
        """
        published = [v for v in self._ledger.former() if v not in (SHIPPED, new)]
        excess = len(self._ledger.numbers()) - limit()
        for version in published[: max(excess, 0)]:
            try:
                discard(self.folder, version)
            except OSError as error:
                log.warning("Model %s could not be removed: %s.", version, reason(error))


def prepare(folder: Path) -> None:
    """Create a folder for models, remove leftovers of crashes, and check that it is writable.

    Raises:
        StoreError: if nothing can be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(folder)
        files.replace(folder / ".probe", "")
        (folder / ".probe").unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(errors.HOME_NOT_WRITABLE, folder=folder, reason=reason(error)) from error


def discard(folder: Path, version: str) -> None:
    """Remove a model from a folder.

    Raises:
        OSError: if it is not there or cannot be removed.
    """
    # Renamed first, so that a partly removed model does not look like a model.
    doomed = (folder / version).rename(folder / f".removed-{secrets.token_hex(8)}")
    shutil.rmtree(doomed, ignore_errors=True)


def _clear_leftovers(folder: Path) -> None:
    for entry in folder.glob(".*-*"):
        # Another server may be removing or still writing it.
        with contextlib.suppress(OSError), files.locked(entry, seconds=0) as others_are_out:
            age = abs(time.time() - entry.stat().st_mtime)
            stale = _STALE_SECONDS if others_are_out else _STALE_SECONDS_WITHOUT_LOCKS
            if age < stale and not entry.name.startswith(".removed-"):
                continue
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()
