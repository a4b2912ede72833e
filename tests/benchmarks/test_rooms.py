"""Rooms of phones: what comes of them, and how many servers they need."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from benchmarks import scale
from benchmarks.costs import Cost, Line, Load
from benchmarks.rooms import Room, is_enough, least, servers_for, simulate, strain
from tests.benchmarks.few_costs import COSTS

FREE = dataclasses.replace(
    COSTS,
    **{
        name: Cost()
        for name in ("live", "look", "drawing", "refused", "question", "download", "follow")
    },
    others=0.0,
    wall=Line(0.0, 0.0),
)
"""Only strokes take time."""


def test_a_server_and_its_engine_are_two_queues_in_a_row():
    costs = dataclasses.replace(FREE, stroke=Cost(server=10.0, engine=5.0))
    waits = simulate(costs, Load(strokes=70.0), servers=1)
    # By Burke's theorem the engine is M/M/1, too: the sum of exponential times of 30 and 130 /s.
    times = np.random.default_rng(0).exponential([1 / 30, 1 / 130], (200_000, 2)).sum(axis=1)
    assert waits.stroke == pytest.approx(1000 * np.quantile(times, 0.95), rel=0.15)


def test_servers_share_what_comes():
    costs = dataclasses.replace(FREE, stroke=Cost(server=10.0))
    alone = simulate(costs, Load(strokes=50.0), servers=1)
    shared = simulate(costs, Load(strokes=500.0), servers=10)
    assert shared.stroke == pytest.approx(alone.stroke, rel=0.15)
    assert alone.stroke == pytest.approx(1000 * math.log(20) / 50, rel=0.15)


def test_the_same_seed_gives_the_same_times():
    load = Room(1000).load(2)
    assert simulate(COSTS, load, 2, seed=5) == simulate(COSTS, load, 2, seed=5)


def test_a_drawing_waits_for_the_database_only_where_servers_share_one():
    load = Load(drawings=20.0)
    assert simulate(COSTS, load, 1).transactions == 0
    two = simulate(COSTS, load, 2)
    assert two.commit > COSTS.commit.base
    assert 15 < two.transactions < 25
    # With more at once, one transaction takes several.
    assert simulate(COSTS, Load(drawings=2000.0), 2).transactions < 300


def test_drawings_beyond_the_limit_come_again_and_again():
    quiet, full = Room(900).load(1), Room(2000).load(1)
    assert quiet.refused == 0
    assert (full.drawings, full.refused) == (200.0, 1800.0)


def test_phones_ask_less_often_the_more_there_are():
    assert Room(100).load(1).questions == pytest.approx(100 / 3)
    assert Room(1000).load(1).questions == pytest.approx(100)
    assert Room(100_000).load(1).questions == pytest.approx(100_000 / 12)


def test_the_number_of_servers_is_the_smallest_that_is_enough():
    room = Room(1000)
    servers = servers_for(COSTS, room)
    assert servers
    assert is_enough(COSTS, room, servers)
    assert servers == 1 or not is_enough(COSTS, room, servers - 1)


def test_more_phones_need_more_servers():
    found = [servers_for(COSTS, Room(phones)) for phones in (100, 1_000, 10_000)]
    assert found == sorted(found)
    assert found[0] == 1 < found[2]


def test_no_number_of_servers_is_enough_once_each_is_busy_with_others_drawings():
    assert servers_for(COSTS, Room(20_000, limit=math.inf)) is None


def test_what_servers_share_is_strained_by_more_phones():
    few, many = (strain(COSTS, Room(phones), 10) for phones in (500, 50_000))
    assert max(few.values()) < 1
    assert many["limit of drawings"] == 50
    # 250 kB for each of them in a minute, of 10 Gbit/s.
    assert many["balancer network"] == pytest.approx(8 * 50_000 * 250e3 / 60 / 1e10, rel=0.05)
    assert all(many[name] >= few[name] for name in few)


def test_least_finds_the_smallest():
    for smallest in (1, 2, 3, 7, 8, 100):
        assert least(lambda number, one=smallest: number >= one, 100) == smallest
    assert least(lambda number: False, 100) is None


def test_tables_are_printed(capsys, monkeypatch):
    monkeypatch.setattr(scale, "PHONES", (100, 1_000_000))
    monkeypatch.setattr(scale, "SIZES", (100, 1_000, 100_000))
    scale.report(COSTS)
    printed = capsys.readouterr().out
    # One room with and without the limit, and many rooms.
    assert printed.count("\n| 1,000,000 |") == 3
    assert "limit of drawings | 1,000 phones |" in printed
