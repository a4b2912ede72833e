"""The store: models are there whole or not at all, whatever happens."""

from __future__ import annotations

import errno
import json
import logging
import os
import threading
import time
from pathlib import Path

import pytest

from digitnet.store import files
from digitnet.store.card import read_model
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.store import SHIPPED, ModelCard, ModelStore
from tests.support.stores import candidates, on_unix, save, versions
from tests.support.trainings import REPORT


@pytest.fixture
def shipped(tmp_path) -> Path:
    scratch = ModelStore(tmp_path / "scratch", tmp_path / "nothing")
    card = scratch.publish(save, REPORT)
    return (scratch.models / card.version).rename(tmp_path / "shipped")


@pytest.fixture
def store(tmp_path, shipped) -> ModelStore:
    return ModelStore(tmp_path / "home", shipped)


def test_an_empty_store_has_the_shipped_model(store):
    assert versions(store) == candidates(store) == [SHIPPED]
    assert store.current_version() == SHIPPED
    store.get(SHIPPED).verify()
    assert not store.models.exists()


def test_publishing_lists_and_chooses_the_new_model(store):
    card = store.publish(save, REPORT)
    assert card.version == "v1"
    assert store.get("v1").card == card
    assert store.get("v1").card.report == REPORT
    assert store.get("v1").file.read_bytes() == b"weights"
    assert store.publish(save, REPORT).version == "v2"
    assert versions(store) == ["v2", "v1", SHIPPED]
    assert store.current_version() == "v2"
    assert candidates(store) == ["v2", "v1", SHIPPED]


def test_choosing_and_going_back(store):
    for _ in range(3):
        store.publish(save, REPORT)
    store.use("v2")
    assert candidates(store) == ["v2", "v1", SHIPPED]
    store.use(SHIPPED)
    assert candidates(store) == [SHIPPED]
    for version in ("v9", "../v1", ""):
        with pytest.raises(ModelError, match="no model"):
            store.use(version)
    assert store.current_version() == SHIPPED


def test_removing(store):
    for _ in range(2):
        store.publish(save, REPORT)
    with pytest.raises(StoreError, match="answers"):
        store.remove("v2")
    with pytest.raises(StoreError, match="shipped"):
        store.remove(SHIPPED)
    for version in ("v7", "current", "..", ""):
        with pytest.raises(ModelError, match="no model"):
            store.remove(version)
    store.use("v1")
    store.remove("v2")
    assert versions(store) == ["v1", SHIPPED]
    assert store.publish(save, REPORT).version == "v3"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "card.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "card.json").write_text("[]"), "cannot be read"),
        (lambda folder: (folder / "card.json").write_bytes(b"\xff"), "cannot be read"),
        (lambda folder: (folder / "card.json").unlink(), "cannot be read"),
    ],
)
def test_a_model_without_its_card_is_skipped(store, caplog, damage, message):
    store.publish(save, REPORT)
    store.publish(save, REPORT)
    damage(store.models / "v2")
    with caplog.at_level(logging.WARNING):
        assert candidates(store) == ["v1", SHIPPED]
    assert message in caplog.text


def test_an_altered_or_missing_file_is_noticed(store):
    store.publish(save, REPORT)
    model = store.get("v1")
    model.file.write_bytes(b"other weights")
    with pytest.raises(ModelError, match="damaged"):
        model.verify()
    with pytest.raises(ModelError, match="damaged"):
        store.use("v1")
    model.file.unlink()
    with pytest.raises(ModelError, match="there is no such file"):
        model.verify()


def test_a_download_is_what_was_published(store):
    store.publish(save, REPORT)
    model = store.get("v1")
    assert model.download_name == "digitnet-v1.keras"
    assert model.read() == b"weights"
    model.file.write_bytes(b"other weights")
    with pytest.raises(ModelError, match="damaged"):
        model.read()
    assert store.get(SHIPPED).download_name == "digitnet-shipped.keras"


@pytest.mark.parametrize("text", ["", "rubbish", "v0", "v-1", "../shipped", "v1\nv2"])
def test_without_a_readable_choice_the_newest_answers(store, text):
    store.publish(save, REPORT)
    store.publish(save, REPORT)
    (store.models / "current").write_text(text)
    assert store.current_version() == "v2"


def test_other_folders_are_not_models(store):
    store.publish(save, REPORT)
    for name in (".partial-abc", "v01", "vx", "v2.bak", "notes"):
        (store.models / name).mkdir()
    (store.models / "v5").write_text("a file")
    assert versions(store) == ["v1", SHIPPED]


