"""Drawings on disk: JSON, or JSON lines with one drawing a line, plain or gzipped.

Everything is read within limits, line by line, so that no file, however large or however much it
grows when unpacked, takes more memory than one drawing does.
"""

from __future__ import annotations

import codecs
import contextlib
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from digitnet.drawing.drawing import Drawing, DrawingError
from digitnet.drawing.quick_draw import from_quick_draw, is_quick_draw
from digitnet.labels import DIGIT_COUNT
from digitnet.regular_file import open_regular, size

MAX_FILE_BYTES = 256_000_000
"""Of a file on disk. The 75,000 drawings of a large collection take about 30 MB gzipped."""

MAX_UNPACKED_BYTES = 1_000_000_000
"""Of all lines of a file together, once unpacked."""

MAX_DRAWING_BYTES = 8_000_000
"""Of one drawing's JSON: as many points as a drawing may have take 2 MB, indented 6 MB."""

MAX_LINES = 2_000_000
"""Of a file. Blank lines cost time as well."""

NOT_JSON = "This is not JSON."


@dataclass(frozen=True)
class LabelledDrawing:
    """A drawing with what is known of it: its digit (0..9) and who wrote it."""

    drawing: Drawing
    label: int | None
    writer: str | None


def read_drawings(path: str | Path) -> Iterator[LabelledDrawing]:
    """Read drawings from JSON lines, plain or gzipped, one drawing a line; blank lines are skipped.

    Raises:
        DrawingError: if the file cannot be read or is larger than the limits above; the message
            names the file and the line.
    """
    path = Path(path)
    for number, line in _lines(path):
        if not line.strip():
            continue
        with _named(f"{path.name}, line {number}"):
            item = parse_drawing(_text(line))
        yield item


def read_drawing(path: str | Path) -> Drawing:
    """Read one drawing: a JSON file's, which may go over several lines, or JSON lines' first.

    Raises:
        DrawingError: if the file cannot be read, is too large or holds no drawing; the message
            names the file and, where it is known, the line.
    """
    path = Path(path)
    if Path(path.name.lower().removesuffix(".gz")).suffix == ".json":
        return _read_document(path)
    first = next(read_drawings(path), None)
    if first is None:
        raise DrawingError(f"{path.name} holds no drawing.")
    return first.drawing


def parse_drawing(line: str) -> LabelledDrawing:
    """Read one JSON line, digitnet's own or Quick, Draw!'s.

    Raises:
        DrawingError: if it is no JSON or no drawing, or if its label is not a digit or its writer
            is neither a name nor a number.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DrawingError(NOT_JSON) from error
    if is_quick_draw(value):
        drawing, label = from_quick_draw(value)
    else:
        drawing = Drawing.from_json(value)
        label = value.get("label")
    if label is not None and (
        isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < DIGIT_COUNT
    ):
        raise DrawingError("A label has to be a digit from 0 to 9.")
    writer = value.get("writer")
    if writer is not None and not isinstance(writer, (str, int, float)):
        raise DrawingError("A writer has to be a name or a number.")
    return LabelledDrawing(drawing, label, None if writer is None else str(writer))


def _read_document(path: Path) -> Drawing:
    with _opened(path) as file:
        content = file.read(MAX_DRAWING_BYTES + 1)
    if len(content) > MAX_DRAWING_BYTES:
        raise DrawingError(f"{path.name} is larger than {_megabytes(MAX_DRAWING_BYTES)}.")
    with _named(path.name):
        text = _text(content.removeprefix(codecs.BOM_UTF8))
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise DrawingError(f"{path.name}, line {error.lineno}: {NOT_JSON}") from error
    except (ValueError, RecursionError) as error:
        raise DrawingError(f"{path.name}: {NOT_JSON}") from error
    with _named(path.name):
        return Drawing.from_json(value)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers, from 1."""
    unpacked = 0
    with _opened(path) as file:
        for number in range(1, MAX_LINES + 2):
            line = file.readline(MAX_DRAWING_BYTES + 1)
            if not line:
                return
            unpacked += len(line)
            if len(line) > MAX_DRAWING_BYTES:
                limit = _megabytes(MAX_DRAWING_BYTES)
                raise DrawingError(f"{path.name}, line {number}: This is longer than {limit}.")
            if unpacked > MAX_UNPACKED_BYTES:
                limit = _megabytes(MAX_UNPACKED_BYTES)
                raise DrawingError(f"{path.name} is larger than {limit} once it is unpacked.")
            if number > MAX_LINES:
                raise DrawingError(f"{path.name} has more than {MAX_LINES:,} lines.")
            yield number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file of a permitted size, unpacked if its name ends with .gz."""
    try:
        with open_regular(path) as file:
            if size(file) > MAX_FILE_BYTES:
                raise DrawingError(f"{path.name} is larger than {_megabytes(MAX_FILE_BYTES)}.")
            if path.suffix.lower() == ".gz":
                # Buffered once more: gzip reads a line ten times slower by itself.
                with io.BufferedReader(cast(io.RawIOBase, gzip.open(file))) as unpacked:
                    yield unpacked
            else:
                yield file
    except (OSError, EOFError, zlib.error) as error:
        reason = str(getattr(error, "strerror", None) or error).rstrip(".")
        raise DrawingError(f"{path.name} cannot be read: {reason}.") from error


@contextlib.contextmanager
def _named(place: str) -> Iterator[None]:
    try:
        yield
    except DrawingError as error:
        raise DrawingError(f"{place}: {error}") from error


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DrawingError("This is not text in UTF-8.") from error


def _megabytes(limit: int) -> str:
    return f"{limit // 10**6:,} MB"
