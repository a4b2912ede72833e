"""The collection in PostgreSQL: the same as in a file."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from digitnet.data import collection as module
from digitnet.data.address import VARIABLE
from digitnet.data.collected import Collected
from digitnet.data.collection import Collection
from digitnet.data.collection_facts import CollectionError, CollectionStats
from digitnet.labels import NON_DIGIT
from digitnet.texts import errors
from tests.data.test_collection import ITEMS, lines, message_of, shape

pytestmark = pytest.mark.cluster


@pytest.fixture
def collection(postgres) -> Collection:
    found = Collection(address=postgres.address)
    found.clear()
    return found


def test_what_is_added_is_there_in_order_and_counted(collection, postgres):
    assert collection.add(ITEMS) == 4
    again = Collection(address=postgres.address)
    assert lines(again)[0] == ITEMS[0].to_json()
    assert [item.label for _, item in again.items()] == [7, 2, NON_DIGIT, None]
    stats = again.stats()
    assert (stats.count, stats.labelled, stats.writers) == (4, 3, 2)
    assert (stats.answered, stats.correct) == (2, 1)
    assert [item.label for _, item in again.newest(2)] == [None, NON_DIGIT]
    assert collection.add([dataclasses.replace(ITEMS[0], label=1, writer="Cem")]) == 0
    assert collection.stats().by_label[1] == 1


def test_labels_are_corrected_and_drawings_removed(collection):
    collection.add(ITEMS)
    ids = [id for id, _ in collection.items()]
    collection.relabel(ids[0], 9)
    collection.relabel(ids[1], None)
    assert [item.label for _, item in collection.items()].count(None) == 2
    assert collection.remove([ids[0], 10**6]) == 1
    assert message_of(lambda: collection.relabel(ids[0], 1)) is errors.COLLECTION_UNKNOWN
    assert collection.withdraw(ITEMS[2].drawing, "somebody else") == 0
    assert collection.withdraw(ITEMS[2].drawing, None) == 1
    assert collection.clear() == 2
    assert collection.stats() == CollectionStats()


def test_servers_add_at_once_and_the_limit_holds(collection, postgres, monkeypatch):
    monkeypatch.setattr(module, "MAX_DRAWINGS", 10)
    others = [Collection(address=postgres.address) for _ in range(4)]

    def add(number: int) -> int:
        try:
            return others[number % 4].add([shape(number)])
        except CollectionError as error:
            assert error.message is errors.COLLECTION_FULL
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(add, range(16))) == 10
    assert collection.stats().count == 10


def test_all_or_none(collection):
    def broken():
        yield ITEMS[0]
        raise OSError

    with pytest.raises(OSError):
        collection.add(broken())
    assert lines(collection) == []


def test_a_database_that_is_gone_is_explained_and_comes_back(collection, postgres):
    collection.add(ITEMS)
    postgres.stop("immediate")
    assert message_of(collection.stats) is errors.DATABASE_NOT_ANSWERING
    assert message_of(lambda: collection.add([shape(1)])) is errors.DATABASE_NOT_ANSWERING
    postgres.start()
    assert collection.add([shape(1)]) == 1
    assert collection.stats().count == 5


def test_the_setting_names_it(collection, postgres, monkeypatch, tmp_path):
    collection.add([Collected(ITEMS[0].drawing, 7)])
    monkeypatch.setenv(VARIABLE, postgres.address)
    assert Collection.of_home(tmp_path).stats().count == 1
    assert not list(tmp_path.iterdir())
