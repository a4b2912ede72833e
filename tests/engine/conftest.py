"""What the engine's tests share."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from digitnet.engine.engine import Engine
from digitnet.store.store import ModelStore
from tests.support.waiting import wait_for


@pytest.fixture
def short_folder():
    """A folder whose path is short enough for a socket, which pytest's own may not be."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def ready_engine(tmp_path_factory):
    """An engine in this process, shared by a module's tests."""
    engine = Engine(ModelStore(tmp_path_factory.mktemp("home")))
    engine.start()
    wait_for(lambda: engine.status().is_ready)
    yield engine
    engine.close()
