"""Several servers, and the command line, at one store."""

from __future__ import annotations

import contextlib
import errno
import threading

import pytest

from digitnet.store.card import StoredModel
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.store import SHIPPED, ModelStore, files
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


@pytest.fixture
def store(home) -> ModelStore:
    return ModelStore(home)


@on_unix
@pytest.mark.parametrize("keep", [3, 20])
def test_two_servers_publish_into_one_store(store, tmp_path, monkeypatch, keep):
    monkeypatch.setenv("DIGITNET_KEEP", str(keep))

    def publish(name: str) -> None:
        given = [again(store).publish(writer(name.encode()), REPORT).version for _ in range(5)]
        (tmp_path / name).write_text(" ".join(given))

    children = [in_child(lambda name=name: publish(name)) for name in ("one", "two")]
    assert [ended(child) for child in children] == [0, 0]
    given = [(tmp_path / name).read_text().split() for name in ("one", "two")]
    assert sorted(given[0] + given[1]) == sorted(f"v{number}" for number in range(1, 11))
    assert check_whole(store).keys() == {
        f"v{number}" for number in range(11 - min(keep, 10), 11)
    } | {SHIPPED}
    assert store.previous_version() == "v9"
    assert not list(store.models.glob(".*"))


@on_unix
def test_choosing_and_removing_at_once(store):
    for _ in range(3):
        store.publish(save, REPORT)

    def choose() -> None:
        for number in range(40):
            with contextlib.suppress(ModelError):
                store.use(f"v{number % 3 + 1}")

    def remove() -> None:
        for number in range(40):
            with contextlib.suppress(ModelError, StoreError):
                store.remove(f"v{number % 2 + 1}")

    children = [in_child(choose), in_child(remove)]
    assert [ended(child) for child in children] == [0, 0]
    check_whole(store)


@on_unix
def test_a_model_that_is_being_chosen_is_not_removed(store, monkeypatch):
    for _ in range(2):
        store.publish(save, REPORT)
    refused = []

    def remove() -> None:
        try:
            again(store).remove("v1")
        except StoreError as error:
            refused.append(str(error))

    remover = threading.Thread(target=remove)
    verify = StoredModel.verify

    def verify_slowly(model: StoredModel) -> None:
        verify(model)
        remover.start()
        remover.join(0.2)

    monkeypatch.setattr(StoredModel, "verify", verify_slowly)
    store.use("v1")
    remover.join()
    assert "answers" in refused[0]
    assert store.current_version() == "v1"


@on_unix
def test_a_store_that_stays_locked_is_reported(store, monkeypatch):
    for _ in range(2):
        store.publish(save, REPORT)
    monkeypatch.setattr("digitnet.store.files.LOCK_SECONDS", 0.05)
    actions = [lambda: store.publish(save, REPORT), lambda: store.use("v1")]
    actions.append(lambda: store.remove("v1"))
    with files.locked(store.models, 1.0):
        for action in actions:
            with pytest.raises(StoreError, match="another program is using it"):
                action()
    assert candidates(store) == ["v2", "v1", SHIPPED]
    assert not list(store.models.glob(".*"))


@pytest.mark.parametrize("why", ["Windows", "a network drive"])
def test_without_locks_all_numbers_differ(store, monkeypatch, why):
    if why == "Windows":
        monkeypatch.setattr(files, "fcntl", None)
    else:
        fcntl = pytest.importorskip("fcntl")

        def refuse(handle, operation):
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(fcntl, "flock", refuse)
    given = []

    def publish() -> None:
        given.extend(again(store).publish(save, REPORT).version for _ in range(3))

    threads = [threading.Thread(target=publish) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given)) == len(given) == 9
    assert set(given) | {SHIPPED} == set(versions(store))
    for model in store.list():
        model.verify()
    store.use(SHIPPED)
    store.remove(given[0])
    assert given[0] not in versions(store)
