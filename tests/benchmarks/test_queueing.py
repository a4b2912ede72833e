"""The simulated queues agree with what is known exactly."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest

from benchmarks.queueing import arrivals, commits, departures, departures_of_several

COUNT = 200_000


def erlang_c(servers: int, load: float) -> float:
    """The probability to wait in an M/M/c queue (Erlang 1917); load in servers."""
    waiting = load**servers / factorial(servers) * servers / (servers - load)
    return waiting / (sum(load**k / factorial(k) for k in range(servers)) + waiting)


def crowd(rate: float, seed: int = 0) -> tuple[np.ndarray, np.random.Generator]:
    rng = np.random.default_rng(seed)
    return arrivals(rate, COUNT / rate, rng), rng


def test_arrivals_are_a_poisson_process():
    comings, _ = crowd(50.0)
    gaps = np.diff(comings)
    assert len(comings) == pytest.approx(COUNT, rel=0.01)
    assert np.mean(gaps) == pytest.approx(1 / 50, rel=0.01)
    assert np.std(gaps) == pytest.approx(1 / 50, rel=0.02)


def test_the_same_seed_gives_the_same_arrivals():
    assert np.array_equal(crowd(5.0, seed=3)[0], crowd(5.0, seed=3)[0])
    assert not np.array_equal(crowd(5.0, seed=3)[0], crowd(5.0, seed=4)[0])


def test_one_exponential_server_is_m_m_1():
    comings, rng = crowd(70.0)
    times = departures(comings, rng.exponential(1 / 100, len(comings))) - comings
    # The time in the system is exponential, with rate mu - lambda.
    assert np.mean(times) == pytest.approx(1 / 30, rel=0.05)
    assert np.quantile(times, 0.95) == pytest.approx(np.log(20) / 30, rel=0.05)


def test_one_even_server_is_m_d_1():
    comings, _ = crowd(80.0)
    waits = departures(comings, np.full(len(comings), 1 / 100)) - comings - 1 / 100
    # Pollaczek and Khinchine: rho s / (2 (1 - rho)).
    assert np.mean(waits) == pytest.approx(0.8 / 100 / (2 * 0.2), rel=0.05)


@pytest.mark.parametrize("servers", [1, 2, 8])
def test_several_servers_are_m_m_c(servers):
    load = 0.75 * servers
    comings, rng = crowd(load * 10.0)
    services = rng.exponential(1 / 10, len(comings))
    waits = departures_of_several(comings, services, servers) - comings - services
    known = erlang_c(servers, load) / (10.0 * (servers - load))
    assert np.mean(waits) == pytest.approx(known, rel=0.06)
    assert np.mean(waits > 1e-9) == pytest.approx(erlang_c(servers, load), rel=0.03)


def test_nobody_is_served_before_they_come():
    comings = np.array([0.0, 10.0, 10.5])
    assert departures(comings, np.ones(3)).tolist() == [1.0, 11.0, 12.0]
    assert departures_of_several(comings, np.ones(3), 2).tolist() == [1.0, 11.0, 11.5]


def test_nobody_comes():
    nobody = np.empty(0)
    assert len(departures(nobody, nobody)) == len(departures_of_several(nobody, nobody, 3)) == 0
    left, count = commits(nobody, nobody.astype(int), 1.0, 1.0)
    assert (len(left), count) == (0, 0)


def test_a_transaction_takes_all_that_its_sender_has():
    comings = np.array([0.0, 0.1, 0.2, 0.3])
    left, count = commits(comings, np.array([1, 1, 2, 1]), base=1.0, each=0.5)
    # The first alone; then sender 1 with two, as it began to wait before sender 2.
    assert left.tolist() == [1.5, 3.5, 5.0, 3.5]
    assert count == 3


def test_transactions_without_waiting_are_one_for_each_entry():
    comings = np.arange(5.0)
    left, count = commits(comings, np.zeros(5, int), base=0.25, each=0.25)
    assert (left - comings).tolist() == [0.5] * 5
    assert count == 5


def test_one_sender_waits_for_two_transactions_at_most():
    comings, _ = crowd(1000.0)
    left, count = commits(comings, np.zeros(len(comings), int), base=0.01, each=0.0)
    times = left - comings
    assert times.min() >= 0.01 - 1e-9
    assert times.max() <= 0.02 + 1e-9
    # It commits all the time: a hundred a second.
    assert count == pytest.approx(100 * comings[-1], rel=0.01)


def test_many_senders_share_the_database_in_turn():
    comings, _ = crowd(50.0)
    senders = np.arange(len(comings))
    left, count = commits(comings, senders, base=0.006, each=0.004)
    # With one entry each it is M/D/1.
    assert count == len(comings)
    assert np.allclose(left, departures(comings, np.full(len(comings), 0.01)))
