"""One model on disk: a folder with a Keras file and a card that tells what is known of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitnet.network.calibration import Calibration
from digitnet.network.light import LightError
from digitnet.regular_file import open_regular, read_regular
from digitnet.store import files
from digitnet.store.card_check import check_card, strict_json
from digitnet.store.errors import ModelError
from digitnet.store.formats import ORIGINAL, file_name
from digitnet.training.recipe import Recipe, Report

SHIPPED = "shipped"
MODEL_FILE = "model.keras"
CARD_FILE = "card.json"
LIGHT_FILE = "model.tflite"

LIGHT_FORMAT = 1
"""Changes when light forms of older versions are to be made anew."""

MAX_CARD_BYTES = 1_000_000
MAX_LIGHT_BYTES = 50_000_000

_LOCK_SECONDS = 30.0


@dataclass(frozen=True)
class LightForm:
    """What is known of a model's light form.

    Attributes:
        sha256: of its LiteRT file.
        source: what it was made of, as ``ModelCard.light_source`` tells it.
    """

    sha256: str
    source: str

    @classmethod
    def from_json(cls, value: object) -> LightForm | None:
        """Read a card's entry; None if there is none, or rubbish: the light form is made anew."""
        if not isinstance(value, Mapping):
            return None
        sha256, source = value.get("sha256"), value.get("source")
        return cls(sha256, source) if isinstance(sha256, str) and isinstance(source, str) else None


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model.

    Attributes:
        version: "v1", "v2", ... or "shipped".
        created: when it was published, ISO 8601 in UTC.
        sha256: of its Keras file.
        report: how it was trained and what it achieved.
        evaluations: what it achieved on drawings later, as ``evaluate --card`` noted.
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
        """What its light form has to be made of: this network with this calibration."""
        parts = (LIGHT_FORMAT, self.sha256, *dataclasses.astuple(self.report.calibration))
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def with_light(self, content: bytes) -> ModelCard:
        """Return the card of the same model with this light form, a LiteRT file."""
        light = LightForm(hashlib.sha256(content).hexdigest(), self.light_source)
        return dataclasses.replace(self, light=light)

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
            ValueError: if it is no card, or has a value that no training can have written.
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
        except (TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError("not a model card") from error
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
        """What its Keras file is called once it is somebody's."""
        return file_name(self.card.version, ORIGINAL)

    def read(self) -> bytes:
        """Return its Keras file, once it is known to be the one that was published.

        Raises:
            ModelError: if it is missing or was altered.
        """
        try:
            with open_regular(self.file) as file:
                content = file.read()
        except OSError as error:
            raise ModelError(f"Model {self.card.version} has no readable file.") from error
        if hashlib.sha256(content).hexdigest() != self.card.sha256:
            raise ModelError(f"The file of model {self.card.version} is damaged.")
        return content

    def verify(self) -> None:
        """Check that the Keras file is the one that was published.

        Raises:
            ModelError: if it is missing or was altered.
        """
        self.read()

    def read_light(self) -> bytes:
        """Return its LiteRT file, once it is known to be the one that was made of this model.

        Raises:
            LightError: if there is none, or it was made otherwise or altered.
        """
        name, light = self.card.version, self.card.light
        if light is None or light.source != self.card.light_source:
            raise LightError(f"Model {name} has no light form, or one of another version.")
        try:
            content = read_regular(self.light_file, MAX_LIGHT_BYTES)
        except OSError as error:
            raise LightError(f"The light form of model {name} cannot be read.") from error
        if hashlib.sha256(content).hexdigest() != light.sha256:
            raise LightError(f"The light form of model {name} is damaged.")
        return content

    def keep_light(self, content: bytes) -> None:
        """Keep a light form beside the model, in the place of an older one.

        Raises:
            OSError: if it cannot be written, or others do not let go of the folder.
        """
        with files.locked(self.folder, _LOCK_SECONDS):
            # The file first: without the card's new entry it counts as damaged.
            files.replace(self.light_file, content)
            # Read again: an evaluation may have been noted meanwhile.
            card = read_model(self.folder, self.card.version).card.with_light(content)
            files.replace(self.folder / CARD_FILE, card.to_json())

    def note(self, evaluations: Sequence[dict[str, Any]]) -> None:
        """Add evaluations to the card, each in the place of an older one of the same source.

        Raises:
            ModelError: if the card cannot be written.
        """
        kept = {value.get("source"): value for value in (*self.card.evaluations, *evaluations)}
        card = dataclasses.replace(self.card, evaluations=tuple(kept.values()))
        try:
            files.replace(self.folder / CARD_FILE, card.to_json())
        except OSError as error:
            raise ModelError(f"The card cannot be written: {files.reason(error)}.") from error


def read_model(folder: Path, version: str | None = None) -> StoredModel:
    """Read the model in a folder, under the version it is known by; if none is given, its card's.

    Raises:
        ModelError: if there is no card, or none that can be read.
    """
    try:
        content = read_regular(folder / CARD_FILE, MAX_CARD_BYTES)
        card = ModelCard.from_json(content.decode("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The model in {folder} has no readable card ({error}).") from error
    return StoredModel(folder, dataclasses.replace(card, version=version or card.version))


def _known(kind: type[Any], value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("not an object")
    return {
        field.name: value[field.name] for field in dataclasses.fields(kind) if field.name in value
    }
