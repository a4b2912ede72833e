"""How long trainings will take, for devices that only exist here."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest

from digitnet.engine.forecast import (
    MEASURE_SECONDS,
    SETTLING_MEASURE_SECONDS,
    SETTLING_SECONDS,
    Forecast,
)
from digitnet.engine.pace import STEP_PER_FORWARD, STEP_SECONDS, Pace, Readiness, measure_chores
from digitnet.training.recipe import FULL, QUICK


class Device:
    """Forward passes of a network of width 32 take this long; what there is is said."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pace = Pace(0.1, 32)
        self.ready = Readiness()
        self.measured: list[float] = []

    def measure(self, step_per_forward: float) -> Pace:
        self.measured.append(self.now)
        return dataclasses.replace(self.pace, step_per_forward=step_per_forward)

    def starting(self) -> Forecast:
        """The forecast of an engine that starts now."""
        return Forecast(self.measure, lambda recipe: self.ready, lambda: self.now)

    def forecast(self) -> Forecast:
        """The forecast of an engine that has long been running."""
        forecast = self.starting()
        self.now += SETTLING_SECONDS
        return forecast


@pytest.fixture
def device() -> Device:
    return Device()


def test_what_slows_a_starting_engine_down_counts_no_longer_than_it_lasts(device):
    usual = device.forecast().plan(FULL)
    device.pace = Pace(1.0, 32, slowness=8.0)
    forecast = device.starting()
    assert forecast.plan(FULL).stepping > 5 * usual.stepping
    device.pace = Pace(0.1, 32)
    device.now += SETTLING_MEASURE_SECONDS
    forecast.refresh_if_due()
    assert forecast.plan(FULL) == usual
    # It is busy again, with preparing the first training.
    device.pace = Pace(0.5, 32, slowness=5.0)
    device.now += SETTLING_MEASURE_SECONDS
    forecast.refresh_if_due()
    assert forecast.plan(FULL) == usual


def test_a_load_that_stays_counts_in_the_end(device):
    device.pace = Pace(0.5, 32, slowness=5.0)
    loaded = device.forecast().seconds(QUICK)
    device.pace = Pace(0.1, 32)
    forecast = device.starting()
    device.pace = Pace(0.5, 32, slowness=5.0)
    device.now += SETTLING_SECONDS
    for _ in range(2):
        forecast.refresh()
    assert forecast.seconds(QUICK) == pytest.approx(loaded)


def test_the_present_load_counts(device):
    forecast = device.forecast()
    idle = forecast.seconds(QUICK)
    device.pace = Pace(0.5, 32, slowness=5.0)
    for _ in range(2):
        forecast.refresh()
    assert forecast.seconds(QUICK) == pytest.approx(5 * idle)
    assert set(forecast.by_recipe) == {"quick", "full"}


def test_one_odd_measurement_does_not_count(device):
    forecast = device.forecast()
    forecast.refresh()
    idle = forecast.seconds(QUICK)
    device.pace = Pace(3.0, 32, slowness=30.0)
    forecast.refresh()
    assert forecast.seconds(QUICK) == idle


def test_what_is_there_already_is_not_counted(device):
    ready = device.forecast().plan(QUICK)
    device.ready = Readiness(False, 20_000, 5_000)
    fresh = device.forecast().plan(QUICK)
    assert ready.drawing == 0 < fresh.drawing
    assert ready.building < fresh.building
    assert ready.testing < fresh.testing
    assert ready.stepping == fresh.stepping


def test_a_training_teaches_how_long_steps_are(device):
    forecast = device.forecast()
    forward = device.pace.forward(FULL.batch_size, FULL.width)
    step = 2 * STEP_PER_FORWARD * forward + STEP_SECONDS
    for _ in range(20):
        forecast.learn(FULL, step)
    assert forecast.plan(FULL).stepping == pytest.approx(FULL.steps * step, rel=0.01)


def test_another_networks_measurements_are_forgotten(device):
    forecast = device.forecast()
    for _ in range(3):
        forecast.refresh()
    # The same device: half the width takes a third of the time.
    expected = forecast.seconds(QUICK)
    device.pace = Pace(0.1 * 0.5**1.6, 16)
    forecast.refresh()
    assert forecast.seconds(QUICK) == pytest.approx(expected)


def test_it_measures_again_once_it_is_due(device):
    forecast = device.starting()
    start = device.now
    while device.now < start + SETTLING_SECONDS + 3 * MEASURE_SECONDS:
        forecast.refresh_if_due()
        device.now += 1.0
    between = {after - before for before, after in pairwise(device.measured)}
    assert between == {SETTLING_MEASURE_SECONDS, MEASURE_SECONDS}
    # Often only while the engine starts.
    assert len(device.measured) == SETTLING_SECONDS // SETTLING_MEASURE_SECONDS + 3


def test_chores_take_a_moment():
    assert 0 < measure_chores() < 30
