"""Models on disk: published atomically, listed, chosen, rolled back.

A model is a folder with ``model.keras``, its light form ``model.tflite``, and ``card.json``. Below
``DIGITNET_HOME``::

    models/v1/  models/v2/ ...    published models, numbered in order
    models/current                the version that answers, a line of text
    models/former                 those that answered before it, the latest last
    models/last                   the highest number ever used, so that none is used twice

At most ``DIGITNET_KEEP`` published models are kept. Servers that share a store lock its folder
while they change it; reading needs no lock. With ``DIGITNET_MODELS`` the folder is a copy of what
an object store has (``shared_shelf``). The shipped model is in ``assets/model`` and is never
changed.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from digitnet import paths
from digitnet.errors import reason
from digitnet.store import files
from digitnet.store.address import models_address
from digitnet.store.card import LIGHT_FILE, MODEL_FILE, SHIPPED, ModelCard, StoredModel, read_model
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.folder_shelf import FolderShelf
from digitnet.store.ledger import VERSION, Ledger
from digitnet.store.shelf import Shelf
from digitnet.texts import errors
from digitnet.training.recipe import Report

log = logging.getLogger(__name__)


class ModelStore:
    """The models of a server or of several, and the shipped one."""

    def __init__(
        self,
        home: Path | None = None,
        shipped: Path = paths.SHIPPED_MODEL,
        shelf: Shelf | None = None,
    ) -> None:
        """Use the models below a home folder.

        Args:
            home: which one; without it, those that the settings name: in the object store
                ``DIGITNET_MODELS``, else below ``DIGITNET_HOME``.
            shipped: the folder of the shipped model.
            shelf: where the models are, if not there.

        Raises:
            StoreError: if ``DIGITNET_MODELS`` cannot be used.
        """
        self._shelf = shelf or _shelf(home)
        self.models = self._shelf.folder
        self.shipped = shipped
        self._ledger = Ledger(self.models)

    @property
    def check_seconds(self) -> float:
        """How often it is worth asking for ``choice``."""
        return self._shelf.check_seconds

    def list(self) -> list[StoredModel]:
        """All models whose card can be read: newest first, the shipped one last."""
        self._shelf.refresh()
        versions = [f"v{number}" for number in sorted(self._ledger.numbers(), reverse=True)]
        return [model for version in [*versions, SHIPPED] if (model := self._read(version))]

    def get(self, version: str) -> StoredModel:
        """Return one model.

        Raises:
            ModelError: if there is no such version, or its card is damaged.
        """
        self._shelf.refresh()
        if version == SHIPPED:
            return read_model(self.shipped, version)
        if not (VERSION.fullmatch(version) and (self.models / version).is_dir()):
            raise ModelError(errors.MODEL_MISSING, version=version)
        return self._shelf.model(version)

    def current_version(self) -> str:
        """The version that should answer; whether it can be loaded is not checked."""
        self._shelf.refresh()
        return self._ledger.current()

    def previous_version(self) -> str | None:
        """The version to go back to: of those still there, the last that answered before the
        current one; None if there is no other.
        """
        self._shelf.refresh()
        versions = reversed(self._ledger.answered())
        return next((model.card.version for each in versions if (model := self._read(each))), None)

    def candidates(self) -> Iterator[StoredModel]:
        """The models to try, in order: the current one, those before it, the shipped one."""
        match = VERSION.fullmatch(self.current_version())
        current = int(match[1]) if match else 0
        for number in sorted(self._ledger.numbers() | ({current} - {0}), reverse=True):
            if number <= current and (model := self._read(f"v{number}")):
                yield model
        if shipped := self._read(SHIPPED):
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
            StoreError: if it cannot be written; the store is as it was. While an object store is
                away, the model is kept and published later.
        """
        self._shelf.prepare()
        partial = self.models / f".partial-{secrets.token_hex(8)}"
        try:
            partial.mkdir()
            # Locked, so that another server whose clock jumped does not remove it as a leftover.
            with files.locked(partial, files.LOCK_SECONDS):
                save(partial / MODEL_FILE)
                files.flush(partial / MODEL_FILE)
                checksum = hashlib.sha256((partial / MODEL_FILE).read_bytes()).hexdigest()
                card = ModelCard("v1", "", checksum, report)
                if light is not None:
                    files.write(partial / LIGHT_FILE, light)
                    card = card.with_light(light)
                return self._shelf.add(partial, card, use)
        except StoreError:
            raise
        # On a full disk, h5py, which writes the weights, may raise a RuntimeError.
        except (OSError, RuntimeError) as error:
            raise StoreError(errors.MODEL_NOT_SAVED, reason=reason(error)) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def use(self, version: str) -> None:
        """Make a model the current one.

        Raises:
            ModelError: if there is no such model or its file is damaged.
            StoreError: if the choice cannot be written.
        """
        self.get(version)
        self._shelf.prepare()
        try:
            # Checked again, because another server may have removed it in the meantime.
            self._shelf.use(version, lambda: self.get(version).verify())
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
            self._shelf.remove(version)
        except FileNotFoundError as error:
            raise ModelError(errors.MODEL_MISSING, version=version) from error
        except OSError as error:
            raise StoreError(
                errors.MODEL_NOT_REMOVED, version=version, reason=reason(error)
            ) from error

    def check_writable(self) -> None:
        """Create the store's folder, remove leftovers of crashes, and check that it is writable; so
        must be an object store.

        Raises:
            StoreAway: if an object store does not answer.
            StoreError: if nothing can be written.
        """
        self._shelf.check_writable()

    def _read(self, version: str) -> StoredModel | None:
        try:
            if version == SHIPPED:
                return read_model(self.shipped, version)
            return self._shelf.model(version)
        except ModelError as error:
            log.warning("%s It is skipped.", error)
            return None


def _shelf(home: Path | None) -> Shelf:
    address = models_address() if home is None else None
    if address is None:
        return FolderShelf((home or paths.home()) / "models")
    from digitnet.store.shared_shelf import open_shelf

    return open_shelf(address, paths.home())
