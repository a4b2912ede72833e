"""Models in an object store, of which each server has a copy below its own ``DIGITNET_HOME``.

Below the address that ``DIGITNET_MODELS`` names::

    entries/000000001 ...     which models there are and which one answers (``entries``)
    files/CHECKSUM            their Keras files and light forms, which never change
    guard                     for the check that the object store refuses to write over an object

A model is published by writing its files first and then the entry that has its card, so it is there
completely or not at all. A server reads its copy only. A thread keeps the copy up to date while
somebody asks for models; while the object store is away, the copy stays as it is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import logging
import re
import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digitnet.errors import reason
from digitnet.store import files
from digitnet.store.card import (
    CARD_FILE,
    LIGHT_FILE,
    MODEL_FILE,
    ModelCard,
    StoredModel,
    read_model,
)
from digitnet.store.entries import Entries, Entry
from digitnet.store.errors import StoreAway, StoreError
from digitnet.store.folder_shelf import prepare
from digitnet.store.local_copy import LocalCopy
from digitnet.store.objects import NOT_SET_UP, Objects, RemoteObjects
from digitnet.store.shared_ledger import SharedLedger
from digitnet.store.shared_model import FILES, DamagedFile, SharedModel, checksum_of, name_of
from digitnet.store.shelf import limit
from digitnet.texts import errors

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
"""How often a server asks for a new entry, by one small request. With the download and loading, a
new model answers everywhere within three seconds."""

CHECK_SECONDS = 0.5
"""How often it is worth looking at the copy."""

LIST_SECONDS = 60.0
"""How often it lists all entries instead, should it have missed some or the store been emptied."""

IDLE_SECONDS = 10.0
"""How long it keeps polling after the last question about models."""

FIRST_SECONDS = 5.0
"""How long the first question about models waits for the object store's first answer."""

WAITING_SECONDS = 5.0
"""How often models that could not be published are tried again."""

UNUSED_FOR = timedelta(hours=1)
"""How old files without a model have to be to be removed: younger ones may just be published."""


