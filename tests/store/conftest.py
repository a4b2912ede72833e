"""Servers that share models in an object store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from digitnet.store import shared_shelf
from digitnet.store.shared_shelf import SharedShelf
from digitnet.store.store import ModelStore
from tests.support.objects import FakeObjects
from tests.support.waiting import wait_for

PLACE = "s3://bucket/digitnet"


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects()


@pytest.fixture
def server(objects, tmp_path, monkeypatch) -> Iterator[Callable[[str], ModelStore]]:
    """Start servers by name; one of the same name has the same home."""
    for name, seconds in (("POLL", 0.01), ("LIST", 0.1), ("IDLE", 1.0), ("WAITING", 0.05)):
        monkeypatch.setattr(shared_shelf, f"{name}_SECONDS", seconds)
    yield lambda name: ModelStore(shelf=SharedShelf(objects, tmp_path / name / "copy", PLACE))
    objects.is_away = True
    wait_for(lambda: "models" not in {thread.name for thread in threading.enumerate()}, seconds=40)
