"""What all tests share: nothing is ever written outside of a folder of their own."""

from __future__ import annotations

import json
import os
from typing import Any

# Texts of the command line are made when it is imported, in the language of the environment.
os.environ.pop("LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"

import pytest
from hypothesis import settings

from tests.support.drawings import DIGITS
from tests.support.few_drawings import few_held_out_drawings

__all__ = ["few_held_out_drawings"]

FIRST = ("browser", "ui", "engine")
"""Folders whose tests come first: those that take longest, so that nobody waits for one at the end,
and the pages' before the engine's, because Streamlit's collections of garbage take longer once a
test has loaded TensorFlow."""

LATE = ("test_browser_training.py", "test_browser_retraining.py", "test_browser_light.py")
"""Browser tests that come after all others with the same server: first those that train, one after
the other, then those that end its engine. The next one would have to prepare everything anew."""

# Tests check behaviour, not timing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> tuple[int, int]:
    folder, file = item.path.parent.name, item.path.name
    return (
        FIRST.index(folder) if folder in FIRST else len(FIRST),
        LATE.index(file) + 1 if file in LATE else 0,
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.getvalue("dist") != "loadfile":
        return None
    from tests.support.together import ByWhatIsShared

    return ByWhatIsShared(config, log)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home folder for each test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DIGITNET_HOME", str(folder))
    return folder


@pytest.fixture
def lines(tmp_path):
    """A file of three labelled drawings by one writer, of which the last has a wrong label."""
    path = tmp_path / "drawings.jsonl"
    items = [(7, 7), (3, 3), (1, 7)]
    path.write_text(
        "".join(
            json.dumps({"label": b, "strokes": DIGITS[a], "writer": "w"}) + "\n" for a, b in items
        )
    )
    return path


@pytest.fixture
def client(monkeypatch):
    """An engine without a process, for the pages of a test, whose visitor is the presenter."""
    from digitnet.ui import connection, roles
    from tests.support.fakes import FakeEngine

    client = FakeEngine()
    monkeypatch.setattr(connection, "engine", lambda: client)
    monkeypatch.setattr(roles, "is_presenter", lambda: True)
    return client


@pytest.fixture
def page(client):
    """The drawing page."""
    from streamlit.testing.v1 import AppTest

    from tests.support.fakes import APP

    return AppTest.from_file(str(APP), default_timeout=20).run()
