"""Queues, simulated: when somebody who comes is served, and when they leave.

Times are float64 seconds from the start. First come, first served; nobody gives up.
"""

from __future__ import annotations

import heapq
from collections import deque

import numpy as np


def arrivals(rate: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Return when somebody comes, at so many a second on average and independently (Poisson)."""
    count = rng.poisson(rate * seconds)
    return np.sort(rng.uniform(0.0, seconds, count))


def departures(comings: np.ndarray, services: np.ndarray) -> np.ndarray:
    """Return when each leaves a single server.

    Lindley's recursion, d[n] = max(a[n], d[n - 1]) + s[n], without a loop.

    Args:
        comings: (n,), ascending.
        services: (n,), how long each is served.
    """
    done = np.cumsum(services)
    return done + np.maximum.accumulate(comings - (done - services))


def departures_of_several(comings: np.ndarray, services: np.ndarray, servers: int) -> np.ndarray:
    """Return when each leaves, where several servers share one queue.

    Args:
        comings: (n,), ascending.
        services: (n,), how long each is served.
        servers: how many there are.
    """
    if servers == 1:
        return departures(comings, services)
    free = [0.0] * servers
    left = np.empty(len(comings))
    for number, (coming, service) in enumerate(
        zip(comings.tolist(), services.tolist(), strict=True)
    ):
        end = max(coming, free[0]) + service
        heapq.heapreplace(free, end)
        left[number] = end
    return left


def commits(
    comings: np.ndarray, senders: np.ndarray, base: float, each: float
) -> tuple[np.ndarray, int]:
    """Return when each entry is committed by a database that takes one transaction at a time.

    Whoever has waited longest sends all that it has in one transaction, which takes ``base``
    seconds and ``each`` for every entry.

    Args:
        comings: (n,), ascending.
        senders: (n,), integers: who sends the entry.
        base: seconds.
        each: seconds.

    Returns:
        (n,) and the number of transactions.
    """
    left = np.empty(len(comings))
    waiting: dict[int, list[int]] = {}
    # Senders in the order in which they began to wait.
    order: deque[int] = deque()
    now, next_one, count = 0.0, 0, 0
    times, names = comings.tolist(), senders.tolist()
    while next_one < len(times) or order:
        if not order:
            now = max(now, times[next_one])
        while next_one < len(times) and times[next_one] <= now:
            if names[next_one] not in waiting:
                waiting[names[next_one]] = []
                order.append(names[next_one])
            waiting[names[next_one]].append(next_one)
            next_one += 1
        entries = waiting.pop(order.popleft())
        now += base + each * len(entries)
        left[entries] = now
        count += 1
    return left, count
