"""What is read off the rates that were tried."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from benchmarks.holding import borne, expected
from benchmarks.load import ANSWER_SECONDS
from benchmarks.paced import Told, at_rate
from tests.benchmarks.few_costs import COSTS
from tests.support.clients import run


def test_the_rate_is_read_off_between_two():
    # Half-way between the logarithms of 150 and 600.
    assert borne([(50.0, 20.0), (60.0, 150.0), (70.0, 600.0), (80.0, 900.0)]) == pytest.approx(65)


def test_one_slow_moment_does_not_count():
    assert borne([(50.0, 400.0), (60.0, 150.0), (70.0, 600.0)]) == pytest.approx(65)


def test_rates_that_were_all_borne_or_none_of_them():
    assert borne([(50.0, 20.0), (60.0, 30.0)]) == 60
    assert np.isnan(borne([(50.0, 400.0), (60.0, 500.0)]))


def test_twice_the_cores_are_expected_to_hold_nearly_twice_as_much():
    one, two = expected(COSTS, 1), expected(COSTS, 2)
    assert one == pytest.approx(1000 / 13 - np.log(20) / 0.3)
    assert 1.8 < two / one < 2
    assert expected(COSTS, 1, with_clients=False) > one


def test_what_is_due_is_done_whatever_the_others_take():
    told, done = Told(), []

    async def do(number: int) -> None:
        done.append(number)
        await asyncio.sleep(0.2)
        if number == 3:
            raise ValueError("wrong")

    run(at_rate(100.0, 0.5, do, told))
    assert sorted(done) == list(range(len(done)))
    assert len(told.times) == len(done) > 20
    assert min(told.times) >= 200
    assert told.errors == ["ValueError: wrong"]
    # What goes wrong at once is not fast.
    assert max(told.times) == 1000 * ANSWER_SECONDS
