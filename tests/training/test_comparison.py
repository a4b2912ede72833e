"""When a new model is clearly worse."""

from __future__ import annotations

import dataclasses

import pytest

from digitnet.training.comparison import is_clearly_worse
from tests.support.trainings import REPORT

OLD = dataclasses.replace(REPORT, test_accuracy=0.9961, synthetic_accuracy=0.99)


@pytest.mark.parametrize(
    ("mnist", "writers", "worse"),
    [
        (0.9961, 0.99, False),
        (0.9911, 0.98, False),
        (0.9910, 0.99, True),
        (0.9961, 0.9799, True),
        (0.8057, 0.99, True),
        (1.0, 0.9, True),
        (1.0, 1.0, False),
    ],
)
def test_more_than_a_margin_on_either_set_is_clearly_worse(mnist, writers, worse):
    new = dataclasses.replace(REPORT, test_accuracy=mnist, synthetic_accuracy=writers)
    assert is_clearly_worse(new, OLD) is worse
