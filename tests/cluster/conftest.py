"""What tests of several servers share: a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.support.postgres import Postgres, programs

# Without the extra it cannot even be imported.
collect_ignore = [] if find_spec("psycopg") else ["test_shared_journal.py"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    pytest.importorskip("psycopg")
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    server = Postgres()
    yield server
    server.remove()
