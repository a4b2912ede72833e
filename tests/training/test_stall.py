"""When a training is given up: figures like those of real trainings."""

from __future__ import annotations

import pytest

from digitnet.training.progress import TRAINING, Progress
from digitnet.training.stall import StallCheck

STEPS = 585


def stopped_at(figures, steps: int = STEPS, rate: float = 10.0) -> int | None:
    """The step after which a training is stopped that reports every tenth step."""
    check = StallCheck(steps, rate)
    for step in range(1, steps + 1, 10):
        loss, accuracy, validation = figures(step / steps)
        progress = Progress(
            TRAINING, 1, 1, step, steps, loss=loss, accuracy=accuracy,
            validation_accuracy=validation,
        )  # fmt: skip
        if check.has_learned_nothing(progress):
            return step
    return None


def test_a_flat_line_is_ended_after_a_third():
    step = stopped_at(lambda part: (2.8, 0.1, 0.108))
    assert STEPS / 3 <= step < STEPS / 3 + 11


@pytest.mark.parametrize(
    "figures",
    [
        # Learning rate 0.0003, seen at a third of 50 steps; it ended with 29 %.
        lambda part: (2.9 - 2 * part, 0.11 + 0.3 * part, 0.13),
        # 0.3: wild at first, 94 % in the end.
        lambda part: (3.2 if part < 0.1 else 1.3, 0.16 if part < 0.1 else 0.6, 0.15 + part),
        # A single good check.
        lambda part: (2.4, 0.1, 0.25 if 0.25 < part < 0.3 else 0.1),
        # Learns, while the validation figures are still those of batch normalisation's start.
        lambda part: (2.0, 0.3, 0.1),
        # Nothing yet at a sixth, something by a third.
        lambda part: (2.5 if part < 0.17 else 1.0, 0.1 if part < 0.17 else 0.6, 0.1),
    ],
)
def test_what_may_still_learn_goes_on(figures):
    assert stopped_at(figures) is None


def test_a_short_training_goes_on():
    assert stopped_at(lambda part: (2.8, 0.1, 0.1), steps=50) is None


@pytest.mark.parametrize("rate", [0.0003, 0.02, 0.1])
def test_with_a_low_learning_rate_it_goes_on(rate):
    """Stronger warps than the page offers, 0.0003: as bad as this at a third of its steps."""
    assert stopped_at(lambda part: (2.8, 0.1, 0.108), rate=rate) is None


def test_it_is_decided_once():
    assert stopped_at(lambda part: (1.0, 0.6, 0.6) if part < 0.4 else (9.0, 0.1, 0.1)) is None
