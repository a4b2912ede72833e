"""What people drew goes through the engine into the collection, and from there into trainings."""

from __future__ import annotations

import pytest

from digitnet import Drawing, DrawingError
from digitnet.data.collected import LESSON
from digitnet.data.collection import FILE, Collection
from digitnet.data.collection_facts import LEAST, CollectionError
from digitnet.data.mnist import DataError
from digitnet.engine.data_view import COLLECTION, DataQuery
from digitnet.engine.engine import Engine
from digitnet.engine.status import EngineError, Failed
from digitnet.labels import NON_DIGIT
from digitnet.store.card import SHIPPED
from digitnet.store.store import ModelStore
from digitnet.texts import errors
from digitnet.training.collection_images import CollectionImages
from digitnet.training.errors import TrainingFailed
from tests.support.drawings import DIGITS
from tests.support.trainings import TINY
from tests.support.waiting import wait_for
from tests.support.writers import once_more

SEVEN = Drawing.from_strokes(DIGITS[7])


@pytest.fixture
def engine(engine):
    yield engine
    engine._collector.collection.clear()


def asked_for(engine, monkeypatch, **options) -> dict[str, object]:
    """What a training is given that is started like this."""
    given = {}

    def note(*arguments, **options):
        given.update(options)
        if options["before"] is not None:
            given["read"] = options["before"](list(options["collection"].left_out))
        raise TrainingFailed(errors.NOTHING_LEARNED)

    monkeypatch.setattr("digitnet.training.train.train", note)
    engine.start_training(TINY, 0, **options)
    wait_for(lambda: engine.status().training is None)
    return given


def test_what_is_collected_says_what_the_model_read(engine):
    engine.collect(SEVEN, 1, "Ann")
    engine.collect(Drawing.from_strokes([[(1, 2), (1, 2.5)]]), NON_DIGIT)
    kept = Collection(engine._store.models.parent / FILE)
    (_, first), (_, second) = kept.items()
    assert (first.label, first.answer, first.model) == (1, 7, SHIPPED)
    assert (first.writer, first.origin) == ("Ann", LESSON)
    assert (second.label, second.writer) == (NON_DIGIT, None)
    assert engine.collection().count == 2
    assert engine.collection().by_label[1] == 1


@pytest.mark.parametrize(
    ("label", "writer", "message"),
    [
        (11, None, errors.LABEL_IMPOSSIBLE),
        (True, None, errors.LABEL_IMPOSSIBLE),
        (3, "x" * 1000, errors.WRITER_IMPOSSIBLE),
        (3, "\ud800", errors.WRITER_IMPOSSIBLE),
        (3, 5, errors.WRITER_IMPOSSIBLE),
    ],
)
def test_what_a_hand_made_client_sends_is_checked(engine, label, writer, message):
    with pytest.raises(DrawingError) as caught:
        engine.collect(SEVEN, label, writer)
    assert caught.value.message is message
    assert engine.collection().count == 0


def test_a_training_learns_the_collection_only_if_it_is_asked_to(engine, monkeypatch):
    for number in range(3 * LEAST):
        engine.collect(once_more(SEVEN, number), 7, f"w{number % 5}")
    given = asked_for(engine, monkeypatch, with_collection=True)
    assert isinstance(given["collection"], CollectionImages)
    count = len(given["collection"].labels) + len(given["collection"].left_out_labels)
    assert count == 3 * LEAST
    assert [prediction.digit for prediction in given["read"]].count(7) >= 1
    plain = asked_for(engine, monkeypatch)
    assert plain["collection"] is None
    assert plain["before"] is None


def test_too_few_drawings_or_a_damaged_collection_are_explained(engine, monkeypatch):
    for number in range(LEAST - 1):
        engine.collect(once_more(SEVEN, number), 7)
    with pytest.raises(DataError) as caught:
        engine.start_training(TINY, 0, with_collection=True)
    assert caught.value.message is errors.COLLECTION_TOO_SMALL
    engine.collect(once_more(SEVEN, LEAST), 7)

    def fail():
        raise CollectionError(errors.COLLECTION_LOCKED)

    monkeypatch.setattr(engine._collector.collection, "items", fail)
    engine.start_training(TINY, 0, with_collection=True)
    wait_for(lambda: engine.status().training is None)
    assert isinstance(engine.status().outcome, Failed)
    assert engine.status().outcome.message.message is errors.COLLECTION_LOCKED


def test_what_was_collected_is_read_corrected_exported_and_removed(engine):
    for number, label in enumerate((7, 1, None)):
        engine.collect(once_more(SEVEN, number), label, "Ann")
    wrong = engine.browse(DataQuery(COLLECTION, wrong=True))
    assert (wrong.total, wrong.found, wrong.version) == (3, 1, SHIPPED)
    assert (wrong.labels.tolist(), wrong.answers.tolist()) == ([1], [7])
    engine.relabel_collected(int(wrong.ids[0]), 7)
    view = engine.browse(DataQuery(COLLECTION))
    assert view.matrix[7, 7] == 2
    assert engine.export_collection().count('"label": 7') == 2
    engine.withdraw(once_more(SEVEN, 0), "Bob")
    engine.withdraw(once_more(SEVEN, 0), "Ann")
    assert engine.collection().count == 2
    assert engine.remove_collected(view.ids.tolist()) == 2
    assert engine.browse(DataQuery(COLLECTION)).total == 0


def test_before_a_model_answers_nothing_is_collected(tmp_path):
    engine = Engine(ModelStore(tmp_path))
    with pytest.raises(EngineError, match="warming up"):
        engine.collect(SEVEN, 1)
    assert engine.collection().count == 0
