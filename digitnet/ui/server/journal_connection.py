"""Connections to the database of a shared journal."""

from __future__ import annotations

import secrets
from typing import Any

import psycopg
from psycopg import AsyncConnection

from digitnet.ui.server import journal_sql as sql

_OPTIONS: dict[str, Any] = {
    "connect_timeout": 3,
    # A database whose computer has gone is found out in ten seconds.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "application_name": "digitnet",
}


async def connected(address: str) -> AsyncConnection[Any]:
    """Return a new connection, on which each statement counts at once.

    Raises:
        psycopg.Error: if the database is not there, or refuses it.
    """
    return await AsyncConnection.connect(address, autocommit=True, **_OPTIONS)


async def make_tables(connection: AsyncConnection[Any]) -> None:
    """Make the tables that are not there, and their only rows; others may do the same."""
    async with connection.transaction():
        await connection.execute(sql.LOCK_ALL)
        await connection.execute(sql.TABLES)
        await connection.execute(sql.ROWS, {"start": secrets.token_hex(8)})


async def one_row(connection: AsyncConnection[Any], query: Any, *values: object) -> tuple[Any, ...]:
    """Return the row that a statement has.

    Raises:
        psycopg.DataError: if somebody has removed it.
    """
    row: tuple[Any, ...] | None = await (await connection.execute(query, values)).fetchone()
    if row is None:
        raise psycopg.DataError("The room's row is missing.")
    return row
