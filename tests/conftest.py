"""What all tests share: nothing is ever written outside of a folder of their own."""

from __future__ import annotations

import json
import os

# Texts of the command line are made when it is imported, in the language of the environment.
os.environ.pop("LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"

import pytest
from hypothesis import settings

from tests.support.drawings import DIGITS
from tests.support.few_drawings import few_held_out_drawings

__all__ = ["few_held_out_drawings"]

FIRST = ("ui", "browser", "engine")
"""Folders whose tests come first: the pages' because each of their runs takes longer once a test
has loaded TensorFlow; the others take longest, and nobody should wait for one at the end."""

# Tests check behaviour, not timing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _rank(item.path.parent.name))


def _rank(folder: str) -> int:
    return FIRST.index(folder) if folder in FIRST else len(FIRST)


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
