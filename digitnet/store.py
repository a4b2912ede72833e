"""Models on disk: published whole or not at all, listed, chosen, rolled back.

A model is a folder with ``model.keras`` and ``card.json``. Below ``DIGITNET_HOME``::

    models/v1/  models/v2/ ...    published models, numbered in order
    models/current                the version that answers, a line of text
    models/last                   the highest number ever given, so that none is given twice

The shipped model lies in ``assets/model`` and is never written to.
"""

from __future__ import annotations

import contextlib
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

import platformdirs

from digitnet import files
from digitnet.card import (
    CARD_FILE,
    MODEL_FILE,
    SHIPPED,
    ModelCard,
    ModelError,
    StoredModel,
    read_model,
)
from digitnet.mnist import ASSETS
from digitnet.recipes import Report

log = logging.getLogger(__name__)

_VERSION = re.compile(r"v([1-9][0-9]{0,8})")
_STALE_SECONDS = 24 * 3600


class StoreError(RuntimeError):
    """The store cannot do what it was asked; the message is for people."""


def default_home() -> Path:
    """The folder for everything written at run time: ``DIGITNET_HOME``, else the user's cache."""
    home = os.environ.get("DIGITNET_HOME")
    return Path(home).expanduser() if home else platformdirs.user_cache_path("digitnet", False)


class ModelStore:
    """The models below one home folder, and the shipped one."""

    def __init__(self, home: Path | None = None, shipped: Path = ASSETS / "model") -> None:
        self.models = (home or default_home()) / "models"
        self.shipped = shipped

    def list(self) -> list[StoredModel]:
        """All models whose card can be read: newest first, the shipped one last."""
        folders = [self.models / f"v{number}" for number in sorted(self._numbers(), reverse=True)]
        return [model for folder in [*folders, self.shipped] if (model := _read(folder))]

    def get(self, version: str) -> StoredModel:
        """Return one model.

        Raises:
            ModelError: if there is none of this version, or its card is damaged.
        """
        for model in self.list():
            if model.card.version == version:
                return model
        raise ModelError(f"There is no model {version}.")

    def current_version(self) -> str:
        """The version that is to answer; whether it can is seen when it is loaded."""
        try:
            version = (self.models / "current").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            version = ""
        if version == SHIPPED or _VERSION.fullmatch(version):
            return version
        numbers = self._numbers()
        return f"v{max(numbers)}" if numbers else SHIPPED

    def candidates(self) -> Iterator[StoredModel]:
        """The models to try, in order: the current one, those before it, the shipped one."""
        match = _VERSION.fullmatch(self.current_version())
        current = int(match[1]) if match else 0
        for number in sorted(self._numbers() | ({current} - {0}), reverse=True):
            if number <= current and (model := _read(self.models / f"v{number}")):
                yield model
        if shipped := _read(self.shipped):
            yield shipped

    def publish(self, save: Callable[[Path], None], report: Report) -> ModelCard:
        """Add a model and make it the current one.

        It is written aside, flushed and renamed, so it is there whole or not at all, whenever
        the power fails.

        Args:
            save: writes the Keras file to the path it is given.
            report: what the training achieved.

        Raises:
            StoreError: if it cannot be written; the store is as it was.
        """
        self.check_writable()
        partial = self.models / f".partial-{secrets.token_hex(8)}"
        try:
            partial.mkdir()
            save(partial / MODEL_FILE)
            files.flush(partial / MODEL_FILE)
            checksum = hashlib.sha256((partial / MODEL_FILE).read_bytes()).hexdigest()
            number = max(self._numbers() | {self._last_number()}) + 1
            while True:
                created = datetime.now(UTC).isoformat(timespec="seconds")
                card = ModelCard(f"v{number}", created, checksum, report)
                files.write(partial / CARD_FILE, card.to_json())
                files.flush(partial)
                try:
                    partial.rename(self.models / card.version)
                    break
                except OSError as error:
                    # Another server that shares this store was faster.
                    if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                        raise
                    number += 1
            files.flush(self.models)
            files.replace(self.models / "last", str(number))
            files.replace(self.models / "current", card.version)
        # h5py, which writes the weights, reports a full disk as a RuntimeError at times.
        except (OSError, RuntimeError) as error:
            raise StoreError(f"The new model could not be saved: {files.reason(error)}.") from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return card

    def use(self, version: str) -> None:
        """Make a model the current one.

        Raises:
            ModelError: if there is no such model or its file is damaged.
            StoreError: if the choice cannot be written.
        """
        self.get(version).verify()
        self.check_writable()
        try:
            files.replace(self.models / "current", version)
        except OSError as error:
            raise StoreError(f"The choice could not be saved: {files.reason(error)}.") from error

    def remove(self, version: str) -> None:
        """Remove a published model that is not the current one.

        Raises:
            ModelError: if there is no such model.
            StoreError: if it is the shipped or the current one, or cannot be removed.
        """
        if version == SHIPPED:
            raise StoreError("The shipped model cannot be removed.")
        folder = self.models / version
        if not _VERSION.fullmatch(version) or not folder.is_dir():
            raise ModelError(f"There is no model {version}.")
        if version == self.current_version():
            raise StoreError(f"Model {version} is the one that answers; choose another one first.")
        try:
            # Renamed first: half a removal must not look like a model.
            doomed = folder.rename(self.models / f".removed-{secrets.token_hex(8)}")
            shutil.rmtree(doomed)
        except OSError as error:
            raise StoreError(
                f"Model {version} could not be removed: {files.reason(error)}."
            ) from error

    def check_writable(self) -> None:
        """Make the store's folder, clear away what a crash left, and see that files can be made.

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
                f"Nothing can be saved in {self.models}: {files.reason(error)}. "
                "Choose another folder with DIGITNET_HOME."
            ) from error

    def _numbers(self) -> set[int]:
        try:
            names = [entry.name for entry in os.scandir(self.models) if entry.is_dir()]
        except OSError:
            return set()
        return {int(match[1]) for name in names if (match := _VERSION.fullmatch(name))}

    def _last_number(self) -> int:
        try:
            return int((self.models / "last").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def _clear_leftovers(self) -> None:
        for entry in self.models.glob(".*-*"):
            # Another server that shares the store may be done with it meanwhile.
            with contextlib.suppress(FileNotFoundError):
                if time.time() - entry.stat().st_mtime < _STALE_SECONDS:
                    continue
                if entry.is_dir():
                    shutil.rmtree(entry, ignore_errors=True)
                else:
                    entry.unlink()


def _read(folder: Path) -> StoredModel | None:
    try:
        return read_model(folder, folder.name if _VERSION.fullmatch(folder.name) else SHIPPED)
    except ModelError as error:
        log.warning("%s It is skipped.", error)
        return None
