"""The collection: drawings that people made, with labels, in a database in ``DIGITNET_HOME``.

SQLite with write-ahead logging: several servers and the command line may read and write at once,
and a process that is killed loses nothing that was added before.
"""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from digitnet import paths
from digitnet.data.collected import Collected, now, parse_collected
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.files import read_lines
from digitnet.errors import DigitnetError, reason
from digitnet.labels import CLASSES
from digitnet.texts import errors

FILE = "collection.sqlite"
SCHEMA_VERSION = 1
"""In the file's ``user_version``."""

MAX_DRAWINGS = 100_000
"""Some 200 MB. More are refused, so that nothing is lost and no disk fills up unseen."""

WAIT_SECONDS = 5.0
"""How long to wait while another program writes."""

PAGE = 500
"""Drawings that are read at a time."""

_tables = sa.MetaData()
_drawings = sa.Table(
    "drawings",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("content", sa.String, nullable=False, unique=True),
    sa.Column("label", sa.Integer),
    sa.Column("strokes", sa.String, nullable=False),
    sa.Column("pen_width", sa.Float),
    sa.Column("writer", sa.String),
    sa.Column("origin", sa.String, nullable=False),
    sa.Column("created", sa.String, nullable=False),
    sa.Column("model", sa.String),
    sa.Column("answer", sa.Integer),
)


class CollectionError(DigitnetError):
    """The collection cannot be read or changed; nothing of it was lost."""


@dataclass(frozen=True)
class CollectionStats:
    """What is in the collection.

    Attributes:
        count: all drawings.
        labelled: those of which somebody said what they are.
        writers: how many people are known to have drawn them.
        answered: labelled ones that a model read; ``correct`` of these it read as labelled.
        correct: see ``answered``.
        by_label: how many there are of each digit, 0 to 9, and of what is no digit.
    """

    count: int = 0
    labelled: int = 0
    writers: int = 0
    answered: int = 0
    correct: int = 0
    by_label: tuple[int, ...] = field(default=(0,) * CLASSES)


class Collection:
    """The database; every method may be called from any thread, and raises ``CollectionError``.

    Args:
        file: the database; without one, that in ``DIGITNET_HOME``. It is made by the first change.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or paths.home() / FILE
        self._engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(self.file)),
            connect_args={"timeout": WAIT_SECONDS},
            # A file that was replaced or removed is seen by the next call.
            poolclass=sa.NullPool,
        )

    def add(self, items: Iterable[Collected]) -> int:
        """Add drawings with ink, all or none; return how many were not there before.

        Of a drawing that is there already, what is said now counts.

        Raises:
            CollectionError: also if the collection would hold more than ``MAX_DRAWINGS``.
            DrawingError: what reading the items raises.
        """
        with self._changing() as connection:
            before = _count(connection)
            for item in items:
                if not item.drawing.is_empty:
                    row = _to_row(item)
                    said = {key: row[key] for key in row if key not in ("content", "created")}
                    add = insert(_drawings).values(row)
                    connection.execute(add.on_conflict_do_update(["content"], set_=said))
            after = _count(connection)
            if after > MAX_DRAWINGS:
                raise CollectionError(errors.COLLECTION_FULL, limit=MAX_DRAWINGS)
        return after - before

    def add_file(self, path: Path) -> int:
        """Add a file of drawings (JSON lines, plain or gzipped), all or none; as ``add``.

        Raises:
            DrawingError: if the file cannot be read; the message names the line.
        """
        return self.add(read_lines(path, parse_collected))

    def items(self) -> Iterator[tuple[int, Collected]]:
        """Yield all drawings with their ids, in the order in which they were added."""
        last = 0
        while True:
            with self._reading() as connection:
                if connection is None:
                    return
                chosen = sa.select(_drawings).where(_drawings.c.id > last)
                rows = connection.execute(chosen.order_by(_drawings.c.id).limit(PAGE)).all()
                found = [(row.id, _from_row(row)) for row in rows]
            yield from found
            if len(found) < PAGE:
                return
            last = found[-1][0]

    def stats(self) -> CollectionStats:
        """Count what there is."""
        with self._reading() as connection:
            if connection is None:
                return CollectionStats()
            label, answer = _drawings.c.label, _drawings.c.answer
            count, labelled, writers, answered, correct = connection.execute(
                sa.select(
                    sa.func.count(),
                    sa.func.count(label),
                    sa.func.count(sa.distinct(_drawings.c.writer)),
                    sa.func.count(sa.case((label.is_not(None), answer))),
                    sa.func.count(sa.case((label == answer, 1))),
                )
            ).one()
            grouped = connection.execute(sa.select(label, sa.func.count()).group_by(label)).all()
        by_label = {row[0]: row[1] for row in grouped}
        known = tuple(by_label.get(number, 0) for number in range(CLASSES))
        return CollectionStats(count, labelled, writers, answered, correct, known)

    def relabel(self, id: int, label: int | None) -> None:
        """Say what a drawing is: 0..9, ``NON_DIGIT``, or None for unknown.

        Raises:
            CollectionError: also if there is no such drawing or label.
        """
        if label is not None and not (type(label) is int and 0 <= label < CLASSES):
            raise CollectionError(errors.LABEL_IMPOSSIBLE)
        change = _drawings.update().where(_drawings.c.id == id).values(label=label)
        with self._changing() as connection:
            if not connection.execute(change).rowcount:
                raise CollectionError(errors.COLLECTION_UNKNOWN, id=id)

    def remove(self, ids: Sequence[int]) -> int:
        """Remove drawings; return how many there were."""
        with self._changing() as connection:
            removed = connection.execute(_drawings.delete().where(_drawings.c.id.in_(ids)))
        return removed.rowcount

    def clear(self) -> int:
        """Remove all drawings; return how many there were."""
        with self._changing() as connection:
            return connection.execute(_drawings.delete()).rowcount

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sa.Connection | None]:
        """A connection for reading, or None if there is no collection yet."""
        if not self.file.exists():
            yield None
            return
        with self._plain_errors(), self._engine.connect() as connection:
            yield connection if _checked_version(connection) else None

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sa.Connection]:
        """A connection whose changes are kept together, unless there is an error."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CollectionError(
                errors.HOME_NOT_WRITABLE, folder=self.file.parent, reason=reason(error)
            ) from error
        with self._plain_errors(), self._engine.connect() as connection:
            _log_ahead(connection)
            connection.exec_driver_sql("PRAGMA synchronous=FULL")
            # From the start, so that nobody else writes between what is read and what is written.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if not _checked_version(connection):
                _tables.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
            yield connection
            connection.commit()

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise _error(self.file, error.orig) from error


