"""What one event costs each process, and what many of them cost together.

``benchmarks.capacity`` measures it; ``benchmarks.scale`` goes on from it. Processor time is in
milliseconds, user and system; memory in bytes.
"""

from __future__ import annotations

import dataclasses
import json
import math
import typing
from dataclasses import dataclass
from pathlib import Path

from digitnet.ui.server.wall import PAUSE_SECONDS, SIZE, STREAM_SECONDS


@dataclass(frozen=True)
class Cost:
    """Of one event, in milliseconds of processor time; bytes as the clients see them."""

    server: float = 0.0
    engine: float = 0.0
    balancer: float = 0.0
    clients: float = 0.0
    received: float = 0.0
    sent: float = 0.0


@dataclass(frozen=True)
class Line:
    """What something costs with so many parts: ``base + each * parts``."""

    base: float
    each: float

    @classmethod
    def through(cls, one: tuple[float, float], other: tuple[float, float]) -> Line:
        """Return the line through two points, (parts, cost), which are not both of one part."""
        each = max(0.0, (other[1] - one[1]) / (other[0] - one[0]))
        return cls(max(0.0, one[1] - each * one[0]), each)

    def of(self, parts: float, times: float = 1.0) -> float:
        """What so many parts cost that come in so many times."""
        return self.base * times + self.each * parts


@dataclass(frozen=True)
class Idle:
    """What is used each second while nothing happens, by one server and for it."""

    server: float
    engine: float
    balancer: float
    database: float


@dataclass(frozen=True)
class Memory:
    """What a server, its engine, a page, a wall and a waiting phone take, in bytes."""

    server: float
    engine: float
    session: float
    wall: float
    follower: float


@dataclass(frozen=True)
class Training:
    """A Quick one: seconds by the clock, seconds of processor time, bytes more in the engine."""

    seconds: float
    processor: float
    memory: float


@dataclass(frozen=True)
class Costs:
    """All that was measured.

    Attributes:
        stroke: of a page visitor, until the final answer.
        live: one message of live ink.
        look: an open page asks how the engine is.
        drawing: of a phone, at the server that takes it; without the database.
        refused: a drawing that comes while the limit is reached.
        question: what a phone asks from time to time.
        download: the page for phones.
        follow: one answer to a phone that follows a round, which lasts some seconds.
        others: milliseconds of each other server for a drawing.
        wall: of the server for a message to a wall, and for each drawing in it.
        wall_bytes: the same in bytes.
        write, read: of the database for a transaction that adds entries, and for one of the servers
            that reads them, and for each entry.
        commit: milliseconds by the clock until entries are committed and applied.
    """

    stroke: Cost
    live: Cost
    look: Cost
    drawing: Cost
    refused: Cost
    question: Cost
    download: Cost
    follow: Cost
    others: float
    wall: Line
    wall_bytes: Line
    write: Line
    read: Line
    commit: Line
    idle: Idle
    memory: Memory
    training: Training

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        path.write_text(json.dumps(dataclasses.asdict(self), indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> Costs:
        """Read what ``save`` wrote."""
        kinds = typing.get_type_hints(cls)
        values = json.loads(path.read_text())
        return cls(
            **{
                name: kinds[name](**value) if isinstance(value, dict) else value
                for name, value in values.items()
            }
        )


@dataclass(frozen=True)
class Load:
    """What comes to all servers together, each second; and the walls that are open."""

    strokes: float = 0.0
    live: float = 0.0
    looks: float = 0.0
    drawings: float = 0.0
    refused: float = 0.0
    questions: float = 0.0
    downloads: float = 0.0
    follows: float = 0.0
    walls: float = 0.0

    def by_cost(self, costs: Costs) -> list[tuple[float, Cost]]:
        """How often each cost arises."""
        return [
            (self.strokes, costs.stroke),
            (self.live, costs.live),
            (self.looks, costs.look),
            (self.drawings, costs.drawing),
            (self.refused, costs.refused),
            (self.questions, costs.question),
            (self.downloads, costs.download),
            # A wall asks again whenever an answer ends.
            (self.follows + self.walls / STREAM_SECONDS, costs.follow),
        ]


@dataclass(frozen=True)
class Busy:
    """Processor cores that are busy: of one server and its engine, the balancer, the database; and
    bytes a second that one server sends, and all of them."""

    server: float
    engine: float
    balancer: float
    database: float
    sent: float
    all_sent: float


def wall_rates(drawings: float) -> tuple[float, float]:
    """Return how many messages a wall gets each second, and how many drawings in them.

    After a message, changes are gathered for ``PAUSE_SECONDS``; if there were none, the next one is
    told of at once. Changes are a Poisson process, and each wall has ``SIZE`` places.
    """
    if not drawings:
        return 0.0, 0.0
    cycle = PAUSE_SECONDS + math.exp(-drawings * PAUSE_SECONDS) / drawings
    return 1 / cycle, min(drawings, SIZE / cycle)


def busy(costs: Costs, load: Load, servers: int, transactions: float) -> Busy:
    """Return what a load costs, shared evenly by servers.

    Args:
        costs: of one event each.
        load: of all servers.
        servers: how many there are.
        transactions: in which the database takes a second's drawings; 0 without one.
    """
    events = load.by_cost(costs)
    messages, entries = wall_rates(load.drawings)
    own = 1 / servers
    server = (
        sum(rate * cost.server for rate, cost in events) * own
        + load.drawings * (1 - own) * costs.others
        + load.walls * own * costs.wall.of(entries, messages)
        + costs.idle.server
    )
    engine = sum(rate * cost.engine for rate, cost in events) * own + costs.idle.engine
    balancer = sum(rate * cost.balancer for rate, cost in events) + costs.idle.balancer
    database = 0.0
    if transactions:
        database = (
            costs.write.of(load.drawings, transactions)
            + servers * costs.read.of(load.drawings, transactions)
            + servers * costs.idle.database
        )
    sent = sum(rate * cost.received for rate, cost in events)
    sent += load.walls * costs.wall_bytes.of(entries, messages)
    cores = 1 / 1000
    return Busy(
        server * cores, engine * cores, balancer * cores, database * cores, sent * own, sent
    )
