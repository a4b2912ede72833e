"""What every engine does, in this process or in a cluster."""

from __future__ import annotations

import contextlib
import dataclasses
import pickle

import numpy as np
import pytest

from digitnet.drawing.drawing import Drawing
from digitnet.engine.lesson_list import LessonList, predict_taught
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.questions import Answer, ChangeQuestion, MapQuestion, Question, WayQuestion
from digitnet.engine.status import Cancelled, EngineError, EngineNotAnswering, LessonsForgotten
from digitnet.network.explanation import NO_DIGIT
from digitnet.network.lesson import LessonError
from digitnet.store import examples
from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError, StoreError
from tests.support.drawings import DIGITS
from tests.support.trainings import ENDLESS, TINY, vertical_line
from tests.support.waiting import wait_for

FOUR = Drawing.from_strokes(DIGITS[4], pen_width=12)
SEVEN = Drawing.from_strokes(DIGITS[7])


@pytest.fixture
def engine(any_engine):
    return any_engine


@pytest.fixture
def few_examples(monkeypatch):
    """Fewer known digits that explanations point to: reading all of them takes half a minute of
    processor time. An engine in a cluster has them all."""
    monkeypatch.setattr(examples, "MNIST_IMAGES", 600)
    monkeypatch.setattr(examples, "DRAWINGS", 200)
    examples.load_examples.cache_clear()
    yield
    examples.load_examples.cache_clear()


def test_it_answers_with_the_shipped_model_first(engine):
    status = engine.status()
    assert status.network.card.version == SHIPPED
    assert status.network.device.startswith(("CPU", "GPU"))
    assert set(status.network.expected_seconds) == {"quick", "full"}
    assert 0 < status.network.expected_seconds["quick"] < status.network.expected_seconds["full"]
    assert engine.predict(vertical_line()).digit == 1
    level_line = vertical_line().T
    ones = Drawing.from_strokes([[(0, 0), (0, 100)], [(60, 0), (60, 100)]])
    number = engine.read_number(ones)
    assert (number.text, number.groups) == ("11", [[0], [1]])
    assert engine.predict(level_line).digit is None
    both = engine.predict_many(np.stack([vertical_line(), level_line]))
    assert [prediction.digit for prediction in both] == [1, None]


def test_lessons_are_sent_once_and_count(engine):
    lessons = LessonList().teach(SEVEN, 4)
    with pytest.raises(LessonsForgotten):
        engine.predict_taught(SEVEN, lessons.id)
    assert predict_taught(engine, SEVEN, lessons).digit == 4
    assert engine.predict_taught(SEVEN, lessons.id).lesson.lesson == 1
    with pytest.raises(LessonError):
        engine.keep_lessons("{}")


def test_what_is_no_image_is_refused(engine):
    for image in (np.zeros((3, 3), np.uint8), np.zeros((28, 28))):
        with pytest.raises(ValueError, match="MNIST format"):
            engine.predict(image)
    assert engine.predict(vertical_line()).digit == 1


def test_what_people_draw_is_collected_and_given_back(engine):
    before = engine.collection().count
    engine.collect(SEVEN, 7, "Ann")
    assert engine.collection().count == before + 1
    assert '"Ann"' in engine.export_collection()
    engine.withdraw(SEVEN, "Ann")
    assert engine.collection().count == before


def test_a_model_is_downloaded_and_what_is_not_there_is_said(engine):
    assert engine.download(SHIPPED).content.startswith(b"PK")
    for verb in (engine.download, engine.remove, engine.use):
        with pytest.raises(ModelError, match="There is no model v99"):
            verb("v99")
    with pytest.raises(StoreError, match="shipped"):
        engine.remove(SHIPPED)


def test_one_training_runs_at_a_time(engine):
    engine.start_training(ENDLESS, 0)
    with pytest.raises(EngineError, match="already"):
        engine.start_training(TINY, 1)


