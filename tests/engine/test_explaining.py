"""Questions about the inside of the network: the newest counts, and nobody else waits."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from digitnet.drawing.drawing import Drawing
from digitnet.engine import explaining
from digitnet.engine.engine import Engine
from digitnet.engine.explaining import Explaining
from digitnet.engine.questions import (
    Answer,
    ChangeQuestion,
    MapQuestion,
    Question,
    WayQuestion,
)
from digitnet.engine.status import EngineError, EngineNotAnswering
from digitnet.network.explanation import NO_DIGIT
from tests.support.drawings import DIGITS
from tests.support.fake_explainer import FakeExplainer
from tests.support.waiting import wait_for

FOUR = Drawing.from_strokes(DIGITS[4], pen_width=12)


class Explainer(FakeExplainer):
    def prepare(self) -> None:
        """Nothing is to be compiled."""


@dataclass(frozen=True, eq=False)
class Slow(Question[str]):
    """Answers once it is let."""

    text: str
    let: threading.Event
    begun: threading.Event = field(default_factory=threading.Event)

    def answer(self, explainer: object) -> str:
        self.begun.set()
        assert self.let.wait(60)
        return self.text


class OtherSlow(Slow):
    """Of another kind."""


@pytest.fixture
def threads():
    with ThreadPoolExecutor(8) as threads:
        yield threads


def test_a_newer_question_replaces_one_that_waits(threads):
    desk, explainer, let = Explaining(), Explainer(), threading.Event()
    first = Slow("first", let)
    answers = [threads.submit(desk.ask, explainer, "a", first)]
    assert first.begun.wait(60)
    for visitor, question in (
        ("a", Slow("second", let)), ("b", Slow("of b", let)), ("a", OtherSlow("other", let)),
        ("a", Slow("third", let)),
    ):  # fmt: skip
        waiting = len(desk._waiting)
        answers.append(threads.submit(desk.ask, explainer, visitor, question))
        wait_for(lambda waiting=waiting: len(desk._waiting) > waiting or answers[1].done())
    with pytest.raises(EngineError, match="newer drawing"):
        answers[1].result(60)
    let.set()
    left = [answers[n].result(60) for n in (0, 2, 3, 4)]
    assert left == ["first", "of b", "other", "third"]


def test_a_growing_drawing_waits_longer_than_all_other_questions(threads, monkeypatch):
    monkeypatch.setattr(explaining, "REST", 1e9)
    desk, explainer, let = Explaining(), Explainer(), threading.Event()
    let.set()
    assert desk.ask(explainer, "a", Slow("first", let)) == "first"
    wait_for(lambda: desk._rested > 0)
    growing = threads.submit(desk.ask, explainer, "a", WayQuestion(FOUR, maps_only=True))
    wait_for(lambda: desk._waiting)
    assert desk.ask(explainer, "b", Slow("second", let)) == "second"
    assert not growing.done()
    # The finished drawing replaces it, and is answered at once.
    assert desk.ask(explainer, "a", WayQuestion(FOUR)).is_attributed
    with pytest.raises(EngineError, match="newer drawing"):
        growing.result(60)


def test_a_question_that_takes_too_long_is_given_up(threads, monkeypatch):
    monkeypatch.setattr(explaining, "EXPLAIN_SECONDS", 0.05)
    desk, explainer, let = Explaining(), Explainer(), threading.Event()
    stuck = threads.submit(desk.ask, explainer, "a", Slow("stuck", let))
    with pytest.raises(EngineNotAnswering):
        desk.ask(explainer, "b", Slow("never begun", threading.Event()))
    with pytest.raises(EngineNotAnswering):
        stuck.result(60)
    let.set()
    monkeypatch.setattr(explaining, "EXPLAIN_SECONDS", 60)
    assert desk.ask(explainer, "a", Slow("next", let)) == "next"


def test_what_does_not_exist_is_said_so_and_the_next_question_answered():
    desk, explainer = Explaining(), Explainer()
    with pytest.raises(EngineError, match="no such part"):
        desk.ask(explainer, "a", MapQuestion("convolution 9", 0))
    assert desk.ask(explainer, "a", MapQuestion("convolution 1", 3)).channel == 3


def asked(engine: Engine, question: Question[Answer]) -> Answer:
    """Ask until there is an answer: on its first use, the network has to be compiled."""
    answers = []

    def is_answered() -> bool:
        with contextlib.suppress(EngineNotAnswering):
            answers.append(engine.explain("a", question))
        return bool(answers)

    wait_for(is_answered)
    return answers[0]


def test_the_engine_explains_a_drawing(ready_engine):
    """With the shipped model, while its examples are not indexed yet."""
    nothing = asked(ready_engine, WayQuestion(Drawing(())))
    assert nothing.explanation.image is None
    assert nothing.layers == []
    way = asked(ready_engine, WayQuestion(FOUR, maps_only=True))
    assert way.explanation.digit == 4
    assert not way.is_whole
    assert [layer.maps.shape for layer in way.layers][:4] == [
        (14, 14, 32), (14, 14, 48), (14, 14, 48), (7, 7, 48),
    ]  # fmt: skip
    assert all(layer.maps.max() == 255 for layer in way.layers)
    wait_for(lambda: asked(ready_engine, WayQuestion(FOUR)).is_attributed)
    full = asked(ready_engine, WayQuestion(FOUR))
    assert full.explanation.attribution.sum() == pytest.approx(
        full.explanation.difference, rel=0.05
    )
    assert len(full.strokes) == len(FOUR.strokes)
    # Against what it was read as, nothing is compared.
    assert asked(ready_engine, WayQuestion(FOUR, against=4)).explanation.against is None
    no_digit = asked(ready_engine, WayQuestion(FOUR, NO_DIGIT, 4)).explanation
    assert (no_digit.target, no_digit.against) == (NO_DIGIT, 4)
    change = asked(ready_engine, ChangeQuestion(FOUR))
    assert change.digit != 4
    assert ready_engine.predict(change.frames[-1]).digit == change.digit
    assert asked(ready_engine, ChangeQuestion(Drawing(()))) is None
    found = asked(ready_engine, MapQuestion("convolution 1", 3))
    assert np.array_equal(found.filter[..., 0], full.first.filters[..., 3])
    wait_for(lambda: asked(ready_engine, WayQuestion(FOUR)).is_whole)
    assert asked(ready_engine, WayQuestion(FOUR)).explanation.neighbours
    assert len(asked(ready_engine, MapQuestion("pooling 1", 3)).examples) == 9
