"""A PostgreSQL database that several servers share, with errors that people understand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from digitnet.data.address import DRIVER, without_password
from digitnet.data.collection_facts import CollectionError
from digitnet.texts import errors

WAIT_SECONDS = 5.0
"""How long to wait for a connection, and while another server writes."""

LOCK = 0x6469676974
"""The number of the lock that whoever writes holds: "digit" in ASCII."""

_LOCKED = {"55P03", "57014"}
_FULL = {"53100"}
# https://www.postgresql.org/docs/current/errcodes-appendix.html


class PostgresDatabase:
    """The database; see ``data.database.Database``, which does the same with a file.

    Args:
        address: "postgresql://user@host/name".
        tables: what is in it; the first change makes them.
    """

    insert = staticmethod(postgresql.insert)

    def __init__(self, address: str, tables: sa.MetaData) -> None:
        self._name = without_password(address)
        self._tables = tables
        self._is_there = False
        milliseconds = round(1000 * WAIT_SECONDS)
        self._engine = sa.create_engine(
            sa.make_url(address).set(drivername=f"postgresql+{DRIVER}"),
            pool_size=2,
            # A database that was restarted is seen by the next call.
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": round(WAIT_SECONDS),
                "options": f"-c lock_timeout={milliseconds}",
            },
        )

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """A connection for reading, or None if there is nothing yet."""
        with self._plain_errors(), self._engine.connect() as connection:
            yield connection if self._has_tables(connection) else None

    @contextlib.contextmanager
    def changing(self) -> Iterator[sa.Connection]:
        """A connection whose changes are kept together, unless there is an error."""
        with self._plain_errors(), self._engine.begin() as connection:
            # As with a file: nobody else writes between what is read and what is written.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            if not self._has_tables(connection):
                self._tables.create_all(connection)
            yield connection

    def _has_tables(self, connection: sa.Connection) -> bool:
        if not self._is_there:
            self._is_there = set(self._tables.tables) <= set(
                sa.inspect(connection).get_table_names()
            )
        return self._is_there

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            self._is_there = False
            raise _error(self._name, error) from error


def _error(name: str, error: sa.exc.DBAPIError) -> CollectionError:
    """Return what an error of PostgreSQL means in one sentence."""
    cause: Any = error.orig
    code = getattr(cause, "sqlstate", None)
    if code in _LOCKED:
        return CollectionError(errors.COLLECTION_LOCKED)
    if code in _FULL:
        return CollectionError(errors.COLLECTION_DISK_FULL)
    # Of class 57 is a server that is ending or starting; without a code, none answered.
    if error.connection_invalidated or code is None or code.startswith(("08", "57")):
        return CollectionError(errors.DATABASE_NOT_ANSWERING)
    return CollectionError(errors.COLLECTION_UNUSABLE, file=name, reason=_line(cause))


def _line(cause: object) -> str:
    return str(cause).partition("\n")[0].rstrip(".")
