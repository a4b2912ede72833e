"""What the network says of one drawing: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Resemblance:
    """Which lesson made an answer.

    Attributes:
        lesson: the ``id`` of the lesson.
        influence: part of a full vote, 0..1; 1 for the very drawing that was taught.
    """

    lesson: int
    influence: float


@dataclass(frozen=True, eq=False)
class Prediction:
    """What the network says of one drawing.

    Attributes:
        probabilities: float32 (10,), one for each digit, calibrated, summing to 1. Of an empty
            drawing nothing is known: one tenth each.
        digit: the likeliest digit, 0..9, or None if there is nothing to read or if this does not
            look like a digit.
        digit_score: how surely this is a digit at all, 0..1; 0 for an empty drawing.
        image: the image the network saw, uint8 (28, 28), or None for an empty drawing.
        lesson: the lesson that spoke for this answer, or None if none did.
    """

    probabilities: np.ndarray
    digit: int | None
    digit_score: float
    image: np.ndarray | None
    lesson: Resemblance | None = None

    @classmethod
    def of_nothing(cls) -> Prediction:
        """The answer to an empty drawing."""
        return cls(np.full(10, 0.1, np.float32), None, 0.0, None)

    @property
    def confidence(self) -> float:
        """The probability of the likeliest digit, 0..1; 0 if there is nothing to read."""
        return 0.0 if self.image is None else float(self.probabilities.max())

    @property
    def guess(self) -> int | None:
        """The likeliest digit, also of what does not look like one; None for an empty drawing."""
        return None if self.image is None else int(self.probabilities.argmax())
