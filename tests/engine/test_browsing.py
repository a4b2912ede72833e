"""Finding images by what they show and what models read, with models that are quick to ask."""

from __future__ import annotations

import dataclasses
import threading

import numpy as np
import pytest

from digitnet.data.collected import LESSON, Collected
from digitnet.data.collection import FILE, Collection
from digitnet.data.disputed import DISPUTED
from digitnet.data.mnist import load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.engine import browsing
from digitnet.engine.browsing import Browser
from digitnet.engine.data_view import (
    BROKEN,
    COLLECTION,
    FIXED,
    MNIST_TEST,
    PAGE,
    STORED,
    SYNTHETIC,
    UNKNOWN,
    DataQuery,
    DataView,
    WriterFigures,
)
from digitnet.engine.status import EngineError
from digitnet.labels import NON_DIGIT
from digitnet.network.prediction import Prediction
from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError
from digitnet.store.store import ModelStore
from digitnet.texts import errors
from digitnet.training import dataset
from tests.support.drawings import DIGITS
from tests.support.trainings import REPORT
from tests.support.waiting import wait_for
from tests.support.writers import once_more

SEVEN, TWO = (Drawing.from_strokes(DIGITS[digit]) for digit in (7, 2))


class FakeReader:
    """Reads every image as one digit, and blank corners as no digit; counts what it is asked."""

    def __init__(self, digit: int) -> None:
        self.digit = digit
        self.images: list[np.ndarray] = []

    def predict(self, image: np.ndarray) -> Prediction:
        self.images.append(image)
        probabilities = np.full(10, 0.01, np.float32)
        probabilities[self.digit] = 0.91
        return Prediction(probabilities, self.digit, 1.0, image)


@pytest.fixture
def readers(monkeypatch):
    """The model that is shipped reads everything as 7, the other one as 2."""
    made = {SHIPPED: FakeReader(7), "v1": FakeReader(2)}
    monkeypatch.setattr(browsing, "load_reader_of", lambda model: made[model.card.version])
    return made


@pytest.fixture
def store(tmp_path):
    store = ModelStore(tmp_path)
    store.publish(lambda path: path.write_bytes(b"another"), REPORT, use=False)
    return store


@pytest.fixture
def collection(tmp_path):
    return Collection(tmp_path / FILE)


@pytest.fixture
def look(store, collection, readers):
    browser = Browser(store, collection, threading.Event())

    def view(**query) -> DataView:
        asked = DataQuery(**query)
        wait_for(lambda: browser.view(asked, lambda: SHIPPED).done == 1, seconds=30)
        return browser.view(asked, lambda: SHIPPED)

    return view


def test_the_test_images_are_read_once_and_then_known(look, readers):
    view = look()
    assert (view.version, view.total, view.found) == (SHIPPED, 10_000, 10_000)
    assert len(view.ids) == PAGE
    assert len(readers[SHIPPED].images) == 10_000
    look(wrong=True)
    assert len(readers[SHIPPED].images) == 10_000
    labels = load_mnist().test_labels
    assert view.matrix[:, 7].sum() == 10_000
    assert view.matrix[7, 7] == (labels == 7).sum()


def test_views_are_filtered_ordered_and_divided(look):
    labels = load_mnist().test_labels
    sevens = look(label=7, order=STORED)
    assert sevens.found == (labels == 7).sum()
    assert sevens.ids.tolist() == np.flatnonzero(labels == 7)[:PAGE].tolist()
    second = look(label=7, order=STORED, page=1)
    assert second.ids.tolist() == np.flatnonzero(labels == 7)[PAGE:].tolist()
    assert look(label=7, page=99).ids.tolist() == []
    assert look(label=7, wrong=True).found == 0
    assert look(answer=3).found == 0
    assert look(answer=7, least=0.9, most=0.95).found == 10_000
    assert look(most=0.9).found == 0
    worst = look()
    assert set(worst.labels.tolist()) == set(range(10)) - {7}
    (image,) = worst.images[:1]
    assert np.array_equal(image, load_mnist().test_images[worst.ids[0]])


