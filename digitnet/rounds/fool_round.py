"""*Fool it*: draw a digit that people read and the network does not; then the room votes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from digitnet.drawing.box import in_box
from digitnet.labels import CLASSES, DIGIT_COUNT
from digitnet.rounds.round import GATHER_SECONDS, Round, RoundError
from digitnet.rounds.step import DRAW, GATHER, LOOK, VOTE, Answer, Drawn, Step
from digitnet.texts import round_page

DRAW_SECONDS = 60.0
VOTE_SECONDS = 8.0
LOOK_SECONDS = 5.0

CANDIDATES = 6
"""Drawings that the room votes on, at most."""


@dataclass(eq=False)
class _Candidate:
    """A drawing that the network reads as another digit than was meant."""

    player: str
    meant: int
    drawn: Drawn
    votes: dict[str, int] = field(default_factory=dict)

    @property
    def agreement(self) -> float:
        """The share of the room that reads what was meant, 0..1."""
        right = sum(vote == self.meant for vote in self.votes.values())
        return right / max(1, len(self.votes))

    def told(self) -> dict[str, Any]:
        """All about it, as JSON takes it."""
        counts = Counter(self.votes.values())
        return {
            "picture": in_box(self.drawn.drawing),
            "meant": self.meant,
            "network": self.drawn.digit,
            "votes": [counts[label] for label in range(CLASSES)],
        }


class FoolRound(Round):
    """The round. Each player has one drawing: the last.

    The room votes only on drawings that the network reads as another digit. One that it rejects may
    be anything, so the projector does not show it.
    """

    kind = "fool"

    def __init__(self, now: float) -> None:
        super().__init__([Step(DRAW, DRAW_SECONDS), Step(GATHER, GATHER_SECONDS)], now)
        self._drawn: dict[str, tuple[int, Drawn]] = {}
        self._candidates: list[_Candidate] = []
        self._hidden: set[int] = set()

    def skip(self, now: float) -> None:
        """Take the drawing that is shown out of the round."""
        self.advance(now)
        place = self.step.place
        if self.step.kind not in (VOTE, LOOK):
            raise RoundError(round_page.NOTHING_TO_SKIP)
        self._hidden.add(place)
        while self.step.kind in (VOTE, LOOK) and self.step.place == place:
            self._go_on(now)

    def _take(self, step: Step, answer: Answer) -> None:
        if answer.drawn is None:
            assert answer.digit is not None
            candidate = self._candidates[step.place]
            # Everybody would vote for themselves.
            if answer.player != candidate.player:
                candidate.votes[answer.player] = answer.digit
            return
        if answer.digit is None or not 0 <= answer.digit < DIGIT_COUNT:
            raise RoundError(round_page.NO_ANSWER)
        self._drawn[answer.player] = (answer.digit, answer.drawn)

    def _go_on(self, at: float) -> None:
        if self.step.kind == GATHER:
            self._choose()
        super()._go_on(at)

    def _choose(self) -> None:
        """Choose what is voted on: of the drawings that fool the network, those that it is most
        sure of."""
        self._candidates = sorted(
            (
                _Candidate(player, meant, drawn)
                for player, (meant, drawn) in self._drawn.items()
                if self._fools(meant, drawn)
            ),
            key=lambda found: -found.drawn.share,
        )[:CANDIDATES]
        self.steps[-1:-1] = [
            step
            for place in range(len(self._candidates))
            for step in (Step(VOTE, VOTE_SECONDS, place), Step(LOOK, LOOK_SECONDS, place))
        ]

    @staticmethod
    def _fools(meant: int, drawn: Drawn) -> bool:
        return drawn.digit not in (meant, None)

    def counts(self) -> dict[str, Any]:
        if self.step.kind in (VOTE, LOOK):
            return {"votes": len(self._candidates[self.step.place].votes)}
        fooled = sum(self._fools(*item) for item in self._drawn.values())
        return {"drawn": len(self._drawn), "fooled": fooled}

    def result(self) -> dict[str, Any]:
        shown = [one for place, one in enumerate(self._candidates) if place not in self._hidden]
        best = sorted(shown, key=lambda one: (-one.agreement, -len(one.votes)))
        return {
            "drawn": len(self._drawn),
            "fooled": sum(self._fools(*item) for item in self._drawn.values()),
            "best": [one.told() for one in best],
        }

    def _shown(self, step: Step) -> dict[str, Any]:
        if step.kind not in (VOTE, LOOK):
            return {}
        one = self._candidates[step.place]
        common = {"place": step.place, "of": len(self._candidates)}
        if step.kind == LOOK:
            return common | one.told()
        return common | {"picture": in_box(one.drawn.drawing)}
