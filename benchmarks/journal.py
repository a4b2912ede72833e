"""What servers that share a room cost its database, in its own processor time.

    python -m benchmarks.journal

One journal, and three, read what one of them adds, one entry in each transaction and twenty. Needs
PostgreSQL and the extra ``cluster``.
"""

from __future__ import annotations

import asyncio
import contextlib
import time

from benchmarks.costs import Line
from benchmarks.paced import DRAWING
from digitnet.ui.server.shared_journal import SharedJournal
from tests.support.installation import processes_of, processor_seconds
from tests.support.postgres import Postgres

READERS = (1, 3)
ENTRIES = (1, 20)
COUNT = 300
"""Transactions of each kind."""

IDLE_SECONDS = 2.0

ENTRY = {
    "name": "0123456789abcdef",
    "strokes": [DRAWING],
    "pen_width": 40,
    "text": "7",
    "share": 0.99,
    "sender": "0123456789abcdef",
}
"""What stands in an entry, as of a drawing for the wall."""


def database_costs(postgres: Postgres, count: int = COUNT) -> tuple[Line, Line, Line]:
    """Return milliseconds: to write a transaction, to read one, and until it is committed.

    Each is a line over the entries in it; the last one is by the clock.
    """
    points = {
        (readers, entries): asyncio.run(_add(postgres, readers, entries, count))
        for readers in READERS
        for entries in ENTRIES
    }
    few, many = READERS
    read = Line.through(
        *(
            (entries, (points[many, entries][0] - points[few, entries][0]) / (many - few))
            for entries in ENTRIES
        )
    )
    write = Line.through(
        *((entries, points[few, entries][0] - few * read.of(entries)) for entries in ENTRIES)
    )
    commit = Line.through(*((entries, points[few, entries][1]) for entries in ENTRIES))
    return write, read, commit


async def _add(postgres: Postgres, readers: int, entries: int, count: int) -> tuple[float, float]:
    """Return the milliseconds of a transaction: of the processor, and by the clock."""
    journals = [SharedJournal(postgres.address) for _ in range(readers)]
    async with contextlib.AsyncExitStack() as stack:
        for journal in journals:
            await stack.enter_async_context(journal.open())
        used, start = _used(postgres), time.perf_counter()
        await asyncio.sleep(IDLE_SECONDS)
        # Each says once a second that it is there.
        idle = (_used(postgres) - used) / (time.perf_counter() - start)
        used, start = _used(postgres), time.perf_counter()
        for _ in range(count):
            await asyncio.gather(*(journals[0].add("measured", ENTRY) for _ in range(entries)))
        passed = time.perf_counter() - start
        return 1000 * (_used(postgres) - used - passed * idle) / count, 1000 * passed / count


def _used(postgres: Postgres) -> float:
    return processor_seconds(processes_of(postgres))


def main() -> None:
    postgres = Postgres()
    try:
        names = ("write", "read", "commit, by the clock")
        for name, line in zip(names, database_costs(postgres), strict=True):
            print(f"{name:34} {line.base:8.2f} ms and {line.each:.3f} ms for each entry")
    finally:
        postgres.remove()


if __name__ == "__main__":
    main()
