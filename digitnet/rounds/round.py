"""A round: steps that follow each other by the clock, whether anybody is there or not."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from digitnet.drawing.drawing import Drawing
from digitnet.errors import DigitnetError
from digitnet.labels import CLASSES, DIGIT_COUNT
from digitnet.rounds.step import DRAW, GATHER, READY, RESULT, TAP, VOTE, Answer, Step
from digitnet.texts import round_page

READY_SECONDS = 10.0
GATHER_SECONDS = 3.0
RESULT_SECONDS = 180.0
"""Afterwards the wall shows drawings again, even if the presenter has gone."""

LATE_SECONDS = 0.7
"""A tap still counts this long after its step: it may take that long through a busy network."""

PLAYERS = 2000
"""Most players in one round."""


class RoundError(DigitnetError):
    """Something cannot be done in a round."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """A drawing that was made on request, for the collection.

    Attributes:
        drawing: with ink.
        digit: what was asked for; None if the network takes it for no digit, which a person has to
            look at before a training learns it.
        player: who drew it.
    """

    drawing: Drawing
    digit: int | None
    player: str


class Round(ABC):
    """What all rounds have in common. Times are in seconds of any clock that only goes forward.

    Attributes:
        kind: names the round in messages.
        id: tells it from others.
        steps: from the announcement to the result.
        index: the number of the step that is on.
        players: who has answered.
    """

    kind: ClassVar[str]

    def __init__(self, steps: Sequence[Step], now: float) -> None:
        self.id = secrets.token_hex(4)
        self.steps = [Step(READY, READY_SECONDS), *steps, Step(RESULT, RESULT_SECONDS)]
        self.index = 0
        self.players: set[str] = set()
        self._began = now

    @property
    def is_over(self) -> bool:
        """Whether even the result is no longer shown."""
        return self.index >= len(self.steps)

    @property
    def is_played(self) -> bool:
        """Whether it is on, and the result not yet there."""
        return self.index < len(self.steps) - 1

    @property
    def step(self) -> Step:
        """The step that is on."""
        return self.steps[min(self.index, len(self.steps) - 1)]

    def left(self, now: float) -> float:
        """How many seconds are left of the step."""
        return max(0.0, self._began + self.step.seconds - now)

    def advance(self, now: float) -> bool:
        """Go on to where the round is by now; return whether that is another step."""
        before = self.index
        while not self.is_over and now >= self._began + self.step.seconds:
            self._go_on(self._began + self.step.seconds)
        return self.index != before

    def finish(self, now: float) -> None:
        """End what is on: go to the result, or, before anything was played and after it, away."""
        last = len(self.steps) - 1
        self.index = last if 0 < self.index < last else last + 1
        self._began = now

    def answer(self, answer: Answer, now: float) -> None:
        """Take an answer.

        Raises:
            RoundError: if it comes too late, or is none to what was asked.
        """
        self.advance(now)
        step = self.check(answer.step, answer.player, now)
        is_digit = type(answer.digit) is int and 0 <= answer.digit < CLASSES
        if (answer.drawn is None) == (step.kind == DRAW) or (step.kind != DRAW and not is_digit):
            raise RoundError(round_page.NO_ANSWER)
        self._take(step, answer)
        self.players.add(answer.player)

    def check(self, index: int, player: str, now: float) -> Step:
        """Return the step that a player would answer now; the round stays where it is.

        Raises:
            RoundError: if it is not yet on, or no longer, or nothing is asked in it, or too many
                play.
        """
        if not 0 <= index < len(self.steps) or index > self.index:
            raise RoundError(round_page.NO_ANSWER)
        step = self.steps[index]
        if step.kind not in (DRAW, VOTE, TAP):
            raise RoundError(round_page.NO_ANSWER)
        if not self._is_open(index, now):
            raise RoundError(round_page.TOO_LATE)
        if player not in self.players and len(self.players) >= PLAYERS:
            raise RoundError(round_page.TOO_MANY_PLAYERS)
        return step

    def _is_open(self, index: int, now: float) -> bool:
        if self.is_over:
            return False
        if self.steps[index].kind == DRAW:
            # A phone that was offline sends what it drew as soon as it is online again.
            return self.step.kind in (DRAW, GATHER)
        return index == self.index or (
            index == self.index - 1 and now - self._began <= LATE_SECONDS and self.is_played
        )

    def _go_on(self, at: float) -> None:
        self.index += 1
        self._began = at

    def shown(self) -> dict[str, Any]:
        """What everybody sees of the step that is on, as JSON takes it."""
        step = self.step
        common = {
            "id": self.id,
            "kind": self.kind,
            "step": self.index,
            "is": step.kind,
            "seconds": step.seconds,
        }
        return common | (self.result() if step.kind == RESULT else self._shown(step))

    def labelled(self) -> list[Labelled]:
        """The drawings whose digit is known because it was asked for."""
        return []

    @abstractmethod
    def result(self) -> dict[str, Any]:
        """What came of it."""

    @abstractmethod
    def counts(self) -> dict[str, Any]:
        """What changes within a step, for the wall."""

    @abstractmethod
    def _shown(self, step: Step) -> dict[str, Any]:
        """What a step shows besides what all have."""

    @abstractmethod
    def _take(self, step: Step, answer: Answer) -> None:
        """Count an answer to this step."""


def empty_matrix() -> list[list[int]]:
    """A confusion matrix, ten rows of eleven: what was meant, and what it was taken for."""
    return [[0] * CLASSES for _ in range(DIGIT_COUNT)]
