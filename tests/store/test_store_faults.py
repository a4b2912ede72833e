"""The store under faults: kills, full disks, jumping clocks."""

from __future__ import annotations

import errno
import io
import itertools
import os
import shutil
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digitnet.store.errors import ModelError, StoreError
from digitnet.store.store import SHIPPED, ModelStore
from tests.support.stores import (
    again,
    candidates,
    check_whole,
    ended,
    in_child,
    on_unix,
    save,
    versions,
    writer,
)
from tests.support.trainings import REPORT

STEPS = [(os, name) for name in ("fsync", "mkdir", "rename", "replace", "rmdir", "unlink")]
STEPS += [(io, "open")]


@pytest.fixture
def store(home) -> ModelStore:
    return ModelStore(home)


def instrument(patch: pytest.MonkeyPatch, act: Callable[[str], None], after: bool = False) -> None:
    """Call ``act`` with its name before, or also after, whatever changes the file system."""

    def wrapped(name: str, original: Callable) -> Callable:
        def step(*arguments, **options):
            if name == "open" and "w" not in arguments[1]:
                return original(*arguments, **options)
            act(name)
            result = original(*arguments, **options)
            if name == "open":
                result.write = wrapped("write", result.write)
            if after:
                act(name)
            return result

        return step

    for owner, name in STEPS:
        patch.setattr(owner, name, wrapped(name, getattr(owner, name)))


@on_unix
@pytest.mark.parametrize("action", ["publish", "use", "remove"])
def test_killed_at_any_step_the_store_is_whole(store, monkeypatch, action):
    monkeypatch.setenv("DIGITNET_KEEP", "3")
    # What a process wrote outlives it without that.
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    for number in range(4):
        store.publish(writer(b"first %d" % number), REPORT)
    given = check_whole(store)

    def act_and_die(last_step: int, other: str) -> None:
        steps = itertools.count(1)

        def step(name: str) -> None:
            if next(steps) == last_step:
                os.kill(os.getpid(), signal.SIGKILL)

        instrument(pytest.MonkeyPatch(), step, after=True)
        if action == "publish":
            store.publish(writer(b"killed at %d" % last_step), REPORT)
        else:
            getattr(store, action)(other)

    for last_step in itertools.count(1):
        before, other = check_whole(store), versions(store)[2]
        answered, preceding = store.current_version(), store.previous_version()
        status = ended(in_child(lambda step=last_step, other=other: act_and_die(step, other)))
        whole = check_whole(again(store))
        assert all(given.setdefault(version, whole[version]) == whole[version] for version in whole)
        # It answers as before or as it was to be, and so it is gone back.
        if store.current_version() == answered:
            assert store.previous_version() == preceding
        else:
            assert {store.current_version()} == (
                {other} if action == "use" else whole.keys() - before.keys()
            )
            assert store.previous_version() == answered
        answered = store.current_version()
        for version in whole.keys() - before.keys() - {answered}:
            store.remove(version)
        card = store.publish(writer(b"after %d" % last_step), REPORT)
        assert card.version not in given
        given |= check_whole(store)
        assert store.previous_version() == answered
        assert len(store.list()) == 4
        if status == 0:
            break
        assert status == -signal.SIGKILL
        for entry in store.models.glob(".*-*"):
            os.utime(entry, (0, 0))
        store.check_writable()
        assert not list(store.models.glob(".*"))
    assert last_step > {"publish": 60, "use": 30, "remove": 5}[action]


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("action", ["publish", "use"])
def test_a_disk_full_at_any_step_changes_nothing(store, monkeypatch, action, lasting):
    monkeypatch.setenv("DIGITNET_KEEP", "3")
    for _ in range(3):
        store.publish(save, REPORT)
    # A disk that stays full moves names all the same; one that is full at a single move is tried
    # as well.
    needs_space = {"fsync", "mkdir", "open", "write"} | (
        set() if lasting else {"rename", "replace"}
    )
    failed = 0
    for full_from in itertools.count(1):
        taken = 0

        def step(name: str, full_from=full_from) -> None:
            nonlocal taken
            taken += name in needs_space
            if name in needs_space and (taken >= full_from if lasting else taken == full_from):
                raise OSError(errno.ENOSPC, "No space left on device")

        before = (versions(store), store.current_version(), store.previous_version())
        names = {entry.name for entry in store.models.iterdir()}
        message = ""
        with monkeypatch.context() as patch:
            instrument(patch, step)
            try:
                chosen = store.previous_version()
                if action == "publish":
                    chosen = store.publish(save, REPORT).version
                else:
                    store.use(chosen)
            except StoreError as error:
                message = str(error)
        check_whole(again(store))
        if message:
            failed += 1
            assert "the disk is full" in message
            assert (versions(store), store.current_version(), store.previous_version()) == before
            assert {entry.name for entry in store.models.iterdir()} == names
        else:
            assert (store.current_version(), store.previous_version()) == (chosen, before[1])
        if taken < full_from:
            break
    assert failed > 7


def test_a_clock_set_back_changes_no_order(store, monkeypatch):
    monkeypatch.setenv("DIGITNET_KEEP", "3")

    class Clock(datetime):
        day = 20

        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 1, cls.day, tzinfo=tz)

    monkeypatch.setattr("digitnet.store.folder_shelf.datetime", Clock)
    monkeypatch.setattr(time, "time", lambda: Clock.now(UTC).timestamp())
    for Clock.day in (20, 12, 5):
        store.publish(save, REPORT)
    assert [model.card.created[8:10] for model in store.list()[:3]] == ["05", "12", "20"]
    assert (store.current_version(), store.previous_version()) == ("v3", "v2")
    Clock.day = 1
    store.use("v1")
    assert store.previous_version() == "v3"
    store.publish(save, REPORT)
    assert candidates(store) == ["v4", "v3", "v1", SHIPPED]
    assert store.previous_version() == "v1"


@on_unix
@pytest.mark.parametrize("mtime", [0, 10**10], ids=["forward", "back"])
def test_a_clock_that_jumps_only_removes_real_leftovers(store, mtime):
    def save_slowly(path: Path) -> None:
        dead = store.models / ".partial-dead"
        dead.mkdir()
        for folder in (dead, path.parent):
            os.utime(folder, (mtime, mtime))
        again(store).check_writable()
        assert not dead.exists()
        save(path)

    assert store.publish(save_slowly, REPORT).version == "v1"


def test_leftovers_of_a_removal_are_cleared_at_once(store, monkeypatch):
    for _ in range(2):
        store.publish(save, REPORT)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *arguments, **options: None)
        store.remove("v1")
    assert versions(store) == ["v2", SHIPPED]
    assert list(store.models.glob(".removed-*"))
    store.check_writable()
    assert not list(store.models.glob(".*"))


def test_a_failed_note_leaves_the_card_unchanged(store, monkeypatch):
    store.publish(save, REPORT)
    model = store.get("v1")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelError, match="the disk is full"):
        model.note([{"source": "a file", "accuracy": 1.0}])
    assert again(store).get("v1").card == model.card
    assert sorted(path.name for path in model.folder.iterdir()) == ["card.json", "model.keras"]
