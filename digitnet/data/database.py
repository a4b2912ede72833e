"""An SQLite file that several programs read and write at once, with errors that people understand.

With write-ahead logging nobody who reads waits for one who writes, and a process that is killed
loses nothing that was written before.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from digitnet.data.collection_facts import CollectionError
from digitnet.errors import reason
from digitnet.texts import errors

WAIT_SECONDS = 5.0
"""How long to wait while another program writes."""


class Database:
    """The file; every method may be called from any thread, and raises ``CollectionError``.

    Args:
        file: where it is; it is made by the first change.
        tables: what is in it.
        version: of these tables; the file keeps it as its ``user_version``.
    """

    insert = staticmethod(sqlite.insert)

    def __init__(self, file: Path, tables: sa.MetaData, version: int) -> None:
        self.file = file
        self._tables = tables
        self._version = version
        self._engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(file)),
            connect_args={"timeout": WAIT_SECONDS},
            # A file that was replaced or removed is seen by the next call.
            poolclass=sa.NullPool,
        )

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """A connection for reading, or None if there is nothing yet."""
        if not self.file.exists():
            yield None
            return
        with self._plain_errors(), self._engine.connect() as connection:
            yield connection if self._has_tables(connection) else None

    @contextlib.contextmanager
    def changing(self) -> Iterator[sa.Connection]:
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
            if not self._has_tables(connection):
                self._tables.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version={self._version}")
            yield connection
            connection.commit()

    def _has_tables(self, connection: sa.Connection) -> bool:
        """Whether the file has this version's tables; not if it is empty.

        Raises:
            CollectionError: if it is of a later version, or another program's.
        """
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version > self._version:
            raise CollectionError(errors.COLLECTION_LATER, version=version)
        known = set(self._tables.tables) <= set(sa.inspect(connection).get_table_names())
        if (version == self._version) != known:
            raise CollectionError(errors.COLLECTION_FOREIGN, file=self.file)
        return known

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
