"""Models in an object store: several servers, each with a copy of its own."""

from __future__ import annotations

import functools
import threading
from pathlib import Path

import pytest

from digitnet.store import shared_shelf
from digitnet.store.card import SHIPPED, read_model
from digitnet.store.errors import ModelError, StoreError
from tests.support import waiting
from tests.support.objects import FakeObjects
from tests.support.stores import check_whole, save, versions, writer
from tests.support.trainings import REPORT

wait_for = functools.partial(waiting.wait_for, seconds=40)


def files_of(objects: FakeObjects) -> set[bytes]:
    return {objects.contents[name] for name in objects.contents if name.startswith("files/")}


def test_what_one_publishes_chooses_and_removes_is_so_for_the_other(server):
    one, other = server("one"), server("other")
    assert versions(other) == [SHIPPED]
    card = one.publish(writer(b"first"), REPORT, light=b"light")
    assert (card.version, one.choice()) == ("v1", ("v1", card.sha256))
    wait_for(lambda: other.choice() == ("v1", card.sha256))
    assert other.get("v1").card == one.get("v1").card == card
    assert (other.get("v1").read(), other.get("v1").read_light()) == (b"first", b"light")
    assert other.publish(writer(b"second"), REPORT).version == "v2"
    assert (other.current_version(), other.previous_version()) == ("v2", "v1")
    wait_for(lambda: versions(one) == ["v2", "v1", SHIPPED])
    one.use("v1")
    wait_for(lambda: other.current_version() == "v1")
    assert other.previous_version() == "v2"
    one.remove("v2")
    wait_for(lambda: versions(other) == ["v1", SHIPPED])
    one.use(SHIPPED)
    wait_for(lambda: other.current_version() == SHIPPED)
    for store in (one, other):
        assert check_whole(store).keys() == {"v1", SHIPPED}


def test_refusals_are_those_of_a_folder(server):
    store = server("one")
    store.publish(save, REPORT)
    with pytest.raises(StoreError, match="v1 answers"):
        store.remove("v1")
    with pytest.raises(StoreError, match="shipped"):
        store.remove(SHIPPED)
    for version in ("v9", "..", ""):
        for action in (store.use, store.remove, store.get):
            with pytest.raises(ModelError, match="no model"):
                action(version)


def test_the_other_server_was_faster(server, objects):
    one, other = server("one"), server("other")
    for content in (b"a", b"b", b"c"):
        one.publish(writer(content), REPORT)
    wait_for(lambda: len(versions(other)) == 4)
    faster = [lambda: other.remove("v1"), lambda: other.use("v2")]

    def interfere(verb: str, name: str) -> None:
        if verb == "create" and name.startswith("entries/") and faster:
            faster.pop(0)()

    objects.before = interfere
    with pytest.raises(ModelError, match="no model v1"):
        one.use("v1")
    with pytest.raises(StoreError, match="v2 answers"):
        one.remove("v2")


def test_servers_publish_at_once(server, monkeypatch):
    monkeypatch.setenv("DIGITNET_KEEP", "6")
    names = ("one", "other", "third")
    stores = {name: server(name) for name in names}
    given: list[str] = []

    def publish(name: str) -> None:
        for number in range(4):
            content = f"{name}{number}".encode()
            given.append(stores[name].publish(writer(content), REPORT).version)

    threads = [threading.Thread(target=publish, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == sorted(f"v{number}" for number in range(1, 13))
    last = [f"v{number}" for number in range(12, 6, -1)] + [SHIPPED]
    for store in stores.values():
        wait_for(lambda store=store: versions(store) == last)
        assert check_whole(store) == check_whole(stores["one"])
        assert store.previous_version() == "v11"


def test_files_are_fetched_when_they_are_needed(server, objects):
    one, other = server("one"), server("other")
    for content in (b"first", b"second"):
        one.publish(writer(content), REPORT)
    wait_for(lambda: other.current_version() == "v2")
    assert (other.models / "v2" / "model.keras").exists()
    assert not (other.models / "v1" / "model.keras").exists()
    assert other.get("v1").read() == b"first"
    assert (other.models / "v1" / "model.keras").exists()
    objects.is_away = True
    assert other.get("v1").read() == b"first"


def test_light_forms_and_evaluations_are_shared(server):
    one, other = server("one"), server("other")
    one.publish(save, REPORT)
    wait_for(lambda: versions(other) == ["v1", SHIPPED])
    other.get("v1").keep_light(b"light")
    one.get("v1").note([{"source": "x", "accuracy": 0.5}])
    wait_for(lambda: one.get("v1").card == other.get("v1").card and one.get("v1").card.light)
    assert one.get("v1").read_light() == b"light"
    assert other.get("v1").card.evaluations == ({"source": "x", "accuracy": 0.5},)


def test_unused_files_are_removed_but_not_young_ones(server, objects, monkeypatch):
    monkeypatch.setenv("DIGITNET_KEEP", "2")
    store = server("one")
    objects.put("files/left-by-a-crash", b"crash")
    for content in (b"1", b"2", b"3"):
        store.publish(writer(content), REPORT)
    assert files_of(objects) == {b"crash", b"1", b"2", b"3"}
    objects.pass_time(hours=2)
    objects.put("files/just-arriving", b"young")
    store.publish(writer(b"4"), REPORT)
    assert files_of(objects) == {b"young", b"3", b"4"}
    store.get("v3").verify()


def test_it_asks_only_while_somebody_wants_to_know(server, objects, monkeypatch):
    monkeypatch.setattr(shared_shelf, "IDLE_SECONDS", 0.05)
    store = server("one")
    store.choice()
    wait_for(lambda: "models" not in {thread.name for thread in threading.enumerate()})
    objects.calls.clear()
    store.choice()
    wait_for(lambda: objects.calls)


def test_the_copy_is_a_store_that_can_be_read_as_any(server):
    store = server("one")
    store.publish(save, REPORT)
    folder: Path = store.models
    assert read_model(folder / "v1").card == store.get("v1").card
    assert (folder / "current").read_text() == "v1"
