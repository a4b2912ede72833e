"""A private folder for the engine, also where the usual place cannot hold one."""

from __future__ import annotations

import os
import stat
import tempfile

import pytest

from digitnet.engine.folder import LONGEST, private_folder


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """The standard library remembers the usual place."""
    monkeypatch.setattr(tempfile, "tempdir", None)


def test_only_its_user_may_enter_it(short_folder, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(short_folder))
    folder = private_folder()
    assert folder.parent == short_folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_another_place_takes_over_from_one_that_is_gone(short_folder, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder / "gone"))
    assert private_folder([str(short_folder)]).parent == short_folder


def test_another_place_takes_over_from_one_that_is_too_long(short_folder, tmp_path, monkeypatch):
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    folder = private_folder([str(short_folder)])
    assert folder.parent == short_folder
    assert len(os.fsencode(folder)) <= LONGEST
    assert list(long.iterdir()) == []


def test_no_folder_at_all_is_allowed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    assert private_folder([str(tmp_path / "gone, too")]) is None
