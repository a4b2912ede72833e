"""The learning-rate schedule."""

from __future__ import annotations

import pytest

from digitnet.training.schedule import one_cycle


def test_the_learning_rate_rises_and_falls():
    rates = [one_cycle(part / 100, peak=0.02) for part in range(101)]
    top = rates.index(max(rates))
    assert max(rates) == pytest.approx(0.02)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] == pytest.approx(0, abs=1e-9)
