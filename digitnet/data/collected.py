"""One drawing of the collection, and its line in a file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.files import parse_drawing
from digitnet.labels import CLASSES, DIGIT_COUNT, NON_DIGIT
from digitnet.texts import errors

LESSON = "lesson"
"""The origin of what somebody corrected."""

ROUND = "round"
"""The origin of what was drawn on request, in a round that a room played."""

IMPORT = "import"
"""The origin of what came from a file that names none."""

MAX_TEXT = 100
"""Longest name of a writer, origin or version of a model, in characters."""


@dataclass(frozen=True, eq=False)
class Collected:
    """A drawing that somebody made, and what is known about it.

    Attributes:
        drawing: with ink.
        label: 0..9, ``NON_DIGIT`` for no digit, or None where nobody said.
        writer: who drew it, or None.
        origin: how it got here.
        created: when, ISO 8601 in UTC.
        model: the version of the model that read it, or None.
        answer: what that model read: 0..9, ``NON_DIGIT``, or None where no model did.
    """

    drawing: Drawing
    label: int | None
    writer: str | None = None
    origin: str = LESSON
    created: str = ""
    model: str | None = None
    answer: int | None = None

    @property
    def strokes(self) -> str:
        """The strokes as JSON."""
        return json.dumps([stroke.tolist() for stroke in self.drawing.strokes])

    @property
    def content(self) -> str:
        """Identifies the strokes, so that the same drawing is collected only once."""
        return hashlib.sha256(self.strokes.encode()).hexdigest()

    def checked(self) -> Collected:
        """Return this if every value is possible; one that came from another process may not be.

        Raises:
            DrawingError: if one is not.
        """
        if self.label is not None and not (type(self.label) is int and 0 <= self.label < CLASSES):
            raise DrawingError(errors.LABEL_IMPOSSIBLE)
        if self.writer is not None and _text(self.writer) is None:
            raise DrawingError(errors.WRITER_IMPOSSIBLE)
        return replace(self, origin=_text(self.origin) or IMPORT)

    def to_json(self) -> str:
        """Return one line of JSON, as all drawings are written, with more entries.

        A drawing that is not a digit gets, instead of a label that other programs would not
        understand, ``"no_digit": true``.
        """
        value: dict[str, Any] = {"label": self.label if self.label != NON_DIGIT else None}
        if self.label == NON_DIGIT:
            value["no_digit"] = True
        value |= {
            "writer": self.writer,
            "origin": self.origin,
            "created": self.created or None,
            "model": self.model,
            "answer": self.answer,
            "pen_width": self.drawing.pen_width,
        }
        known = {key: entry for key, entry in value.items() if entry is not None}
        return json.dumps(known | {"strokes": json.loads(self.strokes)})


def parse_collected(line: str) -> Collected:
    """Read one line of JSON, also one without the collection's own entries.

    An entry with an impossible value counts as missing.

    Raises:
        DrawingError: if it is not a drawing, or its label or writer is impossible.
    """
    item = parse_drawing(line)
    value = json.loads(line)
    is_no_digit = item.label is None and value.get("no_digit") is True
    answer = value.get("answer")
    is_answer = type(answer) is int and 0 <= answer <= DIGIT_COUNT
    return Collected(
        item.drawing,
        NON_DIGIT if is_no_digit else item.label,
        _text(item.writer),
        _text(value.get("origin")) or IMPORT,
        _date(value.get("created")) or now(),
        _text(value.get("model")),
        answer if is_answer else None,
    )


def now() -> str:
    """Return this moment, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _text(value: object) -> str | None:
    is_text = isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable()
    return str(value) if is_text else None


def _date(value: object) -> str | None:
    if _text(value) is None:
        return None
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return None