def _log_ahead(connection: sa.Connection) -> None:
    """Switch to write-ahead logging, and wait for others who do the same to a new file.

    Of two connections that switch at once SQLite refuses one without waiting, since both hold the
    lock that the other needs.
    """
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            return
        except sa.exc.OperationalError as error:
            if not _is_locked(error.orig) or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0.001, 0.02))


def _checked_version(connection: sa.Connection) -> bool:
    """Whether the file has this version's tables; not if it is empty.

    Raises:
        CollectionError: if it is of a later version, or another program's.
    """
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > SCHEMA_VERSION:
        raise CollectionError(errors.COLLECTION_LATER, version=version)
    tables = set(sa.inspect(connection).get_table_names())
    if (version == SCHEMA_VERSION) != ("drawings" in tables):
        raise CollectionError(errors.COLLECTION_FOREIGN, file=connection.engine.url.database)
    return bool(version)


def _error(file: Path, cause: BaseException | None) -> CollectionError:
    """Return what an error of SQLite means in one sentence."""
    if _is_locked(cause):
        return CollectionError(errors.COLLECTION_LOCKED)
    code = _code(cause)
    if code == sqlite3.SQLITE_FULL:
        return CollectionError(errors.COLLECTION_DISK_FULL)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CollectionError(errors.COLLECTION_DAMAGED, file=file)
    return CollectionError(errors.COLLECTION_UNUSABLE, file=file, reason=str(cause).rstrip("."))


def _code(cause: BaseException | None) -> int:
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF


def _is_locked(cause: BaseException | None) -> bool:
    return _code(cause) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _count(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(_drawings)).scalar_one()


def _to_row(item: Collected) -> dict[str, Any]:
    return {
        "content": item.content,
        "label": item.label,
        "strokes": item.strokes,
        "pen_width": item.drawing.pen_width,
        "writer": item.writer,
        "origin": item.origin,
        "created": item.created or now(),
        "model": item.model,
        "answer": item.answer,
    }


def _from_row(row: Any) -> Collected:
    return Collected(
        Drawing.from_strokes(json.loads(row.strokes), row.pen_width),
        row.label,
        row.writer,
        row.origin,
        row.created,
        row.model,
        row.answer,
    )
