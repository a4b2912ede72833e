"""A room of phones and visitors: what it asks of its servers, simulated from measured costs.

Each server is a queue for its own process and one for its engine, both on cores of their own, with
exponential service times; the database takes one transaction at a time (``benchmarks.queueing``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.costs import Busy, Costs, Load, busy, wall_rates
from benchmarks.queueing import arrivals, commits, departures
from benchmarks.wall import AGAIN_SECONDS, EVERY_SECONDS
from digitnet.rounds.fool_round import VOTE_SECONDS
from digitnet.ui.server import connections, phones, rounds, wall, wall_routes
from digitnet.ui.server.round_routes import ALL_BURST, ALL_RATE
from digitnet.ui.sidebar import IDLE_SECONDS

AIM_MS = 300.0
"""For 95 of 100 answers."""

ARRIVE_SECONDS = 60.0
"""In which all phones open their page, after a code was shown."""

VISITOR_SHARE = 0.02
"""People with the whole app, for each phone; 10 at least."""

STROKE_SECONDS = 5.0
LIVE_A_STROKE = 10
"""A visitor draws a stroke that often; live ink sends so many messages during one."""

WALL_PHONES = 1_000
"""Phones for each wall that is open."""

DATABASE_CORES = 4
DATABASE_CONNECTIONS = 97
"""PostgreSQL's default, less those that it keeps."""

CONNECTIONS_A_SERVER = 4
"""Two for the journal, two for the collection."""

BALANCER_CORES = 4
BALANCER_BITS = 10e9
SERVER_BITS = 1e9
"""What they can send each second."""

MOST_SERVERS = 100_000
MOST_EVENTS = 50_000
"""Of one kind in one simulation."""

SECONDS = 60.0


@dataclass(frozen=True)
class Room:
    """People in one room; a drawing of each phone every so many seconds.

    Attributes:
        phones: how many.
        every: seconds.
        limit: drawings that are taken each second.
    """

    phones: int
    every: float = EVERY_SECONDS
    limit: float = wall_routes.ALL_RATE

    @property
    def visitors(self) -> float:
        return max(10.0, VISITOR_SHARE * self.phones)

    @property
    def walls(self) -> int:
        return max(1, round(self.phones / WALL_PHONES))

    @property
    def wanted(self) -> float:
        """Drawings that people make each second."""
        return self.phones / self.every

    @property
    def taken(self) -> float:
        return min(self.wanted, self.limit)

    def load(self, servers: int) -> Load:
        """What comes once everybody is there, while no round is on."""
        strokes = self.visitors / STROKE_SECONDS
        is_over = self.wanted > self.limit
        each = self.phones / servers
        pause = min(phones.SLOWEST, max(phones.QUICKEST, min(each, phones.MOST) / phones.RATE))
        return Load(
            strokes=strokes,
            live=LIVE_A_STROKE * strokes,
            looks=self.visitors / IDLE_SECONDS,
            drawings=self.taken,
            # More and more drawings wait, until each phone always has one to send again.
            refused=max(0.0, self.phones / AGAIN_SECONDS - self.taken) if is_over else 0.0,
            questions=self.phones / pause,
            walls=self.walls,
        )

    def arriving(self, servers: int) -> Load:
        """What comes while phones open their page."""
        # On average, half of them are there.
        asked = self.load(servers).questions / 2
        return Load(downloads=self.phones / ARRIVE_SECONDS, questions=asked)

    def playing(self, servers: int) -> Load:
        """What comes during a round: each phone follows it, and answers as often as it draws."""
        quiet = self.load(servers)
        return dataclasses.replace(quiet, follows=self.phones / rounds.STREAM_SECONDS)


@dataclass(frozen=True)
class Waits:
    """What 95 of 100 wait for at most, in milliseconds.

    Attributes:
        stroke: for the answer.
        drawing: until it is taken.
        commit: the database's part of that.
        transactions: of the database, each second.
    """

    stroke: float
    drawing: float
    commit: float
    transactions: float


def simulate(costs: Costs, load: Load, servers: int, seed: int = 0) -> Waits:
    """Simulate one of the servers, and the database with what comes from all of them."""
    rng = np.random.default_rng(seed)
    database, transactions = _database(costs, load, servers, rng)
    strokes, drawings = _server(costs, load, servers, rng)
    if len(database) and len(drawings):
        drawings = drawings + rng.choice(database, len(drawings))
    return Waits(_high(strokes), _high(drawings), _high(database), transactions)


def _high(times: np.ndarray) -> float:
    return 1000 * float(np.quantile(times, 0.95)) if len(times) else 0.0


