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
from digitnet.network.light import LightError
from digitnet.regular_file import open_regular, read_regular
from digitnet.store import files
from digitnet.store.card_check import check_card, strict_json
from digitnet.store.errors import CardError, ModelError
from digitnet.store.formats import ORIGINAL, file_name
from digitnet.texts import errors
from digitnet.training.recipe import Recipe, Report

SHIPPED = "shipped"
MODEL_FILE = "model.keras"
CARD_FILE = "card.json"
LIGHT_FILE = "model.tflite"

LIGHT_FORMAT = 1
"""Increased whenever existing light forms have to be replaced."""

MAX_CARD_BYTES = 1_000_000
MAX_LIGHT_BYTES = 50_000_000


@dataclass(frozen=True)
class LightForm:
    """A model's light form, as its card describes it.

    Attributes:
        sha256: of its LiteRT file.
        source: what it was made of (``ModelCard.light_source``).
    """

    sha256: str
    source: str

    @classmethod
    def from_json(cls, value: object) -> LightForm | None:
        """Read a card's entry; None if there is none or it is not valid."""
        if not isinstance(value, Mapping):
            return None
        sha256, source = value.get("sha256"), value.get("source")
        return cls(sha256, source) if isinstance(sha256, str) and isinstance(source, str) else None


@dataclass(frozen=True)
class ModelCard:
    """The description of a model.

    Attributes:
        version: "v1", "v2", ... or "shipped".
        created: when it was published, ISO 8601 in UTC.
        sha256: of its Keras file.
        report: how it was trained and what it achieved.
        evaluations: results on other drawings, added later by ``evaluate --card``.
        light: its light form, if it has one.
    """

    version: str
    created: str
    sha256: str
    report: Report
    evaluations: tuple[dict[str, Any], ...] = ()
    light: LightForm | None = None

    @property
    def light_source(self) -> str:
        """A hash of what its light form has to be made of: this network with this calibration."""
        parts = (LIGHT_FORMAT, self.sha256, *dataclasses.astuple(self.report.calibration))
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def with_light(self, content: bytes) -> ModelCard:
        """Return the card of the same model with this light form, a LiteRT file."""
        light = LightForm(hashlib.sha256(content).hexdigest(), self.light_source)
        return dataclasses.replace(self, light=light)

    def with_evaluations(self, evaluations: Sequence[dict[str, Any]]) -> ModelCard:
        """Return the card with evaluations; each replaces an older one of the same source."""
        kept = {value.get("source"): value for value in (*self.evaluations, *evaluations)}
        return dataclasses.replace(self, evaluations=tuple(kept.values()))

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
                value["version"],
                value["created"],
                value["sha256"],
                Report(**report),
                evaluations,
                LightForm.from_json(value.get("light")),
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
    def light_file(self) -> Path:
        """Its LiteRT file."""
        return self.folder / LIGHT_FILE

    @property
    def download_name(self) -> str:
        """The name of its Keras file when it is downloaded."""
        return file_name(self.card.version, ORIGINAL)

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

    def read_light(self) -> bytes:
        """Return its LiteRT file, verified to be the one that was made of this model.

        Raises:
            LightError: if it is missing, of another version, or was altered.
        """
        version, light = self.card.version, self.card.light
        if light is None or light.source != self.card.light_source:
            raise LightError(errors.LIGHT_FORM_MISSING, version=version)
        try:
            content = read_regular(self.light_file, MAX_LIGHT_BYTES)
        except OSError as error:
            raise LightError(
                errors.LIGHT_FORM_UNREADABLE, version=version, reason=reason(error)
            ) from error
        if hashlib.sha256(content).hexdigest() != light.sha256:
            raise LightError(errors.LIGHT_FORM_DAMAGED, version=version)
        return content

    def keep_light(self, content: bytes) -> None:
        """Save a light form beside the model; it replaces an older one.

        Raises:
            OSError: if it cannot be written, or the folder stays locked by others.
        """
        with files.locked(self.folder, files.LOCK_SECONDS):
            # The file first: until the card has the new entry, it counts as damaged.
            files.replace(self.light_file, content)
            # Read again: an evaluation may have been added in the meantime.
            card = read_model(self.folder, self.card.version).card.with_light(content)
            files.replace(self.folder / CARD_FILE, card.to_json())

    def note(self, evaluations: Sequence[dict[str, Any]]) -> None:
        """Add evaluations to the card; each replaces an older one of the same source.

        Raises:
            ModelError: if the card cannot be written.
        """
        card = self.card.with_evaluations(evaluations)
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
