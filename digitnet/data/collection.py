"""The collection: drawings that people made, with labels, in a database.

It is a file in ``DIGITNET_HOME``, SQLite with write-ahead logging: several servers and the command
line may read and write at once, and a process that is killed loses nothing that was added before.
Servers on several machines have it in the PostgreSQL database that ``DIGITNET_DATABASE`` names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from digitnet import paths
from digitnet.data.address import database_address
from digitnet.data.collected import Collected, now, parse_collected
from digitnet.data.collection_facts import CollectionError, CollectionStats
from digitnet.data.database import Database
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.files import read_lines
from digitnet.labels import CLASSES
from digitnet.texts import errors

if TYPE_CHECKING:
    from digitnet.data.postgres import PostgresDatabase

FILE = "collection.sqlite"
SCHEMA_VERSION = 1
"""In the file's ``user_version``."""

MAX_DRAWINGS = 100_000
"""Some 200 MB. More are refused, so that nothing is lost and no disk fills up unseen."""

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


class Collection:
    """The database; every method may be called from any thread, and raises ``CollectionError``.

    Args:
        file: the database; without one, that in ``DIGITNET_HOME``. It is made by the first change.
        address: of a PostgreSQL database that is used instead.
    """

    def __init__(self, file: Path | None = None, address: str | None = None) -> None:
        self.file = file or paths.home() / FILE
        self._database: Database | PostgresDatabase
        if address:
            # A server alone does not wait for this to be imported.
            from digitnet.data.postgres import PostgresDatabase

            self._database = PostgresDatabase(address, _tables)
        else:
            self._database = Database(self.file, _tables, SCHEMA_VERSION)

    @classmethod
    def of_home(cls, home: Path | None = None) -> Collection:
        """The collection that servers with this home, or else ``DIGITNET_HOME``, use.

        Raises:
            AddressError: if ``DIGITNET_DATABASE`` cannot be used.
        """
        return cls((home or paths.home()) / FILE, database_address())

    def add(self, items: Iterable[Collected]) -> int:
        """Add drawings with ink, all or none; return how many were not there before.

        Of a drawing that is there already, what is said now counts.

        Raises:
            CollectionError: also if the collection would hold more than ``MAX_DRAWINGS``.
            DrawingError: what reading the items raises.
        """
        with self._database.changing() as connection:
            before = _count(connection)
            for item in items:
                if not item.drawing.is_empty:
                    row = _to_row(item)
                    said = {key: row[key] for key in row if key not in ("content", "created")}
                    add = self._database.insert(_drawings).values(row)
                    connection.execute(
                        add.on_conflict_do_update(index_elements=["content"], set_=said)
                    )
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
            with self._database.reading() as connection:
                if connection is None:
                    return
                chosen = sa.select(_drawings).where(_drawings.c.id > last)
                rows = connection.execute(chosen.order_by(_drawings.c.id).limit(PAGE)).all()
                found = [(row.id, _from_row(row)) for row in rows]
            yield from found
            if len(found) < PAGE:
                return
            last = found[-1][0]

    def newest(self, count: int) -> list[tuple[int, Collected]]:
        """Return the drawings that were added last, with their ids, the newest first."""
        with self._database.reading() as connection:
            if connection is None:
                return []
            chosen = sa.select(_drawings).order_by(_drawings.c.id.desc()).limit(count)
            return [(row.id, _from_row(row)) for row in connection.execute(chosen)]

    def stats(self) -> CollectionStats:
        """Count what there is."""
        with self._database.reading() as connection:
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
        with self._database.changing() as connection:
            if not connection.execute(change).rowcount:
                raise CollectionError(errors.COLLECTION_UNKNOWN, id=id)

    def remove(self, ids: Sequence[int]) -> int:
        """Remove drawings; return how many there were."""
        with self._database.changing() as connection:
            removed = connection.execute(_drawings.delete().where(_drawings.c.id.in_(ids)))
        return removed.rowcount

    def withdraw(self, drawing: Drawing, writer: str | None) -> int:
        """Remove a drawing if it is this writer's; return how many there were."""
        content = Collected(drawing, None).content
        # ``==`` is "IS NULL" for None.
        is_it = (_drawings.c.content == content) & (_drawings.c.writer == writer)
        with self._database.changing() as connection:
            return connection.execute(_drawings.delete().where(is_it)).rowcount

    def clear(self) -> int:
        """Remove all drawings; return how many there were."""
        with self._database.changing() as connection:
            return connection.execute(_drawings.delete()).rowcount


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