def _seconds(rate: float) -> float:
    return min(SECONDS, MOST_EVENTS / max(rate, 1e-9))


def _database(
    costs: Costs, load: Load, servers: int, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Return how long entries wait for the database, and its transactions each second."""
    seconds = _seconds(load.drawings)
    comings = arrivals(load.drawings, seconds, rng)
    if servers == 1 or not len(comings):
        return np.empty(0), 0.0
    senders = rng.integers(0, servers, len(comings))
    left, count = commits(comings, senders, costs.commit.base / 1000, costs.commit.each / 1000)
    return left - comings, count / max(seconds, left[-1])


def _server(
    costs: Costs, load: Load, servers: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the seconds that strokes and drawings take at one server and its engine."""
    messages, entries = wall_rates(load.drawings)
    kinds = [(rate / servers, cost.server, cost.engine) for rate, cost in load.by_cost(costs)]
    a_message = costs.wall.of(entries / messages if messages else 0.0)
    kinds += [
        (load.drawings * (1 - 1 / servers), costs.others, 0.0),
        (load.walls * messages / servers, a_message, 0.0),
    ]
    seconds = _seconds(max(rate for rate, *_ in kinds))
    comings = [arrivals(rate, seconds, rng) for rate, *_ in kinds]
    names = np.repeat(np.arange(len(kinds)), [len(one) for one in comings])
    times = np.concatenate(comings)
    order = np.argsort(times, kind="stable")
    times, names = times[order], names[order]
    by_server, by_engine = (
        np.array([kind[place] for kind in kinds])[names] / 1000 for place in (1, 2)
    )
    left = departures(times, rng.exponential(1.0, len(times)) * by_server)
    asks = by_engine > 0
    left[asks] = departures(left[asks], rng.exponential(1.0, int(asks.sum())) * by_engine[asks])
    return (left - times)[names == 0], (left - times)[names == 3]


def is_enough(costs: Costs, room: Room, servers: int) -> bool:
    """Whether so many servers are enough, whatever else breaks."""
    if (
        room.visitors > servers * connections.VISITORS
        or room.walls > servers * wall.WATCHERS
        or room.phones > servers * rounds.WATCHERS
    ):
        return False
    for load in (room.load(servers), room.arriving(servers), room.playing(servers)):
        used = busy(costs, load, servers, 0.0)
        if max(used.server, used.engine) >= 1 or 8 * used.sent > SERVER_BITS:
            return False
        # The database is looked at by itself.
        strokes, drawings = _server(costs, load, servers, np.random.default_rng(0))
        if max(_high(strokes), _high(drawings)) > AIM_MS:
            return False
    return True


def servers_for(costs: Costs, room: Room) -> int | None:
    """Return how many servers a room needs; None if no number is enough."""
    return least(lambda servers: is_enough(costs, room, servers), MOST_SERVERS)


def least(holds: Callable[[int], bool], most: int) -> int | None:
    """Return the smallest number from 1 on for which something holds, which then holds for all
    larger ones; None if it does not for any up to ``most``."""
    high = 1
    while not holds(high):
        if high >= most:
            return None
        high = min(most, 2 * high)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def strain(costs: Costs, room: Room, servers: int) -> dict[str, float]:
    """Return how much of what all servers share is used; what is more than 1 breaks."""
    load = room.load(servers)
    waits = simulate(costs, load, servers)
    used: list[Busy] = [
        busy(costs, one, servers, waits.transactions) for one in (load, room.playing(servers))
    ]
    arriving = busy(costs, room.arriving(servers), servers, 0.0)
    shared = servers > 1
    return {
        "limit of drawings": room.wanted / room.limit,
        "limit of answers": room.phones / (ALL_BURST + VOTE_SECONDS * ALL_RATE),
        "other servers' drawings": room.taken * costs.others / 1000 if shared else 0.0,
        "database writes": waits.commit / AIM_MS,
        "database processor": max(one.database for one in used) / DATABASE_CORES,
        "database connections": servers * CONNECTIONS_A_SERVER / DATABASE_CONNECTIONS
        if shared
        else 0.0,
        "balancer processor": max(one.balancer for one in (*used, arriving)) / BALANCER_CORES,
        "balancer network": 8 * max(one.all_sent for one in (*used, arriving)) / BALANCER_BITS,
    }


def memory(costs: Costs, room: Room, servers: int) -> float:
    """Return the bytes of one machine: its server, with people, its engine, and a training."""
    taken = costs.memory
    people = room.visitors * taken.session + room.phones * taken.follower + room.walls * taken.wall
    return taken.server + taken.engine + costs.training.memory + people / servers