def test_cancelling_publishes_nothing(engine):
    engine.start_training(ENDLESS, 0)
    wait_for(lambda: engine.status().training.progress.step > 2)
    engine.cancel_training()
    wait_for(lambda: engine.status().training is None, seconds=10)
    assert isinstance(engine.status().outcome, Cancelled)
    assert engine.status().network.card.version == SHIPPED
    assert [model.card.version for model in engine.models()] == [SHIPPED]


def test_a_training_is_watched_by_everybody(engine):
    engine.start_training(dataclasses.replace(ENDLESS, epochs=200), 0)
    wait_for(lambda: engine.watch_training("a visitor", vertical_line()).own is not None)
    wait_for(lambda: len(engine.watch_training("a visitor").curves["loss"].steps) > 3)
    view = engine.watch_training("another one")
    assert view.own is None
    assert len(view.readings) == len(view.labels) == 12
    assert view.id == engine.watch_training("a visitor").id
    assert engine.status().training.progress.images_per_second > 0
    (moment,) = engine.watch_training("another one").learning.moments
    assert moment.layers[0].maps.shape == (8, 14, 14)
    engine.cancel_training()
    assert engine.watch_training("another one").curves["loss"].steps
    # What was seen of it can be seen again, by a drawing that was made later, too.
    replay = engine.replay_training(vertical_line())
    assert replay.id == view.id
    assert np.array_equal(replay.image, vertical_line())
    steps = [moment.step for moment in replay.moments]
    assert len(steps) > 3
    assert steps == sorted(set(steps))


def test_what_is_no_recipe_is_refused(engine):
    broken = pickle.loads(pickle.dumps(TINY))
    object.__setattr__(broken, "learning_rate", float("nan"))
    for recipe, seed in [(broken, 0), ("quick", 0), (TINY, -1), (TINY, 2.0), (TINY, 2**31)]:
        with pytest.raises(EngineError, match=r"not possible|A seed is"):
            engine.start_training(recipe, seed)
    assert engine.status().training is None


def asked(engine: EngineProtocol, question: Question[Answer]) -> Answer:
    """Ask until there is an answer: on its first use, the network has to be compiled."""
    answers = []

    def is_answered() -> bool:
        with contextlib.suppress(EngineNotAnswering):
            answers.append(engine.explain("a", question))
        return bool(answers)

    wait_for(is_answered)
    return answers[0]


def test_the_engine_explains_a_drawing(engine, few_examples):
    nothing = asked(engine, WayQuestion(Drawing(())))
    assert nothing.explanation.image is None
    assert nothing.layers == []
    way = asked(engine, WayQuestion(FOUR, maps_only=True))
    assert way.explanation.digit == 4
    assert [layer.maps.shape for layer in way.layers][:4] == [
        (14, 14, 32), (14, 14, 48), (14, 14, 48), (7, 7, 48),
    ]  # fmt: skip
    assert all(layer.maps.max() == 255 for layer in way.layers)
    # To ask for a map costs nothing, and once it has examples, everything is compiled.
    wait_for(lambda: asked(engine, MapQuestion("convolution 1", 3)).examples)
    full = asked(engine, WayQuestion(FOUR))
    assert full.is_attributed
    assert full.is_whole
    assert full.explanation.neighbours
    assert full.explanation.attribution.sum() == pytest.approx(
        full.explanation.difference, rel=0.05
    )
    assert len(full.strokes) == len(FOUR.strokes)
    # Against what it was read as, nothing is compared.
    assert asked(engine, WayQuestion(FOUR, against=4)).explanation.against is None
    no_digit = asked(engine, WayQuestion(FOUR, NO_DIGIT, 4)).explanation
    assert (no_digit.target, no_digit.against) == (NO_DIGIT, 4)
    change = asked(engine, ChangeQuestion(FOUR))
    assert change.digit != 4
    assert engine.predict(change.frames[-1]).digit == change.digit
    assert asked(engine, ChangeQuestion(Drawing(()))) is None
    found = asked(engine, MapQuestion("convolution 1", 3))
    assert np.array_equal(found.filter[..., 0], full.first.filters[..., 3])
    assert len(asked(engine, MapQuestion("pooling 1", 3)).examples) == 9
