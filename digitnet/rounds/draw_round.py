"""*Draw a digit*: everybody draws what is asked for. How much of it does the network read?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from digitnet.drawing.box import in_box
from digitnet.labels import NON_DIGIT
from digitnet.rounds.round import (
    GATHER_SECONDS,
    Labelled,
    Round,
    RoundError,
    empty_matrix,
)
from digitnet.rounds.step import DRAW, GATHER, Answer, Drawn, Step
from digitnet.texts import round_page

SECONDS = 60.0
"""Time for all digits together."""

EACH = 20
"""Most drawings of one player."""

DRAWINGS = 3000
"""Most drawings of all players."""

MISREAD = 12
"""Misread drawings in the result."""


class DrawRound(Round):
    """The round.

    Args:
        digits: 0..9 each, in the order in which they are asked for.
        now: the time.
    """

    kind = "draw"

    def __init__(self, digits: Sequence[int], now: float) -> None:
        self.digits = tuple(digits)
        seconds = SECONDS / len(self.digits)
        asked = [Step(DRAW, seconds, place) for place in range(len(self.digits))]
        super().__init__([*asked, Step(GATHER, GATHER_SECONDS)], now)
        self._drawn: dict[tuple[str, str], tuple[int, Drawn]] = {}
        self._counts: Counter[str] = Counter()

    def _take(self, step: Step, answer: Answer) -> None:
        assert answer.drawn is not None
        key = (answer.player, answer.name)
        if key not in self._drawn:
            if self._counts[answer.player] >= EACH or len(self._drawn) >= DRAWINGS:
                raise RoundError(round_page.TOO_MANY_ANSWERS)
            self._counts[answer.player] += 1
        self._drawn[key] = (self.digits[step.place], answer.drawn)

    def labelled(self) -> list[Labelled]:
        return [
            Labelled(drawn.drawing, None if drawn.digit is None else digit, player)
            for (player, _), (digit, drawn) in self._drawn.items()
        ]

    def counts(self) -> dict[str, Any]:
        found = list(self._drawn.values())
        read = sum(drawn.digit == digit for digit, drawn in found)
        return {"players": len(self.players), "drawn": len(found), "read": read}

    def result(self) -> dict[str, Any]:
        matrix = empty_matrix()
        for digit, drawn in self._drawn.values():
            matrix[digit][NON_DIGIT if drawn.digit is None else drawn.digit] += 1
        # A drawing that the network rejects may be anything, and is not shown.
        misread = [
            (digit, drawn)
            for digit, drawn in self._drawn.values()
            if drawn.digit not in (digit, None)
        ]
        misread.sort(key=lambda item: -item[1].share)
        return self.counts() | {
            "digits": sorted(self.digits),
            "matrix": matrix,
            "misread": [
                {"picture": in_box(drawn.drawing), "meant": digit, "network": drawn.digit}
                for digit, drawn in misread[:MISREAD]
            ],
        }

    def _shown(self, step: Step) -> dict[str, Any]:
        if step.kind != DRAW:
            return {"digits": len(self.digits)}
        return {"digits": len(self.digits), "place": step.place, "digit": self.digits[step.place]}
