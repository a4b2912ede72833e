"""The clock of a training, with a clock that the tests set."""

from __future__ import annotations

import pytest

from digitnet.engine.estimate import Estimate, Plan
from digitnet.training.progress import PREPARING, SAVING, TESTING, TRAINING, Progress

PLAN = Plan(drawing=10.0, building=2.0, stepping=20.0, testing=4.0, saving=2.0)
STEPS = 200


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def estimate(clock) -> Estimate:
    return Estimate(PLAN, clock)


def at(phase: str, step: int = 0, drawings_left: int = 0) -> Progress:
    return Progress(phase, 1, 1, step, STEPS, drawings_left=drawings_left)


def test_before_anything_is_measured_the_plan_counts(estimate, clock):
    progress = estimate.tell(at(PREPARING, drawings_left=20_000))
    assert (progress.seconds, progress.seconds_left) == (0, PLAN.total)
    clock.now += 2
    progress = estimate.now(progress)
    assert (progress.seconds, progress.seconds_left) == (2, PLAN.total - 2)
    assert progress.done == pytest.approx(2 / PLAN.total, abs=1e-3)


def test_drawings_tell_how_slow_the_device_is(estimate, clock):
    estimate.tell(at(PREPARING, drawings_left=20_000))
    clock.now += 3
    # Three seconds for what should have taken one: everything takes three times as long.
    progress = estimate.tell(at(PREPARING, drawings_left=18_000))
    assert progress.seconds + progress.seconds_left == pytest.approx(3 * PLAN.total)


def run(estimate: Estimate, clock: Clock, factor: float, until: int = STEPS) -> Progress:
    """All steps so many times as slow as planned."""
    estimate.tell(at(PREPARING))
    clock.now += PLAN.building
    for step in range(1, until + 1):
        progress = estimate.tell(at(TRAINING, step))
        clock.now += factor * PLAN.stepping / STEPS
    return progress


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_after_some_steps_their_pace_tells_the_rest(estimate, clock, factor):
    progress = run(estimate, clock, factor, until=80)
    rest = factor * (PLAN.stepping * 120 / STEPS + PLAN.testing + PLAN.saving)
    assert progress.seconds_left == pytest.approx(rest, rel=0.05)


def test_a_load_that_comes_later_is_noticed(estimate, clock):
    progress = run(estimate, clock, 1.0, until=40)
    for step in range(41, 100):
        progress = estimate.tell(at(TRAINING, step))
        clock.now += 5 * PLAN.stepping / STEPS
    steps_left = 5 * PLAN.stepping * 101 / STEPS
    assert progress.seconds_left > 0.9 * steps_left


def test_testing_and_saving_are_counted(estimate, clock):
    progress = run(estimate, clock, 1.0)
    assert progress.seconds_left == pytest.approx(PLAN.testing + PLAN.saving, rel=0.1)
    progress = estimate.tell(at(TESTING, STEPS))
    assert progress.seconds_left == pytest.approx(PLAN.testing + PLAN.saving, rel=0.05)
    clock.now += PLAN.testing
    progress = estimate.tell(at(SAVING, STEPS))
    assert progress.seconds_left == pytest.approx(PLAN.saving, rel=0.05)


@pytest.mark.parametrize("phase", [PREPARING, TESTING, SAVING])
def test_what_is_overdue_is_never_a_second_from_its_end(estimate, clock, phase):
    estimate.tell(at(phase))
    clock.now += 60
    assert estimate.now(at(phase)).seconds_left >= 20


def test_a_step_that_hangs_is_not_done(estimate, clock):
    progress = run(estimate, clock, 1.0, until=STEPS - 1)
    clock.now += 40
    assert estimate.now(progress).seconds_left >= 20


def test_the_bar_never_goes_back_and_ends_with_the_training(estimate, clock):
    seen = [estimate.tell(at(PREPARING)).done]
    for step in range(1, STEPS + 1):
        clock.now += 0.1 if step < 100 else 2.0
        seen.append(estimate.tell(at(TRAINING, step)).done)
    seen.append(estimate.tell(at(TESTING, STEPS)).done)
    assert seen == sorted(seen)
    # Testing and saving are still to come, on a device that has become slow.
    assert 0.8 < seen[-1] < 1


def test_without_a_plan_the_steps_are_enough(clock):
    estimate = Estimate(Plan(), clock)
    assert run(estimate, clock, 0.0, until=1).seconds_left == 0
    clock.now += 5
    assert estimate.tell(at(TRAINING, 100)).seconds_left == pytest.approx(5 * 100 / 99, rel=0.1)


def test_without_a_plan_the_bar_waits_for_steps_that_were_timed(clock):
    """Right after the start of an engine, nobody knows yet how fast the device is."""
    estimate = Estimate(Plan(), clock)
    progress = estimate.tell(at(PREPARING, drawings_left=20_000))
    clock.now += 5
    assert estimate.now(progress).done == 0
    for step in range(1, 101):
        progress = estimate.tell(at(TRAINING, step))
        clock.now += 0.1
    assert 0.4 < estimate.now(progress).done < 0.8
