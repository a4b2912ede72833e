"""Questions about the inside of the network: the newest counts, and nobody else waits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from digitnet.drawing.drawing import Drawing
from digitnet.engine import explaining
from digitnet.engine.explaining import Explaining
from digitnet.engine.questions import (
    MapQuestion,
    Question,
    WayQuestion,
)
from digitnet.engine.status import EngineError, EngineNotAnswering
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