def test_a_card_survives_json_and_unknown_entries():
    card = ModelCard("v4", "2026-11-24T12:00:00+00:00", "ab" * 32, REPORT)
    value = json.loads(card.to_json())
    assert value["test_accuracy"] == REPORT.test_accuracy
    assert value["recipe"]["name"] == "quick"
    assert value["calibration"]["threshold"] == 0.4
    value["later"] = 1
    value["recipe"]["later"] = 2
    assert ModelCard.from_json(json.dumps(value)) == card


@pytest.mark.parametrize(
    "change",
    [
        {"created": "yesterday"},
        {"calibration": {"temperature": 0}},
        {"calibration": "x"},
        {"recipe": {"epochs": 1}},
        {"evaluations": 3},
    ],
)
def test_an_impossible_card_is_rejected(change):
    card = ModelCard("v4", "2026-11-24T12:00:00+00:00", "ab" * 32, REPORT)
    with pytest.raises(ValueError):
        ModelCard.from_json(json.dumps(json.loads(card.to_json()) | change))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (RuntimeError("Unable to flush file (No space left on device)"), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system"), "read-only"),
    ],
)
def test_a_failed_save_leaves_the_store_unchanged(store, error, message):
    store.publish(save, REPORT)

    def half(path: Path) -> None:
        path.write_bytes(b"wei")
        raise error

    with pytest.raises(StoreError, match=message):
        store.publish(half, REPORT)
    assert candidates(store) == ["v1", SHIPPED]
    assert {entry.name for entry in store.models.iterdir()} == {"current", "former", "last", "v1"}


def test_a_home_that_is_not_writable_is_reported(tmp_path, shipped):
    (tmp_path / "file").write_text("no folder")
    store = ModelStore(tmp_path / "file", shipped)
    for action in (store.check_writable, lambda: store.publish(save, REPORT)):
        with pytest.raises(StoreError, match="DIGITNET_HOME"):
            action()
    assert candidates(store) == [SHIPPED]


@pytest.mark.parametrize(
    ("locks", "ages"),
    [(True, {"young": 30, "old": 90}), (False, {"young": 90, "old": 25 * 3600})],
    ids=["locks", "no locks"],
)
def test_leftovers_of_a_crash_are_cleared(store, monkeypatch, locks, ages):
    if locks:
        pytest.importorskip("fcntl")
    else:
        monkeypatch.setattr(files, "fcntl", None)
    store.publish(save, REPORT)
    for name, age in ages.items():
        folder = store.models / f".partial-{name}"
        folder.mkdir()
        (folder / "model.keras").write_bytes(b"half")
        (store.models / f".current-{name}").write_text("half")
        for entry in (folder, store.models / f".current-{name}"):
            os.utime(entry, (time.time() - age, time.time() - age))
    store.check_writable()
    left = {entry.name for entry in store.models.glob(".*")}
    assert left == {".partial-young", ".current-young"}


@on_unix
def test_a_locked_file_is_not_a_leftover_and_a_pipe_does_not_block(store):
    store.publish(save, REPORT)
    busy = store.models / ".partial-busy"
    busy.mkdir()
    os.mkfifo(store.models / ".partial-pipe")
    for entry in (busy, store.models / ".partial-pipe"):
        os.utime(entry, (0, 0))
    with files.locked(busy, seconds=0) as others_are_out:
        assert others_are_out
        store.check_writable()
        assert {entry.name for entry in store.models.glob(".*")} == {".partial-busy"}
    store.check_writable()
    assert not list(store.models.glob(".*"))


def test_two_servers_may_publish_at_once(store):
    cards = []

    def publish() -> None:
        cards.append(ModelStore(store.models.parent, store.shipped).publish(save, REPORT))

    threads = [threading.Thread(target=publish) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {card.version for card in cards} == {f"v{number}" for number in range(1, 7)}
    for model in store.list():
        model.verify()


def test_evaluations_are_noted_in_the_card(shipped):
    model = read_model(shipped, "mine")
    model.note([{"source": "a", "accuracy": 0.5}, {"source": "b", "accuracy": 0.6}])
    again = read_model(shipped, "mine")
    assert [value["source"] for value in again.card.evaluations] == ["a", "b"]
    again.note([{"source": "a", "accuracy": 0.7}])
    values = read_model(shipped, "mine").card.evaluations
    assert {value["source"]: value["accuracy"] for value in values} == {"a": 0.7, "b": 0.6}
    assert sorted(path.name for path in shipped.iterdir()) == ["card.json", "model.keras"]
    with pytest.raises(ModelError, match="cannot be read"):
        read_model(shipped.parent, "mine")
