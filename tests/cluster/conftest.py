"""What tests of several servers share: PostgreSQL, two servers behind haproxy, browsers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.support.artists import Artist, PatientTab
from tests.support.balancer import haproxy
from tests.support.chromium import chromium_path
from tests.support.postgres import Postgres, programs
from tests.support.running import running_browser
from tests.support.servers import Place, two_servers

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


@pytest.fixture(scope="session")
def balancer() -> None:
    if haproxy() is None:
        pytest.skip("haproxy is not installed")


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, balancer: None
) -> Iterator[Place]:
    with two_servers(tmp_path_factory.mktemp("home"), postgres) as found:
        yield found


@pytest.fixture
def artists() -> Iterator:
    """Makes so many people who draw, each in a browser profile of their own."""
    if chromium_path() is None:
        pytest.skip("No browser is installed")
    with running_browser() as browser, contextlib.ExitStack() as stack:

        def make(url: str, count: int) -> list[Artist]:
            found = []
            for number in range(count):
                context = browser.new_context(locale="en-US")
                stack.callback(context.close)
                found.append(Artist(PatientTab(context, url, "?digits=1"), first=number))
            return found

        yield make
