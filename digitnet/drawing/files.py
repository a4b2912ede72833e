"""Drawings on disk: JSON, or JSON lines with one drawing a line, plain or gzipped.

Files are read line by line and within limits, so that no file, however large it is or becomes when
unpacked, takes more memory than one drawing.
"""

from __future__ import annotations

import codecs
import contextlib
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.quick_draw import from_quick_draw, is_quick_draw
from digitnet.errors import reason
from digitnet.labels import DIGIT_COUNT
from digitnet.regular_file import open_regular, size
from digitnet.texts import errors
from digitnet.texts.message import Note

T = TypeVar("T")

MAX_FILE_BYTES = 256_000_000
"""Largest file on disk. The 75,000 drawings of a large collection take about 30 MB gzipped."""

MAX_UNPACKED_BYTES = 1_000_000_000
"""Largest size of all lines of a file together, once unpacked."""

MAX_DRAWING_BYTES = 8_000_000
"""Largest JSON of one drawing: ``MAX_POINTS`` points take 2 MB, indented 6 MB."""

MAX_DIGITS = 100
"""Most digits of a whole number that is a label."""

MAX_LINES = 2_000_000
"""Most lines of a file, including blank ones."""


@dataclass(frozen=True)
class LabelledDrawing:
    """A drawing with what it shows and its writer, each None if unknown.

    Attributes:
        drawing: the strokes.
        label: a single digit, 0..9.
        writer: a name.
        number: the digits of a whole number, which has no ``label``.
    """

    drawing: Drawing
    label: int | None
    writer: str | None
    number: str | None = None


def read_drawings(path: str | Path) -> Iterator[LabelledDrawing]:
    """Read drawings from JSON lines, plain or gzipped, one drawing a line; blank lines are skipped.

    Raises:
        DrawingError: if the file cannot be read or is larger than the limits above; the message
            names the file and the line.
    """
    yield from read_lines(Path(path), parse_drawing)


def read_lines(path: Path, parse: Callable[[str], T]) -> Iterator[T]:
    """Read a file of lines, plain or gzipped; blank lines are skipped.

    Args:
        path: the file.
        parse: makes something of one line; may raise a DrawingError.

    Raises:
        DrawingError: if the file cannot be read or is larger than the limits above, or a line
            cannot be parsed; the message names the file and the line.
    """
    for number, line in _lines(path):
        if not line.strip():
            continue
        with _named(path, number):
            item = parse(_text(line))
        yield item


def read_drawing(path: str | Path) -> Drawing:
    """Read one drawing: a JSON file, which may have several lines, or the first of JSON lines.

    Raises:
        DrawingError: if the file cannot be read, is too large or contains no drawing; the message
            names the file and, if known, the line.
    """
    path = Path(path)
    if Path(path.name.lower().removesuffix(".gz")).suffix == ".json":
        return _read_document(path)
    first = next(read_drawings(path), None)
    if first is None:
        raise DrawingError(errors.FILE_EMPTY, file=path.name)
    return first.drawing


def parse_drawing(line: str) -> LabelledDrawing:
    """Read one JSON line, digitnet's own or Quick, Draw!'s.

    Raises:
        DrawingError: if it is not JSON or not a drawing, or if its label is neither a digit nor a
            string of digits, or its writer is neither a name nor a number.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DrawingError(errors.NOT_JSON) from error
    if is_quick_draw(value):
        drawing, label = from_quick_draw(value)
    else:
        drawing = Drawing.from_json(value)
        label = value.get("label")
    if not (_is_digit(label) or _is_number(label)):
        raise DrawingError(errors.LABEL_IMPOSSIBLE)
    writer = value.get("writer")
    if writer is not None and not isinstance(writer, (str, int, float)):
        raise DrawingError(errors.WRITER_IMPOSSIBLE)
    name = None if writer is None else str(writer)
    if isinstance(label, str):
        return LabelledDrawing(drawing, None, name, label)
    return LabelledDrawing(drawing, label, name)


def _is_digit(label: object) -> bool:
    if label is None:
        return True
    return isinstance(label, int) and not isinstance(label, bool) and 0 <= label < DIGIT_COUNT


def _is_number(label: object) -> bool:
    if not isinstance(label, str):
        return False
    return label.isascii() and label.isdigit() and len(label) <= MAX_DIGITS


def _read_document(path: Path) -> Drawing:
    with _opened(path) as file:
        content = file.read(MAX_DRAWING_BYTES + 1)
    if len(content) > MAX_DRAWING_BYTES:
        raise DrawingError(errors.FILE_TOO_LARGE, file=path.name, limit=MAX_DRAWING_BYTES // 10**6)
    with _named(path):
        text = _text(content.removeprefix(codecs.BOM_UTF8))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _in_file(Note(errors.NOT_JSON), path, getattr(error, "lineno", None)) from error
    with _named(path):
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
                long = Note(errors.LINE_TOO_LONG, {"limit": MAX_DRAWING_BYTES // 10**6})
                raise _in_file(long, path, number)
            if unpacked > MAX_UNPACKED_BYTES:
                limit = MAX_UNPACKED_BYTES // 10**6
                raise DrawingError(errors.FILE_TOO_LARGE_UNPACKED, file=path.name, limit=limit)
            if number > MAX_LINES:
                raise DrawingError(errors.FILE_TOO_MANY_LINES, file=path.name, limit=MAX_LINES)
            yield number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file of a permitted size, unpacked if its name ends with .gz."""
    try:
        with open_regular(path) as file:
            if size(file) > MAX_FILE_BYTES:
                limit = MAX_FILE_BYTES // 10**6
                raise DrawingError(errors.FILE_TOO_LARGE, file=path.name, limit=limit)
            if path.suffix.lower() == ".gz":
                # Without this buffer, gzip reads lines ten times slower.
                with io.BufferedReader(cast(io.RawIOBase, gzip.open(file))) as unpacked:
                    yield unpacked
            else:
                yield file
    except (OSError, EOFError, zlib.error) as error:
        raise DrawingError(errors.FILE_UNREADABLE, file=path.name, reason=reason(error)) from error


@contextlib.contextmanager
def _named(path: Path, line: int | None = None) -> Iterator[None]:
    """Let a problem name the file and, where it is known, the line."""
    try:
        yield
    except DrawingError as error:
        raise _in_file(error.note, path, line) from error


def _in_file(problem: Note, path: Path, line: int | None) -> DrawingError:
    if line is None:
        return DrawingError(errors.IN_FILE, file=path.name, problem=problem)
    return DrawingError(errors.IN_LINE, file=path.name, line=line, problem=problem)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DrawingError(errors.NOT_UTF8) from error
