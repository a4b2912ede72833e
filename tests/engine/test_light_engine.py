"""The engine of a server without TensorFlow: it reads, and refuses what needs more."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from digitnet import paths
from digitnet.drawing.drawing import Drawing
from digitnet.engine.data_view import COLLECTION, DataQuery
from digitnet.engine.light_engine import LightEngine
from digitnet.engine.questions import WayQuestion
from digitnet.engine.status import EngineError, LightOnly, Unavailable
from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError
from digitnet.store.formats import FORMATS
from digitnet.store.store import ModelStore
from digitnet.texts import errors
from digitnet.training.recipe import QUICK
from tests.support.stores import save
from tests.support.trainings import REPORT, vertical_line

DRAWING = Drawing.from_strokes([[(0, 0), (0, 100)], [(60, 0), (60, 100)]])


@pytest.fixture
def store() -> ModelStore:
    return ModelStore()


@pytest.fixture
def engine(store) -> LightEngine:
    return LightEngine(store)


def test_it_reads_digits_and_numbers(engine):
    assert engine.predict(vertical_line()).digit == 1
    assert engine.read_number(DRAWING).text == "11"
    both = np.stack([vertical_line(), np.zeros((28, 28), np.uint8)])
    assert [prediction.digit for prediction in engine.predict_many(both)] == [1, None]
    network = engine.status().network
    assert isinstance(network, LightOnly)
    assert (network.card.version, network.card.evaluations) == (SHIPPED, ())
    assert not engine.status().is_ready
    assert not engine.status().is_waiting


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("start_training", (QUICK,)),
        ("cancel_training", ()),
        ("watch_training", ("visitor",)),
        ("expected_seconds", (QUICK,)),
        ("keep_lessons", ("",)),
        ("predict_taught", (DRAWING, "id")),
        ("explain", ("visitor", WayQuestion(DRAWING))),
        *(("download", (SHIPPED, format)) for format in FORMATS),
    ],
)
def test_what_needs_tensorflow_is_refused_in_one_sentence(engine, verb, arguments):
    with pytest.raises(EngineError) as refused:
        getattr(engine, verb)(*arguments)
    assert refused.value.message is errors.NEEDS_TENSORFLOW


def test_it_keeps_the_collection_and_shows_it(engine):
    engine.collect(DRAWING, 7, "writer")
    kept = engine.collection()
    assert (kept.count, kept.labelled, kept.answered) == (1, 1, 1)
    view = engine.browse(DataQuery(COLLECTION))
    assert (view.done, view.total) == (1.0, 1)
    engine.withdraw(DRAWING, "writer")
    assert engine.collection().count == 0


def test_models_are_listed_downloaded_chosen_and_removed(engine, store):
    light = (paths.SHIPPED_MODEL / "model.tflite").read_bytes()
    store.publish(save, REPORT, use=False, light=light)
    assert engine.predict(vertical_line()).digit == 1
    assert [(entry.card.version, entry.answers) for entry in engine.models()] == [
        ("v1", False),
        (SHIPPED, True),
    ]
    assert engine.download("v1").content == b"weights"
    engine.use("v1")
    assert engine.status().card.version == "v1"
    assert engine.models()[0].answers
    engine.use(SHIPPED)
    engine.remove("v1")
    assert engine.status().card.version == SHIPPED
    with pytest.raises(ModelError):
        engine.use("v1")


def test_a_model_without_a_light_form_cannot_be_chosen(engine, store):
    store.publish(save, REPORT, use=False)
    with pytest.raises(EngineError):
        engine.use("v1")
    assert engine.status().card.version == SHIPPED


def test_without_any_light_form_nothing_answers_and_the_status_says_so(tmp_path):
    shipped = tmp_path / "shipped"
    shutil.copytree(paths.SHIPPED_MODEL, shipped)
    (shipped / "model.tflite").unlink()
    engine = LightEngine(ModelStore(shipped=shipped))
    network = engine.status().network
    assert isinstance(network, Unavailable)
    assert "without TensorFlow" in str(network.message)
    with pytest.raises(EngineError):
        engine.predict(vertical_line())
    assert not any(entry.answers for entry in engine.models())
