"""What was read from a drawing of one digit or several: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass, field

from digitnet.network.prediction import Prediction

UNREAD = "?"
"""Stands for a part that is no digit."""


@dataclass(frozen=True, eq=False)
class Number:
    """The digits of a drawing, from left to right.

    Attributes:
        digits: one prediction a digit, or part that is none.
        groups: for each of them the numbers of its strokes, in order, counted from 0. Every stroke
            is in one group, but a stroke that joins digits is in the groups of all of them.
        confidence: calibrated probability that all of ``text`` is right, 0..1; 0 if it is empty.
        boxes: for each digit the extent of its ink, (left, top, right, bottom), in the drawing's
            unit.
    """

    digits: list[Prediction] = field(default_factory=list)
    groups: list[list[int]] = field(default_factory=list)
    confidence: float = 0.0
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What was read; ``UNREAD`` for a part that is no digit, and empty for no ink."""
        return "".join(
            UNREAD if prediction.digit is None else str(prediction.digit)
            for prediction in self.digits
        )

    @property
    def is_several(self) -> bool:
        """Whether there are several digits; where most parts are none, there is no number."""
        return len(self.digits) > 1 and self.text.count(UNREAD) <= len(self.digits) / 2
