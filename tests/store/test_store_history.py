"""The store's memory: which version answered before, which ones give way to new ones."""

from __future__ import annotations

import logging
import shutil

import pytest

from digitnet.store.errors import ModelError
from digitnet.store.store import SHIPPED, ModelStore
from tests.support.stores import again, candidates, save, versions
from tests.support.trainings import REPORT


@pytest.fixture
def store(home) -> ModelStore:
    return ModelStore(home)


def publish(store: ModelStore, count: int) -> None:
    for _ in range(count):
        store.publish(save, REPORT)


def test_going_back_and_forth(store):
    assert store.previous_version() is None
    publish(store, 1)
    assert store.previous_version() == SHIPPED
    publish(store, 2)
    assert store.previous_version() == "v2"
    for version, previous in [("v1", "v3"), ("v3", "v1"), ("v3", "v1"), (SHIPPED, "v3")]:
        store.use(version)
        assert store.current_version() == version
        assert ModelStore(store.models.parent).previous_version() == previous


def test_a_removed_model_is_not_the_one_to_go_back_to(store):
    publish(store, 3)
    store.use("v1")
    store.use("v2")
    store.remove("v1")
    assert store.previous_version() == "v3"
    (store.models / "v3/card.json").unlink()
    assert store.previous_version() == SHIPPED


@pytest.mark.parametrize("content", [None, b"", b"\xff", b"v9\nv0 ../v1\n\n"])
def test_without_notes_the_numbers_tell_what_came_before(store, content):
    publish(store, 3)
    (store.models / "former").unlink()
    if content is not None:
        (store.models / "former").write_bytes(content)
    assert store.previous_version() == "v2"


@pytest.mark.parametrize("content", ["-5", "rubbish", "", "1_0", "9" * 30])
def test_an_unreadable_last_number_is_ignored(store, content):
    publish(store, 2)
    (store.models / "last").write_text(content)
    assert store.publish(save, REPORT).version == "v3"


def test_a_foreign_file_does_not_take_a_number_away(store):
    publish(store, 1)
    (store.models / "v2").write_text("no folder")
    assert store.publish(save, REPORT).version == "v3"
    assert (store.models / "v2").read_text() == "no folder"


def test_the_least_recently_used_models_are_removed(store, monkeypatch):
    monkeypatch.setenv("DIGITNET_KEEP", "3")
    publish(store, 3)
    store.use("v1")
    publish(store, 1)
    assert versions(store) == ["v4", "v3", "v1", SHIPPED]
    store.use("v3")
    publish(store, 1)
    assert versions(store) == ["v5", "v4", "v3", SHIPPED]
    assert store.previous_version() == "v3"
    assert not list(store.models.glob(".*"))


def test_two_are_kept_to_go_back(store, monkeypatch):
    monkeypatch.setenv("DIGITNET_KEEP", "2")
    publish(store, 2)
    store.use("v1")
    publish(store, 1)
    assert versions(store) == ["v3", "v1", SHIPPED]
    store.use(SHIPPED)
    publish(store, 1)
    assert versions(store) == ["v4", "v3", SHIPPED]
    assert store.previous_version() == SHIPPED


def test_a_model_that_is_published_unused_neither_answers_nor_did(store):
    assert store.publish(save, REPORT, use=False).version == "v1"
    assert versions(store) == ["v1", SHIPPED]
    assert candidates(store) == [SHIPPED]
    assert (store.current_version(), store.previous_version()) == (SHIPPED, None)
    publish(store, 2)
    store.publish(save, REPORT, use=False)
    assert again(store).current_version() == "v3"
    assert again(store).previous_version() == "v2"
    # Once used it is like all others.
    store.use("v1")
    store.use("v3")
    assert store.previous_version() == "v1"


def test_a_store_without_notes_tells_the_unused_model_from_the_others(store):
    publish(store, 2)
    (store.models / "former").unlink()
    (store.models / "current").unlink()
    store.publish(save, REPORT, use=False)
    assert (store.current_version(), store.previous_version()) == ("v2", "v1")


def test_unused_models_give_way_first_but_not_at_once(store, monkeypatch):
    monkeypatch.setenv("DIGITNET_KEEP", "3")
    publish(store, 3)
    store.publish(save, REPORT, use=False)
    assert versions(store) == ["v4", "v3", "v2", SHIPPED]
    publish(store, 1)
    assert versions(store) == ["v5", "v3", "v2", SHIPPED]
    assert store.previous_version() == "v3"


@pytest.mark.parametrize("keep", ["1", "0", "-3", "2.5", "many", ""])
def test_ten_models_are_kept_unless_the_setting_is_valid(store, monkeypatch, caplog, keep):
    monkeypatch.setenv("DIGITNET_KEEP", keep)
    with caplog.at_level(logging.WARNING):
        publish(store, 12)
    assert versions(store) == [*(f"v{number}" for number in range(12, 2, -1)), SHIPPED]
    assert ("DIGITNET_KEEP" in caplog.text) == (keep != "")


def test_a_version_that_cannot_be_removed_fails_no_publish(store, monkeypatch, caplog):
    monkeypatch.setenv("DIGITNET_KEEP", "2")
    publish(store, 2)

    def refuse(folder, version):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr("digitnet.store.folder_shelf.discard", refuse)
        assert store.publish(save, REPORT).version == "v3"
    assert "Model v1 could not be removed: permission is denied." in caplog.text
    assert versions(store) == ["v3", "v2", "v1", SHIPPED]
    publish(store, 1)
    assert versions(store) == ["v4", "v3", SHIPPED]


@pytest.mark.parametrize("below", ["home", "models", "everything in models", "v2"])
def test_a_store_deleted_under_a_running_server(store, below):
    publish(store, 2)
    for folder in {
        "home": [store.models.parent],
        "models": [store.models],
        "everything in models": [*store.models.iterdir()],
        "v2": [store.models / "v2"],
    }[below]:
        shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    left = ["v1"] if below == "v2" else []
    assert versions(store) == candidates(store) == [*left, SHIPPED]
    assert store.current_version() == ("v2" if left else SHIPPED)
    assert store.previous_version() == ("v1" if left else None)
    for action in (store.use, store.remove):
        with pytest.raises(ModelError, match="no model"):
            action("v2")
    store.use(SHIPPED)
    assert store.publish(save, REPORT).version == ("v3" if left else "v1")
    assert store.current_version() == versions(store)[0]
