"""Numbered entries in an object store: no change is lost, none is seen by halves."""

from __future__ import annotations

import json
import threading

import pytest

from digitnet.store.entries import KEPT, Entries, Entry
from digitnet.store.shared_ledger import SharedLedger
from tests.support.objects import FakeObjects


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects()


def add(entries: Entries, name: str = "x") -> Entry:
    return entries.change(lambda ledger: ledger.with_model({"sha256": name}, True, 1000))


def test_the_first_entry_and_those_after_it(objects):
    entries = Entries(objects)
    assert entries.newest() == entries.after(Entry()) == Entry()
    first = add(entries)
    assert (first.number, first.ledger.current) == (1, "v1")
    assert Entries(objects).newest() == Entries(objects).after(Entry()) == first
    for _ in range(3):
        last = add(entries)
    assert entries.after(first) == entries.newest() == last
    objects.calls.clear()
    assert entries.after(last) == last
    assert objects.calls == [("get", "entries/000000005")]


def test_changes_at_once_are_all_kept(objects):
    def change(name: str) -> None:
        for number in range(10):
            add(Entries(objects), f"{name}{number}")

    threads = [threading.Thread(target=change, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    newest = Entries(objects).newest()
    assert newest.number == newest.ledger.last == 40
    assert newest.ledger.files == {f"{name}{number}" for name in "abcd" for number in range(10)}


def test_a_change_whose_answer_was_lost_is_made_once(objects):
    entries = Entries(objects)
    create = objects.create

    def create_unheard(name: str, content: bytes) -> None:
        create(name, content)
        # The library tries again, and hears that there is one already.
        create(name, content)

    objects.create = create_unheard
    assert add(entries).number == 1
    assert entries.newest().ledger.cards.keys() == {"v1"}


def test_what_a_change_refuses_is_raised_and_changes_nothing(objects):
    entries = Entries(objects)

    def refuse(ledger: SharedLedger) -> SharedLedger:
        raise KeyError("no")

    with pytest.raises(KeyError):
        entries.change(refuse)
    objects.is_away = True
    with pytest.raises(OSError):
        add(entries)
    assert not objects.contents


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff", b"[]", b'{"id": "a", "ledger": {}}'])
def test_a_damaged_entry_is_skipped_and_its_number_stays_used(objects, caplog, damage):
    entries = Entries(objects)
    first = add(entries)
    objects.contents["entries/000000002"] = damage
    for _ in range(3):
        assert entries.newest() == entries.after(first) == first
    assert caplog.text.count("Entry 2 of the shared models is damaged") == 1
    third = add(entries)
    assert (third.number, third.ledger.last) == (3, 2)
    assert entries.after(first) == third
    assert objects.contents["entries/000000002"] == damage


def test_names_that_are_no_numbers_are_no_entries(objects):
    for name in ("readme", "1.json", "٣"):
        objects.put(f"entries/{name}", b"")
    assert add(Entries(objects)).number == 1


def test_old_entries_are_removed(objects):
    entries = Entries(objects)
    ledger = json.dumps({"id": "", "ledger": SharedLedger().to_json()}).encode()
    for number in range(1, KEPT + 10):
        objects.put(Entry(number).name, ledger)
    newest = add(entries)
    entries.tidy(newest)
    assert len(objects.names("entries")) == KEPT + 1
    assert entries.newest() == newest


def test_an_object_store_that_writes_over_objects_is_noticed(objects):
    entries = Entries(objects)
    assert entries.is_guarded() and entries.is_guarded()
    objects.guards = False
    assert not entries.is_guarded()
