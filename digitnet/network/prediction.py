"""The result of reading one drawing: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitnet.labels import DIGIT_COUNT


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
    """The result of reading one drawing.

    Attributes:
        probabilities: float32 (10,), the calibrated probability of each digit, summing to 1; for
            an empty drawing one tenth each.
        digit: the likeliest digit, 0..9, or None if the drawing is empty or does not look like a
            digit.
        digit_score: calibrated probability that this is a digit at all, 0..1; 0 for an empty
            drawing.
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
        """Return the prediction for an empty drawing."""
        return cls(np.full(DIGIT_COUNT, 1 / DIGIT_COUNT, np.float32), None, 0.0, None)

    @property
    def confidence(self) -> float:
        """The probability of the likeliest digit, 0..1; 0 for an empty drawing."""
        return 0.0 if self.image is None else float(self.probabilities.max())

    @property
    def guess(self) -> int | None:
        """The likeliest digit, even if the drawing does not look like one; None if it is empty."""
        return None if self.image is None else int(self.probabilities.argmax())
