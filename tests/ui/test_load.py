"""How busy the process is, and which phones are there."""

from __future__ import annotations

import pytest

from digitnet.ui import load
from digitnet.ui.load import WINDOW, Meter, UsageMeter
from digitnet.ui.server import phones
from digitnet.ui.server.phones import PATIENCE, QUICKEST, SLOWEST, Phones


class Clock:
    def __init__(self) -> None:
        self.now = 100.2

    def __call__(self) -> float:
        return self.now


def test_answers_a_second_are_those_of_the_last_whole_seconds():
    clock = Clock()
    meter = Meter(clock)
    for _ in range(3 * WINDOW):
        for _ in range(4):
            meter.note()
        clock.now += 1
    assert meter.per_second() == 4
    # The second that goes on does not count yet.
    meter.note()
    assert meter.per_second() == 4
    clock.now += WINDOW + 1
    assert meter.per_second() == 0


def test_the_process_takes_something_and_is_not_asked_all_the_time(monkeypatch):
    meter = UsageMeter()
    assert meter.measure().memory > 10_000_000
    first = meter.measure()
    monkeypatch.setattr(load, "KEEP_SECONDS", 0.0)
    sum(range(10**6))
    again = meter.measure()
    assert again is not first
    assert again.share >= 0


def test_phones_come_and_go():
    clock = Clock()
    found = Phones(clock)
    for name in ("00000001", "00000002", "00000001", "", "<script>", "x" * 99):
        found.note(name)
    assert found.count == 2
    clock.now += PATIENCE * QUICKEST - 0.1
    found.note("00000002")
    clock.now += 0.2
    assert found.count == 1
    clock.now += 1000
    assert found.count == 0


def test_many_phones_ask_less_often_and_are_not_remembered_without_end(monkeypatch):
    monkeypatch.setattr(phones, "MOST", 2000)
    found = Phones(Clock())
    assert found.pause_seconds == QUICKEST
    for number in range(500):
        found.note(f"{number:08x}")
    assert found.pause_seconds == pytest.approx(5)
    for number in range(5000):
        found.note(f"{number:08x}")
    assert (found.count, found.pause_seconds) == (2000, SLOWEST)
