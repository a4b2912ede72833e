"""*You or the network*: who reads more of twenty hard images?"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from digitnet.rounds.round import Round, empty_matrix
from digitnet.rounds.step import GATHER, TAP, Answer, Step

IMAGES = 20
TAP_SECONDS = 1.5
LAST_SECONDS = 1.5
"""Time for answers that are still on their way after the last image."""


@dataclass(frozen=True, eq=False)
class Hard:
    """An image that is hard to read.

    Attributes:
        image: uint8 (28, 28), ink 255 on 0.
        digit: what it is, 0..9.
        network: what the network reads: 0..9 or ``NON_DIGIT``.
    """

    image: np.ndarray
    digit: int
    network: int


class Contest(Round):
    """The round.

    Args:
        images: in the order in which they are shown.
        now: the time.
    """

    kind = "contest"

    def __init__(self, images: Sequence[Hard], now: float) -> None:
        self._images = tuple(images)
        taps = [Step(TAP, TAP_SECONDS, place) for place in range(len(images))]
        super().__init__([*taps, Step(GATHER, LAST_SECONDS)], now)
        self._taps: list[dict[str, int]] = [{} for _ in images]

    def _take(self, step: Step, answer: Answer) -> None:
        assert answer.digit is not None
        self._taps[step.place][answer.player] = answer.digit

    def _room(self, place: int) -> int | None:
        """What most of the room read, or None if nobody answered."""
        counts = Counter(self._taps[place].values())
        return max(counts, key=lambda label: (counts[label], -label)) if counts else None

    def _scores(self, done: int) -> dict[str, int]:
        return {
            "done": done,
            "room": sum(self._room(n) == one.digit for n, one in enumerate(self._images[:done])),
            "network": sum(one.network == one.digit for one in self._images[:done]),
        }

    def counts(self) -> dict[str, Any]:
        taps = len(self._taps[self.step.place]) if self.step.kind == TAP else 0
        return {"players": len(self.players), "taps": taps} | self._scores(self._done())

    def _done(self) -> int:
        """How many images have been shown."""
        if self.step.kind == TAP:
            return self.step.place
        return len(self._images) if self.index else 0

    def result(self) -> dict[str, Any]:
        matrix = empty_matrix()
        for one, taps in zip(self._images, self._taps, strict=True):
            for label in taps.values():
                matrix[one.digit][label] += 1
        return {
            "players": len(self.players),
            "scores": self._scores(len(self._images)),
            "images": [
                {
                    "image": _packed(one.image),
                    "digit": one.digit,
                    "network": one.network,
                    "room": self._room(place),
                }
                for place, one in enumerate(self._images)
            ],
            "matrix": matrix,
        }

    def _shown(self, step: Step) -> dict[str, Any]:
        shown: dict[str, Any] = {"of": len(self._images)}
        if step.kind == TAP:
            shown |= {"place": step.place, "image": _packed(self._images[step.place].image)}
        if done := self._done():
            before = self._images[done - 1]
            shown["before"] = {"digit": before.digit, "network": before.network}
        return shown


def _packed(image: np.ndarray) -> str:
    return base64.b64encode(image.tobytes()).decode()
