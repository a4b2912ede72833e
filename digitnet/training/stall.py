"""Whether a network has clearly learned nothing by a third of its steps, so that going on is
useless.

Measured on two seeds of 16 small recipes with learning rates from 0.0003 to 10: those with a
learning rate of 1 or more that were at chance level in the second half of the first third, in all
three figures below, stayed there to the end. With a low learning rate a network may be as bad by
then and still learn, so none is stopped.
"""

from __future__ import annotations

import numpy as np

from digitnet.training.progress import Progress
from digitnet.training.recipe import HIGH_RATE

DECIDED_AT = 1 / 3
"""The share of the steps after which it is decided; the figures count from half of it."""

FEWEST_STEPS = 20
"""With fewer steps until then, a slow training looks like a failed one; it ends soon anyway."""

CHANCE_ACCURACY = 0.15
"""Highest mean training accuracy; a guess is correct in a tenth of all cases."""

CHANCE_VALIDATION = 0.2
"""Highest validation accuracy: a single good one shows that the network learns."""

CHANCE_LOSS = 2.25
"""Lowest mean training loss. Guessing among ten equally likely classes costs log(10) = 2.30."""


class StallCheck:
    """Collects a training's figures, and decides once.

    Args:
        steps: of the whole training.
        learning_rate: the highest of its schedule.
    """

    def __init__(self, steps: int, learning_rate: float) -> None:
        self._decided_at = steps * DECIDED_AT
        self._is_decided = self._decided_at < FEWEST_STEPS or learning_rate <= HIGH_RATE
        self._last_step = 0
        self._weights: list[int] = []
        self._figures: list[tuple[float, float, float]] = []

    def has_learned_nothing(self, progress: Progress) -> bool:
        """Take in the figures of a report; return whether the training is to be stopped now."""
        steps, self._last_step = progress.step - self._last_step, progress.step
        if self._is_decided:
            return False
        loss, accuracy = progress.loss, progress.accuracy
        validation = progress.validation_accuracy
        if loss is None or accuracy is None or validation is None:
            return False
        if progress.step > self._decided_at / 2:
            self._weights.append(steps)
            self._figures.append((loss, accuracy, validation))
        if progress.step < self._decided_at:
            return False
        self._is_decided = True
        loss, accuracy, _ = np.average(self._figures, axis=0, weights=self._weights)
        return bool(
            loss > CHANCE_LOSS
            and accuracy < CHANCE_ACCURACY
            and max(row[2] for row in self._figures) < CHANCE_VALIDATION
        )
