"""The collection: what is added stays, whatever happens to the file."""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from digitnet import Drawing, DrawingError
from digitnet.data import collection as module
from digitnet.data.collected import IMPORT, LESSON, Collected, parse_collected
from digitnet.data.collection import Collection
from digitnet.data.collection_facts import CollectionError, CollectionStats
from digitnet.labels import NON_DIGIT
from digitnet.texts import errors
from tests.support.drawings import DIGITS
from tests.support.stores import ended, in_child, on_unix

SEVEN, TWO = Drawing.from_strokes(DIGITS[7], pen_width=12), Drawing.from_strokes(DIGITS[2])
ITEMS = [
    Collected(SEVEN, 7, "Ann", LESSON, "2026-11-25T10:00:00+00:00", "v1", 1),
    Collected(TWO, 2, "Bob", "drawn", "2026-11-25T10:00:01+00:00", "shipped", 2),
    Collected(Drawing.from_strokes([[(1, 2)]]), NON_DIGIT, None, LESSON),
    Collected(Drawing.from_strokes([[(1, 2), (3, 4)]]), None),
]


@pytest.fixture
def collection(tmp_path):
    return Collection(tmp_path / "folder" / "collection.sqlite")


def lines(collection: Collection) -> list[str]:
    return [item.to_json() for _, item in collection.items()]


def message_of(action) -> object:
    with pytest.raises(CollectionError) as caught:
        action()
    assert str(caught.value).count("\n") == 0
    return caught.value.message


def shape(number: int) -> Collected:
    return Collected(Drawing.from_strokes([[(0, 0), (number, 9)]]), number % 10)


def test_without_a_file_there_is_nothing(collection):
    assert collection.stats() == CollectionStats()
    assert lines(collection) == []
    assert not collection.file.exists()


def test_what_is_added_is_there_and_counted(collection):
    assert collection.add(ITEMS) == 4
    again = Collection(collection.file)
    kept = [item for _, item in again.items()]
    assert [item.label for item in kept] == [7, 2, NON_DIGIT, None]
    assert kept[0].to_json() == ITEMS[0].to_json()
    assert kept[0].drawing.pen_width == 12
    assert kept[2].created.endswith("+00:00")
    stats = again.stats()
    assert (stats.count, stats.labelled, stats.writers) == (4, 3, 2)
    assert (stats.answered, stats.correct) == (2, 1)
    assert stats.by_label == (0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1)


def test_the_same_drawing_is_one_and_what_is_said_last_counts(collection):
    collection.add(ITEMS)
    assert collection.add([dataclasses.replace(ITEMS[0], label=1, writer="Cem")]) == 0
    (item,) = [item for _, item in collection.items() if item.label == 1]
    assert (item.writer, item.created) == ("Cem", ITEMS[0].created)
    assert collection.stats().count == 4


def test_the_newest_come_first(collection):
    assert collection.newest(3) == []
    collection.add(ITEMS)
    assert [item.label for _, item in collection.newest(3)] == [None, NON_DIGIT, 2]


def test_only_who_drew_it_withdraws_a_drawing(collection):
    collection.add(ITEMS)
    for item in (ITEMS[0], ITEMS[2]):
        assert collection.withdraw(item.drawing, "somebody else") == 0
        assert collection.withdraw(item.drawing, item.writer) == 1
        assert collection.withdraw(item.drawing, item.writer) == 0
    assert [item.label for _, item in collection.items()] == [2, None]


def test_empty_drawings_are_left_out(collection):
    assert collection.add([Collected(Drawing.from_strokes([]), 3)]) == 0


def test_labels_are_corrected_and_drawings_removed(collection):
    collection.add(ITEMS)
    ids = [id for id, _ in collection.items()]
    collection.relabel(ids[0], 9)
    collection.relabel(ids[1], None)
    assert [item.label for _, item in collection.items()][:2] == [9, None]
    assert message_of(lambda: collection.relabel(ids[0], 11)) is errors.LABEL_IMPOSSIBLE
    assert collection.remove([ids[0], 10**6]) == 1
    assert message_of(lambda: collection.relabel(ids[0], 1)) is errors.COLLECTION_UNKNOWN
    assert collection.clear() == 3
    assert lines(collection) == []


def test_pages_of_many_drawings_are_read_in_order(collection, monkeypatch):
    monkeypatch.setattr(module, "PAGE", 3)
    collection.add(shape(number) for number in range(9))
    assert [item.label for _, item in collection.items()] == list(range(9))


def test_a_file_is_added_whole_or_not_at_all(collection, tmp_path):
    path = tmp_path / "some.jsonl.gz"
    other = {"strokes": DIGITS[3], "label": 3, "origin": 5, "answer": "x", "created": "now"}
    text = "".join(f"{item.to_json()}\n" for item in ITEMS)
    path.write_bytes(gzip.compress(f"{text}\n{json.dumps(other)}\n".encode()))
    assert collection.add_file(path) == 5
    assert lines(collection)[0] == ITEMS[0].to_json()
    (foreign,) = [item for _, item in collection.items() if item.label == 3]
    assert (foreign.origin, foreign.answer) == (IMPORT, None)
    assert collection.add_file(path) == 0
    before = lines(collection)
    path.write_bytes(gzip.compress(shape(5).to_json().encode() + b"\n{}\n"))
    with pytest.raises(DrawingError, match="line 2"):
        collection.add_file(path)
    assert lines(collection) == before


