"""A model of an object store, of which this server has a copy or gets one when it is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from digitnet.errors import reason
from digitnet.network.light import LightError
from digitnet.store import files
from digitnet.store.card import ModelCard, StoredModel
from digitnet.store.errors import ModelError
from digitnet.texts import errors

FILES = "files"
"""Where an object store has models' files, by checksum."""


class DamagedFile(OSError):
    """An object store has another file than its name says."""


class Origin(Protocol):
    """Where a model comes from; every method may raise OSError."""

    def fetch(self, checksum: str) -> bytes:
        """Return a file, verified."""

    def store(self, content: bytes) -> None:
        """Save a file under its checksum."""

    def change_card(self, model: StoredModel, change: Callable[[ModelCard], ModelCard]) -> None:
        """Change a model's card for all servers, unless another model has taken its version."""


@dataclass(frozen=True)
class SharedModel(StoredModel):
    """What is missing here or damaged is fetched when it is read; changes are made for all servers.

    Attributes:
        origin: where it comes from.
    """

    origin: Origin

    def read(self) -> bytes:
        try:
            return super().read()
        except ModelError as error:
            self._fetch(self.file, self.card.sha256, error)
            return super().read()

    def read_light(self) -> bytes:
        try:
            return super().read_light()
        except LightError as error:
            light = self.card.light
            if light is None or light.source != self.card.light_source:
                raise
            self._fetch(self.light_file, light.sha256, error)
            return super().read_light()

    def keep_light(self, content: bytes) -> None:
        self.origin.store(content)
        files.replace(self.light_file, content)
        self.origin.change_card(self, lambda card: card.with_light(content))

    def note(self, evaluations: Sequence[dict[str, Any]]) -> None:
        try:
            self.origin.change_card(self, lambda card: card.with_evaluations(evaluations))
        except OSError as error:
            raise ModelError(errors.CARD_NOT_SAVED, reason=reason(error)) from error

    def _fetch(self, path: Path, checksum: str, problem: ModelError | LightError) -> None:
        """Get a file; if it cannot be had, what was wrong with the copy is raised, and why.

        Raises:
            ModelError, LightError: the problem.
        """
        try:
            files.replace(path, self.origin.fetch(checksum))
        except OSError as error:
            parameters = problem.parameters
            if "reason" in parameters:
                parameters = parameters | {"reason": reason(error)}
            raise type(problem)(problem.message, **parameters) from error


def name_of(checksum: str) -> str:
    """The name of a file in an object store."""
    return f"{FILES}/{checksum}"


def checksum_of(content: bytes) -> str:
    """The checksum that names a file."""
    return hashlib.sha256(content).hexdigest()
