"""What a visitor taught: a list that a page keeps, and an engine that is asked with it."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from digitnet import Drawing, to_mnist
from digitnet.engine import kept_lessons, lesson_list
from digitnet.engine.client import EngineClient
from digitnet.engine.kept_lessons import KeptLessons
from digitnet.engine.lesson_list import LessonList, content_id, predict_taught
from digitnet.engine.status import EngineError, EngineGone, LessonsForgotten
from digitnet.network.lesson import LessonError
from digitnet.network.prediction import Resemblance
from digitnet.texts import errors
from tests.support.drawings import DIGITS
from tests.support.fake_engine_process import COMMAND
from tests.support.fakes import FakeEngine
from tests.support.waiting import wait_for
from tests.support.writers import once_more

ONE, TWO, SEVEN = (Drawing.from_strokes(DIGITS[digit]) for digit in (1, 2, 7))
NOTHING = Drawing.from_strokes([])


def digits(lessons: LessonList) -> list[int | None]:
    return [item.digit for item in lessons.items]


def test_a_list_is_taught_corrected_and_undone():
    empty = LessonList()
    one = empty.teach(SEVEN, 1)
    two = one.teach(TWO, None)
    assert (digits(empty), digits(one), digits(two)) == ([], [1], [1, None])
    larger = Drawing.from_strokes([np.asarray(stroke) * 3 + 7 for stroke in DIGITS[7]])
    assert two.find(larger) == 0
    assert two.find(ONE) is None
    assert two.find(NOTHING) is None
    assert digits(two.teach(larger, 9)) == [None, 9]
    assert digits(two.without(-1)) == digits(one)
    assert digits(two.without(0)) == [None]
    with pytest.raises(LessonError) as caught:
        two.without(2)
    assert caught.value.message is errors.LESSON_UNKNOWN


def test_a_list_survives_the_way_through_json():
    lessons = LessonList().teach(SEVEN, 1).teach(TWO, None)
    copy = LessonList.from_json(lessons.to_json())
    assert copy.to_json() == lessons.to_json()
    assert copy.id == lessons.id == content_id(lessons.to_json())
    assert lessons.id != lessons.without(0).id
    twice = LessonList.from_json(lessons.to_json() + LessonList().teach(SEVEN, 4).to_json())
    assert digits(twice) == [None, 4]


@pytest.mark.parametrize("digit", [10, "3", True])
def test_only_digits_and_ink_are_taught(digit):
    with pytest.raises(LessonError):
        LessonList().teach(SEVEN, digit)
    with pytest.raises(LessonError):
        LessonList().teach(NOTHING, 3)


def test_of_too_many_lessons_the_last_ones_stay(monkeypatch):
    monkeypatch.setattr(lesson_list, "MAX_LESSONS", 2)
    lessons = LessonList().teach(SEVEN, 1).teach(TWO, 3).teach(ONE, 4)
    assert digits(lessons) == [3, 4]
    assert digits(LessonList.from_json(LessonList().teach(SEVEN, 1).to_json() * 9)) == [1]


def test_an_engine_answers_with_lessons_and_says_which(engine):
    lessons = LessonList().teach(TWO, 2).teach(SEVEN, 1)
    with pytest.raises(LessonsForgotten):
        engine.predict_taught(SEVEN, lessons.id)
    prediction = predict_taught(engine, once_more(SEVEN), lessons)
    assert prediction.digit == 1
    assert prediction.lesson.lesson == 2
    assert 0.2 < prediction.lesson.influence <= 1
    assert engine.predict_taught(SEVEN, lessons.id).lesson == Resemblance(
        2, pytest.approx(1, abs=0.01)
    )
    assert engine.predict_taught(to_mnist(SEVEN), lessons.id).digit == 1
    assert engine.predict_taught(ONE, lessons.id).lesson is None
    assert engine.predict_taught(NOTHING, lessons.id).digit is None
    assert engine.predict(to_mnist(SEVEN)).digit == 7


def test_while_no_engine_answers_a_drawing_is_read_without_lessons():
    fake, lessons = FakeEngine(), LessonList().teach(SEVEN, 4)

    def gone(drawing, lessons):
        raise EngineGone(errors.ENGINE_STOPPED)

    fake.predict_taught = gone
    prediction = predict_taught(fake, SEVEN, lessons)
    assert (prediction.digit, prediction.lesson) == (7, None)
    assert (fake.images[0] == to_mnist(SEVEN)).all()


def test_without_lessons_or_ink_no_lessons_are_sent():
    fake = FakeEngine()
    assert predict_taught(fake, SEVEN, LessonList()).digit == 7
    assert predict_taught(fake, NOTHING, LessonList().teach(SEVEN, 4)).digit is None
    assert (fake.lessons, len(fake.images)) == ({}, 1)


def test_strokes_reach_the_lessons(engine):
    """Drawn from its end to its beginning, a digit has the same image and other strokes."""
    lessons = LessonList().teach(SEVEN, 1)
    backwards = Drawing.from_strokes([stroke[::-1] for stroke in SEVEN.strokes[::-1]])
    assert np.abs(to_mnist(backwards).astype(int) - to_mnist(SEVEN)).max() < 8
    assert predict_taught(engine, SEVEN, lessons).digit == 1
    assert predict_taught(engine, to_mnist(backwards), lessons).digit == 1
    assert predict_taught(engine, backwards, lessons).digit == 7


def test_one_lesson_more_is_learned_as_all_of_them_are(engine):
    before = LessonList().teach(TWO, 3)
    predict_taught(engine, TWO, before)
    after = before.teach(SEVEN, 1)
    grown = predict_taught(engine, once_more(SEVEN), after)
    predictor = engine._predictor()
    all_of_them = predictor.new_lessons(after.to_json())
    other = predictor.predict(once_more(SEVEN), all_of_them)
    assert grown.lesson == Resemblance(2, pytest.approx(other.lesson.influence, abs=1e-4))
    assert other.lesson.lesson == 2
    assert np.allclose(grown.probabilities, other.probabilities, atol=1e-3)
    assert engine.predict_taught(SEVEN, before.id).digit == 7


def test_nothing_is_kept_for_ever(engine, monkeypatch):
    monkeypatch.setattr(kept_lessons, "MAX_LISTS", 2)
    kept, predictor = KeptLessons(), engine._predictor()
    lists = [LessonList().teach(SEVEN, digit) for digit in range(3)]
    for lessons in lists[:2]:
        assert kept.keep(lessons.to_json(), predictor) == lessons.id
    kept.get(lists[0].id, predictor)
    kept.keep(lists[2].to_json(), predictor)
    assert len(kept.get(lists[0].id, predictor)) == 1
    with pytest.raises(LessonsForgotten):
        kept.get(lists[1].id, predictor)
    monkeypatch.setattr(kept_lessons, "MAX_KEPT_BYTES", len(lists[1].to_json()) + 10)
    kept.keep(lists[1].to_json(), predictor)
    with pytest.raises(LessonsForgotten):
        kept.get(lists[2].id, predictor)


def test_another_model_is_taught_the_same(engine):
    from digitnet import load_predictor

    kept, lessons = KeptLessons(), LessonList().teach(SEVEN, 1)
    kept.keep(lessons.to_json(), engine._predictor())
    other = load_predictor()
    assert other.predict(SEVEN, kept.get(lessons.id, other)).digit == 1
    assert kept.get(lessons.id, other) is kept.get(lessons.id, other)
    kept.keep(lessons.to_json(), engine._predictor())
    longer = lessons.teach(TWO, 3)
    kept.keep(longer.to_json(), other)
    assert other.predict(TWO, kept.get(longer.id, other)).digit == 3


def test_what_is_too_large_or_no_lesson_is_refused(engine, monkeypatch):
    with pytest.raises(LessonError) as caught:
        engine.keep_lessons("{}\n")
    assert caught.value.message is errors.LESSON_LINE
    monkeypatch.setattr(kept_lessons, "MAX_BYTES", 10)
    with pytest.raises(LessonError) as caught:
        engine.keep_lessons(LessonList().teach(SEVEN, 1).to_json())
    assert caught.value.message is errors.LESSONS_TOO_LARGE


def test_a_page_can_tell_why_an_engine_has_no_lessons():
    error = pickle.loads(pickle.dumps(LessonsForgotten(errors.LESSONS_FORGOTTEN)))
    assert isinstance(error, EngineError)
    assert "send them again" in str(error)


def test_an_engine_in_another_process_is_sent_lessons_once(home):
    client, lessons = EngineClient(COMMAND), LessonList().teach(SEVEN, 4)
    try:
        wait_for(lambda: client.status().is_ready)
        with pytest.raises(LessonsForgotten):
            client.predict_taught(SEVEN, lessons.id)
        assert predict_taught(client, SEVEN, lessons).digit == 4
        assert client.predict_taught(SEVEN, lessons.id).lesson == Resemblance(1, 1.0)
        assert predict_taught(client, TWO, lessons).lesson is None
    finally:
        client.close()