def test_a_full_collection_refuses_more(collection, monkeypatch):
    monkeypatch.setattr(module, "MAX_DRAWINGS", 5)
    collection.add(ITEMS)
    more = [shape(1), shape(2)]
    assert message_of(lambda: collection.add(more)) is errors.COLLECTION_FULL
    assert collection.stats().count == 4
    assert collection.add(more[:1]) == 1


def test_a_full_disk_loses_nothing(collection):
    collection.add(ITEMS)
    before = lines(collection)

    @sa.event.listens_for(collection._database._engine, "connect")
    def limit(connection, _):
        connection.execute("PRAGMA max_page_count=8")

    many = (shape(number) for number in range(5000))
    assert message_of(lambda: collection.add(many)) is errors.COLLECTION_DISK_FULL
    assert lines(Collection(collection.file)) == before


def test_a_locked_collection_can_be_read_and_says_so(collection, monkeypatch):
    collection.add(ITEMS)
    other = sqlite3.connect(collection.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("digitnet.data.database.WAIT_SECONDS", 0.05)
    hurried = Collection(collection.file)
    assert message_of(lambda: hurried.add([shape(1)])) is errors.COLLECTION_LOCKED
    assert len(lines(hurried)) == 4
    other.execute("COMMIT")
    other.close()
    assert hurried.add([shape(1)]) == 1


def test_write_ahead_logging_is_on(collection):
    collection.add(ITEMS)
    connection = sqlite3.connect(collection.file)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA user_version").fetchone() == (module.SCHEMA_VERSION,)
    connection.close()


@pytest.mark.parametrize("content", [b"rubbish " * 500, b"SQLite format 3\0" + b"\1" * 4000])
def test_a_damaged_file_is_named_and_left_alone(collection, content):
    collection.file.parent.mkdir()
    collection.file.write_bytes(content)
    for action in (collection.stats, lambda: collection.add(ITEMS), collection.clear):
        assert message_of(action) is errors.COLLECTION_DAMAGED
    assert collection.file.read_bytes() == content


def test_damage_inside_is_found_and_the_file_left_alone(collection):
    collection.add([shape(number) for number in range(300)])
    sqlite3.connect(collection.file).execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    content = bytearray(collection.file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    collection.file.write_bytes(content)
    assert message_of(lambda: lines(collection)) is errors.COLLECTION_DAMAGED
    assert message_of(lambda: collection.add(ITEMS)) is errors.COLLECTION_DAMAGED


def test_other_databases_and_later_versions_are_left_alone(collection):
    collection.file.parent.mkdir()
    other = sqlite3.connect(collection.file)
    other.execute("CREATE TABLE drawings (x)")
    other.commit()
    assert message_of(lambda: collection.add(ITEMS)) is errors.COLLECTION_FOREIGN
    other.execute("PRAGMA user_version=99")
    other.commit()
    other.close()
    assert message_of(collection.stats) is errors.COLLECTION_LATER
    assert message_of(lambda: collection.add(ITEMS)) is errors.COLLECTION_LATER


def test_a_folder_in_its_place_is_explained(collection, tmp_path):
    collection.file.mkdir(parents=True)
    assert message_of(collection.stats) is errors.COLLECTION_UNUSABLE
    (tmp_path / "file").write_text("")
    inside = Collection(tmp_path / "file" / "collection.sqlite")
    assert message_of(lambda: inside.add(ITEMS)) is errors.HOME_NOT_WRITABLE


def test_many_add_at_once_to_a_new_file(tmp_path):
    for attempt in range(6):
        collection = Collection(tmp_path / f"{attempt}.sqlite")
        shapes = [[shape(number)] for number in range(16)]
        with ThreadPoolExecutor(8) as pool:
            added = pool.map(collection.add, shapes)
        assert sum(added) == collection.stats().count == 16


@on_unix
def test_a_process_killed_while_adding_leaves_all_or_nothing(collection):
    collection.add(ITEMS)

    def add_and_die():
        def items():
            yield from map(shape, range(2000))
            os.kill(os.getpid(), signal.SIGKILL)

        collection.add(items())

    assert ended(in_child(add_and_die)) == -signal.SIGKILL
    assert len(lines(collection)) == 4
    assert collection.add([shape(1)]) == 1


VALUE = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=120)


# A busy machine may take long for one of them.
@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {"strokes": st.just(DIGITS[7])},
        optional={
            "label": st.integers(-1, 11) | VALUE,
            "no_digit": VALUE,
            "answer": st.integers(-1, 11) | VALUE,
            "created": st.datetimes().map(str) | VALUE,
            "pen_width": st.floats(0.1, 99) | VALUE,
            **dict.fromkeys(("writer", "origin", "model"), VALUE),
        },
    )
)
def test_any_line_is_refused_or_read_as_it_will_be_written(tmp_path_factory, entries):
    try:
        item = parse_collected(json.dumps(entries))
    except DrawingError:
        return
    again = parse_collected(item.to_json())
    assert again.to_json() == item.to_json()
    collection = Collection(tmp_path_factory.mktemp("any") / "collection.sqlite")
    assert collection.add([item]) == 1
    assert lines(collection) == [item.to_json()]
