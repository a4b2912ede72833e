"""What all tests share: nothing is ever written outside of a folder of their own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home folder for each test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DIGITNET_HOME", str(folder))
    return folder
