"""One model on disk: a folder with a Keras file and a card that describes it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitnet.errors import reason
from digitnet.network.calibration import Calibration
from digitnet.regular_file import open_regular, read_regular
from digitnet.store import files
from digitnet.store.card_check import check_card, strict_json
from digitnet.store.errors import CardError, ModelError
from digitnet.texts import errors
from digitnet.training.recipe import Recipe, Report

SHIPPED = "shipped"
MODEL_FILE = "model.keras"
CARD_FILE = "card.json"

MAX_CARD_BYTES = 1_000_000


@dataclass(frozen=True)
class ModelCard:
    """The description of a model.

    Attributes:
        version: "v1", "v2", ... or "shipped".
        created: when it was published, ISO 8601 in UTC.
        sha256: of its Keras file.
        report: how it was trained and what it achieved.
        evaluations: results on other drawings, added later by ``evaluate --card``.
    """

    version: str
    created: str
    sha256: str
    report: Report
    evaluations: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> str:
        """Return the card as JSON, the report's entries beside the card's own."""
        value = dataclasses.asdict(self)
        evaluations = value.pop("evaluations")
        value |= value.pop("report")
        return json.dumps(value | {"evaluations": evaluations}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> ModelCard:
        """Read a card; entries that this version does not know are ignored.

        Raises:
            CardError: if it is not a card, or has a value that no training can have written.
        """
        try:
            value = strict_json(text)
            report = _known(Report, value) | {
                "recipe": Recipe(**_known(Recipe, value["recipe"])),
                "calibration": Calibration(**_known(Calibration, value["calibration"])),
                "digit_accuracy": tuple(value.get("digit_accuracy", ())),
            }
            evaluations = tuple(value.get("evaluations", ()))
            card = cls(
                value["version"], value["created"], value["sha256"], Report(**report), evaluations
            )
            check_card(card)
        except CardError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise CardError(errors.CARD_FOREIGN) from error
        return card


@dataclass(frozen=True)
class StoredModel:
    """A model's folder and its card."""

    folder: Path
    card: ModelCard

    @property
    def file(self) -> Path:
        """Its Keras file."""
        return self.folder / MODEL_FILE

    @property
    def download_name(self) -> str:
        """The name of its Keras file when it is downloaded."""
        return f"digitnet-{self.card.version}.keras"

    def read(self) -> bytes:
        """Return its Keras file, verified to be the one that was published.

        Raises:
            ModelError: if it is missing or was altered.
        """
        try:
            with open_regular(self.file) as file:
                content = file.read()
        except OSError as error:
            raise ModelError(
                errors.MODEL_UNREADABLE, version=self.card.version, reason=reason(error)
            ) from error
        if hashlib.sha256(content).hexdigest() != self.card.sha256:
            raise ModelError(errors.MODEL_DAMAGED, version=self.card.version)
        return content

    def verify(self) -> None:
        """Check that the Keras file is the one that was published.

        Raises:
            ModelError: if it is missing or was altered.
        """
        self.read()

    def note(self, evaluations: Sequence[dict[str, Any]]) -> None:
        """Add evaluations to the card; each replaces an older one of the same source.

        Raises:
            ModelError: if the card cannot be written.
        """
        kept = {value.get("source"): value for value in (*self.card.evaluations, *evaluations)}
        card = dataclasses.replace(self.card, evaluations=tuple(kept.values()))
        try:
            files.replace(self.folder / CARD_FILE, card.to_json())
        except OSError as error:
            raise ModelError(errors.CARD_NOT_SAVED, reason=reason(error)) from error


def read_model(folder: Path, version: str | None = None) -> StoredModel:
    """Read the model in a folder.

    Args:
        version: replaces the version that the card names.

    Raises:
        ModelError: if there is no card or it cannot be read.
    """
    try:
        content = read_regular(folder / CARD_FILE, MAX_CARD_BYTES)
        card = ModelCard.from_json(content.decode("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(errors.CARD_UNREADABLE, folder=folder, reason=reason(error)) from error
    return StoredModel(folder, dataclasses.replace(card, version=version or card.version))


def _known(kind: type[Any], value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("not an object")
    return {
        field.name: value[field.name] for field in dataclasses.fields(kind) if field.name in value
    }