def test_disputed_labels_are_marked(look):
    view = look(order=STORED)
    assert view.disputed == {947: 9}
    assert DISPUTED[947] == (8, 9)


def test_two_models_are_compared(look):
    labels = load_mnist().test_labels
    fixed = look(compared="v1", change=FIXED)
    broken = look(compared="v1", change=BROKEN)
    assert (fixed.found, set(fixed.labels.tolist())) == ((labels == 7).sum(), {7})
    assert (broken.found, set(broken.labels.tolist())) == ((labels == 2).sum(), {2})
    assert look(version="v1", label=2, wrong=True).found == 0


def test_drawings_of_the_collection_are_read_as_they_come(look, collection, readers):
    assert look(source=COLLECTION).total == 0
    collection.add(
        [
            Collected(SEVEN, 7, "Ann", LESSON),
            Collected(TWO, 2, "Ann", LESSON),
            Collected(once_more(TWO), NON_DIGIT, "Bob", LESSON),
            Collected(once_more(SEVEN), None, None, LESSON),
        ]
    )
    view = look(source=COLLECTION)
    assert view.total == view.found == 4
    # What is misread comes first, and what nobody labelled after it.
    assert sorted(view.labels[:2].tolist()) == [2, NON_DIGIT]
    assert UNKNOWN in view.labels[2:]
    assert view.worst_writers == (WriterFigures("Ann", 2, 1), WriterFigures("Bob", 1, 0))
    assert view.writer_count == 2
    assert look(source=COLLECTION, wrong=True).found == 2
    seven = int(look(source=COLLECTION, label=7).ids[0])
    collection.relabel(seven, 1)
    assert look(source=COLLECTION, label=7).found == 0
    collection.remove([seven])
    assert look(source=COLLECTION).total == 3
    assert len(readers[SHIPPED].images) == 4


def test_a_small_set_does_not_wait_for_a_large_one(store, collection, readers):
    begun, go_on = threading.Event(), threading.Event()
    predict = readers[SHIPPED].predict

    def slow(image: np.ndarray) -> Prediction:
        if threading.current_thread().name == "reading":
            begun.set()
            go_on.wait()
        return predict(image)

    readers[SHIPPED].predict = slow
    collection.add([Collected(SEVEN, 7, "Ann", LESSON)])
    closed = threading.Event()
    browser = Browser(store, collection, closed)
    assert browser.view(DataQuery(), lambda: SHIPPED).done == 0
    assert begun.wait(30)
    assert browser.view(DataQuery(COLLECTION), lambda: SHIPPED).found == 1
    closed.set()
    go_on.set()


def test_synthetic_writers_are_those_that_reports_measure_with(look):
    view = look(source=SYNTHETIC)
    assert view.total == dataset.HELD_OUT_DRAWINGS
    assert view.writer_count == dataset.HELD_OUT_DRAWINGS // 20
    assert len(view.worst_writers) == browsing.WRITERS
    assert view.matrix[NON_DIGIT, 7] > 0


def test_what_a_hand_made_client_asks_is_checked(look):
    good = dataclasses.asdict(DataQuery())
    bad = {
        "source": "elsewhere", "version": 5, "compared": [], "label": 11, "answer": True,
        "wrong": "yes", "change": "none", "least": -1, "most": float("nan"), "order": "",
        "page": -1,
    }  # fmt: skip
    assert bad.keys() == good.keys()
    for name, value in bad.items():
        with pytest.raises(EngineError) as caught:
            look(**good | {name: value})
        assert caught.value.message is errors.QUERY_IMPOSSIBLE, name
    with pytest.raises(ModelError):
        look(version="v99")


def test_a_model_that_cannot_be_loaded_is_said_and_tried_again(look, readers, monkeypatch):
    def fail(model):
        raise ModelError(errors.NO_MODEL)

    with monkeypatch.context() as patch:
        patch.setattr(browsing, "load_reader_of", fail)
        with pytest.raises(ModelError):
            look(source=MNIST_TEST)
    assert look(source=MNIST_TEST).done == 1
