"""What many events cost together."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.costs import Costs, Line, Load, busy, wall_rates
from digitnet.ui.server.wall import PAUSE_SECONDS, SIZE
from tests.benchmarks.few_costs import COSTS


def test_costs_are_saved_and_loaded(tmp_path):
    path = tmp_path / "costs.json"
    COSTS.save(path)
    assert Costs.load(path) == COSTS


def test_a_line_goes_through_two_points():
    line = Line.through((1, 5.0), (3, 9.0))
    assert (line.of(1), line.of(3), line.of(4, times=2)) == (5.0, 9.0, 14.0)


def test_no_cost_is_below_nothing():
    assert Line.through((1, 5.0), (3, 4.0)).each == 0
    assert Line.through((1, 1.0), (2, 4.0)).base == 0


def test_nothing_costs_what_idle_servers_do():
    found = busy(COSTS, Load(), servers=1, transactions=0.0)
    assert (found.server, found.engine, found.balancer) == (0.010, 0.001, 0.001)
    assert found.database == found.sent == 0


def test_strokes_are_shared_by_servers_and_pass_one_balancer():
    one, two = (busy(COSTS, Load(strokes=40.0), servers, 0.0) for servers in (1, 2))
    assert one.server == pytest.approx(0.41)
    assert two.server == pytest.approx(0.21)
    assert two.engine == pytest.approx(0.041)
    assert one.balancer == two.balancer == pytest.approx(0.021)
    assert two.all_sent == 2 * two.sent == 160_000


def test_all_servers_do_something_for_each_drawing():
    found = busy(COSTS, Load(drawings=100.0), servers=2, transactions=50.0)
    # Half of them are its own.
    assert found.server == pytest.approx(0.010 + 50 * 0.003 + 50 * 0.0005)
    # 50 transactions are written once and read twice, with 100 entries each time.
    assert found.database == pytest.approx(
        (50 * 0.8 + 100 * 0.01 + 2 * (50 * 0.2 + 100 * 0.01) + 2 * 2.0) / 1000
    )


def test_walls_cost_more_the_more_they_show():
    quiet, busier = (
        busy(COSTS, Load(drawings=rate, walls=10), 1, 0.0).server
        - busy(COSTS, Load(drawings=rate), 1, 0.0).server
        for rate in (1.0, 50.0)
    )
    assert busier > 5 * quiet > 0


@pytest.mark.parametrize("rate", [0.5, 5.0, 50.0, 1000.0])
def test_messages_to_a_wall_are_those_of_a_simulated_one(rate):
    """As ``Wall.watch`` does: a message as soon as something has changed, then a pause."""
    comings = np.cumsum(np.random.default_rng(0).exponential(1 / rate, 20_000))
    now, shown, messages, entries = 0.0, 0, 0, 0
    while shown < len(comings):
        now = max(now, comings[shown])
        until = int(np.searchsorted(comings, now, side="right"))
        messages += 1
        entries += min(SIZE, until - shown)
        shown, now = until, now + PAUSE_SECONDS
    assert wall_rates(rate) == (
        pytest.approx(messages / comings[-1], rel=0.05),
        pytest.approx(entries / comings[-1], rel=0.05),
    )


def test_a_wall_without_drawings_is_told_nothing():
    assert wall_rates(0.0) == (0.0, 0.0)