class SharedShelf:
    """Implements ``Shelf`` and ``Origin``; every method is thread-safe."""

    check_seconds = CHECK_SECONDS

    def __init__(self, objects: Objects, folder: Path, place: str) -> None:
        """Share models with other servers.

        Args:
            objects: where they are.
            folder: for this server's copy.
            place: what messages call the object store.
        """
        self.folder = folder
        self._objects = objects
        self._place = place
        self._entries = Entries(objects)
        self._copy = LocalCopy(folder, self.fetch)
        self._lock = threading.Lock()
        self._asked = 0.0
        self._is_following = False
        self._looked = threading.Event()
        self._listed = self._tried_waiting = float("-inf")
        self._is_away = False

    def refresh(self) -> None:
        with self._lock:
            self._asked = time.monotonic()
            if not self._is_following:
                self._is_following = True
                threading.Thread(target=self._follow, name="models", daemon=True).start()
        self._looked.wait(FIRST_SECONDS)

    def model(self, version: str) -> StoredModel:
        model = read_model(self.folder / version, version)
        return SharedModel(model.folder, model.card, self)

    def prepare(self) -> None:
        prepare(self.folder)

    def check_writable(self) -> None:
        prepare(self.folder)
        try:
            is_guarded = self._entries.is_guarded()
        except OSError as error:
            kind = StoreError if error.errno in NOT_SET_UP else StoreAway
            raise kind(errors.MODELS_AWAY, place=self._place, reason=reason(error)) from error
        if not is_guarded:
            raise StoreError(errors.MODELS_UNGUARDED, place=self._place)

    def add(self, partial: Path, card: ModelCard, use: bool) -> ModelCard:
        card = dataclasses.replace(card, created=datetime.now(UTC).isoformat(timespec="seconds"))
        try:
            return self._publish(partial, card, use)
        except OSError as error:
            self._copy.keep_waiting(partial, card)
            raise StoreError(errors.MODEL_WAITS, place=self._place, reason=reason(error)) from error

    def use(self, version: str, check: Callable[[], None]) -> None:
        check()
        self._change(lambda ledger: ledger.with_choice(version))

    def remove(self, version: str) -> None:
        self._tidy(self._change(lambda ledger: ledger.without(version)))

    def fetch(self, checksum: str) -> bytes:
        content = self._objects.get(name_of(checksum))
        if checksum_of(content) != checksum:
            raise DamagedFile(f"{name_of(checksum)} is damaged")
        return content

    def store(self, content: bytes) -> None:
        self._objects.put(name_of(checksum_of(content)), content)

    def change_card(self, model: StoredModel, change: Callable[[ModelCard], ModelCard]) -> None:
        self._change(
            lambda ledger: ledger.with_card(
                model.card.version,
                model.card.sha256,
                lambda text: change(ModelCard.from_json(text)).to_json(),
            )
        )

    def _publish(self, folder: Path, card: ModelCard, use: bool) -> ModelCard:
        for name in (MODEL_FILE, LIGHT_FILE):
            if (folder / name).exists():
                self.store((folder / name).read_bytes())
        value = json.loads(card.to_json())
        entry = self._entries.change(lambda ledger: ledger.with_model(value, use, limit()))
        card = dataclasses.replace(card, version=f"v{entry.ledger.last}")
        self._show(entry, folder, card)
        self._tidy(entry)
        return card

    def _change(self, change: Callable[[SharedLedger], SharedLedger]) -> Entry:
        entry = self._entries.change(change)
        self._show(entry)
        return entry

    def _show(
        self, entry: Entry, folder: Path | None = None, card: ModelCard | None = None
    ) -> None:
        """Show a change that was made here, if that is possible at once.

        Args:
            entry: the change.
            folder: the new model's, which is moved.
            card: its card.
        """
        try:
            with files.locked(self.folder, files.LOCK_SECONDS):
                if folder is not None and card is not None:
                    files.write(folder / CARD_FILE, card.to_json())
                    with contextlib.suppress(OSError):
                        folder.rename(self.folder / card.version)
                if entry.number > self._copy.shown().number:
                    self._copy.show(entry)
        except OSError as error:
            log.warning("A change of the models shows later: %s.", reason(error))

    def _tidy(self, newest: Entry) -> None:
        """Remove what no model needs any more."""
        try:
            self._entries.tidy(newest)
            now = self._objects.modified(newest.name)
            needed = {name_of(checksum) for checksum in newest.ledger.files}
            for name in set(self._objects.names(FILES)) - needed:
                # Another server may be faster.
                with contextlib.suppress(FileNotFoundError):
                    if now - self._objects.modified(name) > UNUSED_FOR:
                        self._objects.remove(name)
        except OSError as error:
            log.warning("Old files of models were not removed: %s.", reason(error))

    def _follow(self) -> None:
        while self._is_wanted():
            try:
                self._look()
                if self._is_away:
                    log.warning("The models in %s are back.", self._place)
                self._is_away = False
                self._publish_waiting()
            except OSError as error:
                if not self._is_away:
                    log.warning(
                        "The models in %s cannot be reached: %s. Copies answer meanwhile.",
                        self._place,
                        reason(error),
                    )
                self._is_away = True
            # The next attempt may succeed, so no error may stop the thread.
            except Exception:
                log.exception("The models in %s could not be read.", self._place)
            self._looked.set()
            time.sleep(POLL_SECONDS)

    def _is_wanted(self) -> bool:
        with self._lock:
            self._is_following = time.monotonic() - self._asked < IDLE_SECONDS
            return self._is_following

    def _look(self) -> None:
        """Show the newest entry, if it is not shown yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Locked while it looks, or an older entry might replace a newer one.
        with files.locked(self.folder, files.LOCK_SECONDS):
            shown = self._copy.shown()
            now = time.monotonic()
            if now - self._listed < LIST_SECONDS:
                newest = self._entries.after(shown)
            else:
                newest = self._entries.newest()
                self._listed = now
            if newest.number == 0 < shown.number:
                log.debug("There are no entries any more; the copy stays as it is.")
            elif (newest.number, newest.id) != (shown.number, shown.id):
                self._copy.show(newest)

    def _publish_waiting(self) -> None:
        now = time.monotonic()
        if now - self._tried_waiting < WAITING_SECONDS:
            return
        self._tried_waiting = now
        with self._copy.waiting() as waiting:
            for folder, card in waiting:
                known = self._entries.newest().ledger.files
                # The answer to the first try was lost, not the model.
                if card.sha256 not in known:
                    card = self._publish(folder, card, use=False)
                    log.warning("Model %s, which waited, is published now.", card.version)
                shutil.rmtree(folder, ignore_errors=True)


def open_shelf(address: str, home: Path) -> SharedShelf:
    """Return the shelf of an object store.

    Args:
        address: as ``DIGITNET_MODELS`` has it.
        home: the folder below which the copy is.
    """
    copy = hashlib.sha256(address.encode()).hexdigest()[:12]
    place = re.sub("//[^/@]*@", "//", address)
    return SharedShelf(RemoteObjects(address), home / "shared-models" / copy, place)
