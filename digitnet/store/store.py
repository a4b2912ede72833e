"""Models on disk: published atomically, listed, chosen, rolled back.

A model is a folder with ``model.keras``, its light form ``model.tflite``, and ``card.json``. Below
``DIGITNET_HOME``::

    models/v1/  models/v2/ ...    published models, numbered in order
    models/current                the version that answers, a line of text
    models/former                 those that answered before it, the latest last
    models/last                   the highest number ever used, so that none is used twice

At most ``DIGITNET_KEEP`` published models are kept. Servers that share a store lock its folder
while they change it; reading needs no lock. The shipped model is in ``assets/model`` and is never
changed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import hashlib
import logging
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from digitnet import paths
from digitnet.errors import reason
from digitnet.store import files
from digitnet.store.card import (
    CARD_FILE,
    LIGHT_FILE,
    MODEL_FILE,
    SHIPPED,
    ModelCard,
    StoredModel,
    read_model,
)
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.ledger import VERSION, Ledger
from digitnet.texts import errors
from digitnet.training.recipe import Report

log = logging.getLogger(__name__)

_STALE_SECONDS = 60
"""Unlocked files older than this were left by a crash: new files are locked within this time."""

_STALE_SECONDS_WITHOUT_LOCKS = 24 * 3600
"""The same where locks are not supported, so that only the age of a file can tell."""

_LOCK_SECONDS = 30.0
_KEEP = 10


class ModelStore:
    """The models below one home folder, and the shipped one."""

    def __init__(self, home: Path | None = None, shipped: Path = paths.SHIPPED_MODEL) -> None:
        self.models = (home or paths.home()) / "models"
        self.shipped = shipped
        self._ledger = Ledger(self.models)

    def list(self) -> list[StoredModel]:
        """All models whose card can be read: newest first, the shipped one last."""
        folders = [
            self.models / f"v{number}" for number in sorted(self._ledger.numbers(), reverse=True)
        ]
        return [model for folder in [*folders, self.shipped] if (model := _read(folder))]

    def get(self, version: str) -> StoredModel:
        """Return one model.

        Raises:
            ModelError: if there is no such version, or its card is damaged.
        """
        folder = self.shipped if version == SHIPPED else self.models / version
        if version != SHIPPED and not (VERSION.fullmatch(version) and folder.is_dir()):
            raise ModelError(errors.MODEL_MISSING, version=version)
        return read_model(folder, version)

    def current_version(self) -> str:
        """The version that should answer; whether it can be loaded is not checked."""
        return self._ledger.current()

    def previous_version(self) -> str | None:
        """The version to go back to: of those still there, the last that answered before the
        current one; None if there is no other.
        """
        folders = (
            self.shipped if version == SHIPPED else self.models / version
            for version in reversed(self._ledger.answered())
        )
        return next((model.card.version for folder in folders if (model := _read(folder))), None)

    def candidates(self) -> Iterator[StoredModel]:
        """The models to try, in order: the current one, those before it, the shipped one."""
        match = VERSION.fullmatch(self.current_version())
        current = int(match[1]) if match else 0
        for number in sorted(self._ledger.numbers() | ({current} - {0}), reverse=True):
            if number <= current and (model := _read(self.models / f"v{number}")):
                yield model
        if shipped := _read(self.shipped):
            yield shipped

    def choice(self) -> tuple[str, str]:
        """The version that should answer, and the checksum of its Keras file, or "" without a card:
        a store that was deleted gives the same numbers again.
        """
        version = self.current_version()
        try:
            return version, self.get(version).card.sha256
        except ModelError:
            return version, ""

    def publish(
        self,
        save: Callable[[Path], None],
        report: Report,
        use: bool = True,
        light: bytes | None = None,
    ) -> ModelCard:
        """Add a model; the least recently used ones are removed to make room.

        It is written elsewhere, flushed and renamed, so it is there completely or not at all, even
        if the power fails.

        Args:
            save: writes the Keras file to the path it is given.
            report: what the training achieved.
            use: whether it becomes the current one.
            light: the LiteRT file of the same network with the report's calibration, or None.

        Raises:
            StoreError: if it cannot be written; the store is as it was.
        """
        self.check_writable()
        partial = self.models / f".partial-{secrets.token_hex(8)}"
        try:
            partial.mkdir()
            # Locked, so that another server whose clock jumped does not remove it as a leftover.
            with files.locked(partial, _LOCK_SECONDS):
                save(partial / MODEL_FILE)
                files.flush(partial / MODEL_FILE)
                checksum = hashlib.sha256((partial / MODEL_FILE).read_bytes()).hexdigest()
                card = ModelCard("v1", "", checksum, report)
                if light is not None:
                    files.write(partial / LIGHT_FILE, light)
                    card = card.with_light(light)
                with files.locked(self.models, _LOCK_SECONDS):
                    card = self._add(partial, card, use)
                    self._prune(card.version)
        # On a full disk, h5py, which writes the weights, may raise a RuntimeError.
        except (OSError, RuntimeError) as error:
            raise StoreError(errors.MODEL_NOT_SAVED, reason=reason(error)) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return card

    def use(self, version: str) -> None:
        """Make a model the current one.

        Raises:
            ModelError: if there is no such model or its file is damaged.
            StoreError: if the choice cannot be written.
        """
        self.get(version)
        self.check_writable()
        try:
            with files.locked(self.models, _LOCK_SECONDS):
                # Checked again, because another server may have removed it in the meantime.
                self.get(version).verify()
                self._ledger.note_former()
                self._ledger.choose(version)
        except OSError as error:
            raise StoreError(errors.CHOICE_NOT_SAVED, reason=reason(error)) from error

    def remove(self, version: str) -> None:
        """Remove a published model that is not the current one.

        Raises:
            ModelError: if there is no such model.
            StoreError: if it is the shipped or the current one, or cannot be removed.
        """
        if version == SHIPPED:
            raise StoreError(errors.MODEL_SHIPPED)
        if not VERSION.fullmatch(version) or not (self.models / version).is_dir():
            raise ModelError(errors.MODEL_MISSING, version=version)
        try:
            with files.locked(self.models, _LOCK_SECONDS):
                if version == self.current_version():
                    raise StoreError(errors.MODEL_ANSWERS, version=version)
                self._discard(version)
        except FileNotFoundError as error:
            raise ModelError(errors.MODEL_MISSING, version=version) from error
        except OSError as error:
            raise StoreError(
                errors.MODEL_NOT_REMOVED, version=version, reason=reason(error)
            ) from error

    def check_writable(self) -> None:
        """Create the store's folder, remove leftovers of crashes, and check that it is writable.

        Raises:
            StoreError: if nothing can be written.
        """
        try:
            self.models.mkdir(parents=True, exist_ok=True)
            self._clear_leftovers()
            files.replace(self.models / ".probe", "")
            (self.models / ".probe").unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                errors.HOME_NOT_WRITABLE, folder=self.models, reason=reason(error)
            ) from error

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
                partial.rename(self.models / card.version)
                break
            except OSError as error:
                # A foreign file, or, where locks are not supported, another server was faster.
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
                    raise
        try:
            files.flush(self.models)
            if use:
                self._ledger.choose(card.version)
        except OSError:
            (self.models / card.version).rename(partial)
            raise
        return card

    def _prune(self, new: str) -> None:
        """Remove what is beyond the limit, which is two at least: the current version and the new
        one stay, and of the others the one that was used last goes last.
        """
        published = [v for v in self._ledger.former() if v not in (SHIPPED, new)]
        excess = len(self._ledger.numbers()) - _limit()
        for version in published[: max(excess, 0)]:
            try:
                self._discard(version)
            except OSError as error:
                log.warning("Model %s could not be removed: %s.", version, reason(error))

    def _discard(self, version: str) -> None:
        # Renamed first, so that a partly removed model does not look like a model.
        doomed = (self.models / version).rename(self.models / f".removed-{secrets.token_hex(8)}")
        shutil.rmtree(doomed, ignore_errors=True)

    def _clear_leftovers(self) -> None:
        for entry in self.models.glob(".*-*"):
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


def _limit() -> int:
    """How many published models are kept: ``DIGITNET_KEEP``."""
    text = os.environ.get("DIGITNET_KEEP", "").strip() or str(_KEEP)
    if re.fullmatch(r"[0-9]{1,9}", text) and int(text) >= 2:
        return int(text)
    log.warning(
        "DIGITNET_KEEP is %r, not a whole number of at least 2; %d models are kept.", text, _KEEP
    )
    return _KEEP


def _read(folder: Path) -> StoredModel | None:
    try:
        return read_model(folder, folder.name if VERSION.fullmatch(folder.name) else SHIPPED)
    except ModelError as error:
        log.warning("%s It is skipped.", error)
        return None
