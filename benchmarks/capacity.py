"""What it takes: the cost of each event by process, and how much one and two servers hold.

    python -m benchmarks.capacity                      measures all, in some five minutes
    python -m benchmarks.capacity --save costs.json    keeps the costs for benchmarks.scale
    python -m benchmarks.capacity --seconds 2          a short look

Needs haproxy, PostgreSQL, the extra ``cluster`` and two processor cores. Each server with its
engine is held to one core; clients, balancer and database run beside them. Measured are

- what an event costs each process of two servers behind haproxy, in processor time (user and
  system), which other programs on the computer change little;
- a mixture of all events, on two servers and on one alone, against what these costs predict;
- the rate of strokes at which the 95th percentile of their answers passes 300 ms: on two servers,
  and on one alone, without balancer and database. A stroke is due at a random moment, and its time
  counts from then.

Then comes what ``benchmarks.scale`` prints. All tables are Markdown, for ``deploy/CAPACITY.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks import scale
from benchmarks.costs import Costs, Training, busy
from benchmarks.events import SECONDS, Events
from benchmarks.holding import VISITORS, Held, expected, mixture, most_strokes
from benchmarks.journal import COUNT, database_costs
from benchmarks.paced import Phones, Told
from benchmarks.rooms import simulate
from tests.support.installation import Installation, held_to, running, wait_until_ready
from tests.support.postgres import Postgres
from tests.support.running import report_speed

EACH = ({0}, {1})
"""The cores of each of two servers."""

MIB = 2**20


def quick_training() -> Training:
    """Train by the command line, as an engine does, and return what it took."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [sys.executable, "-m", "digitnet", "train", "--recipe", "quick", "--out", folder]
        pid = os.posix_spawn(
            sys.executable, command, os.environ | {"DIGITNET_HOME": folder},
            file_actions=[(os.POSIX_SPAWN_OPEN, one, os.devnull, os.O_WRONLY, 0) for one in (1, 2)],
        )  # fmt: skip
        _, status, used = os.wait4(pid, 0)
    if status:
        raise RuntimeError("The training failed.")
    processor = used.ru_utime + used.ru_stime
    return Training(time.perf_counter() - start, processor, 1024 * used.ru_maxrss)


def start_engines(installation: Installation) -> None:
    """A drawing of a phone starts the engine of its server."""
    for app in installation.servers:
        asyncio.run(Phones(app.port, Told()).draw_until_ready())
    wait_until_ready(installation)


def print_costs(costs: Costs) -> None:
    """Print what each event costs."""
    print("\n## Costs\n")
    table(["milliseconds of processor time", "server", "engine", "balancer", "received"])
    kinds = {
        "a stroke of a visitor, final answer": costs.stroke,
        "a message of live ink": costs.live,
        "an open page asks how the engine is, every 3 s": costs.look,
        "a phone's drawing": costs.drawing,
        "the same, refused": costs.refused,
        "a phone's question": costs.question,
        "the page for phones": costs.download,
        "four seconds of a round or a wall": costs.follow,
    }
    for name, cost in kinds.items():
        bytes = f"{cost.received / 1000:,.1f} kB"
        row(name, f"{cost.server:.2f}", f"{cost.engine:.2f}", f"{cost.balancer:.2f}", bytes)
    row("a phone's drawing, each other server", f"{costs.others:.2f}", "", "", "")
    wall = f"{costs.wall.base:.2f} + {costs.wall.each:.3f} a drawing"
    told = f"{costs.wall_bytes.base:,.0f} B + {costs.wall_bytes.each:,.0f} B a drawing"
    row("a message to a wall", wall, "", "", told)
    idle = costs.idle
    row("nothing, each second", *(f"{one:.1f}" for one in (idle.server, idle.engine,
        idle.balancer)), "")  # fmt: skip
    print()
    table(["the database", "a transaction", "each drawing in it"])
    for name, line in (
        ("to write, processor time", costs.write),
        ("each server that reads, processor time", costs.read),
        ("until it is committed, by the clock", costs.commit),
    ):
        row(name, f"{line.base:.2f} ms", f"{line.each:.3f} ms")
    row("nothing, each second and server", f"{idle.database:.1f} ms", "")
    print()
    memory, training = costs.memory, costs.training
    table(["memory", ""])
    for name, value in (
        ("a server", memory.server), ("its engine", memory.engine),
        ("an open page", memory.session), ("a phone in a round", memory.follower),
        ("a wall", memory.wall), ("a Quick training, in all", training.memory),
    ):  # fmt: skip
        row(name, f"{value / MIB:.1f} MiB" if value > MIB else f"{value / 1024:.0f} KiB")
    print(
        f"\nA Quick training took {training.seconds:.0f} s and {training.processor:.0f} s of "
        "processor time, start included.",
        flush=True,
    )


def table(heads: list[str]) -> None:
    """Begin a table."""
    row(*heads)
    row(*["---"] * len(heads))


def row(*cells: str) -> None:
    """Print a row of a table."""
    print(f"| {' | '.join(cells)} |", flush=True)


def print_mixture(name: str, costs: Costs, held: Held, servers: int) -> None:
    """Compare what a mixture took with what the costs predict."""
    transactions = simulate(costs, held.load, servers).transactions
    found = busy(costs, held.load, servers, transactions)
    predicted = {"server": servers * found.server, "engine": servers * found.engine}
    if servers > 1:
        predicted |= {"balancer": found.balancer, "database": found.database}
    for process, cores in predicted.items():
        measured = held.cores[process] + held.cores.get(f"other {process}", 0.0)
        row(
            name,
            process,
            f"{cores:.3f}",
            f"{measured:.3f}",
            f"{measured / cores if cores else float('nan'):.2f}",
        )


def print_held(name: str, expectation: float, told: Told,
               found: tuple[float, list[tuple[float, float]]]) -> None:  # fmt: skip
    """Print how many strokes were borne."""
    rate, tried = found
    steps = ", ".join(f"{one:.0f}: {high:.0f}" for one, high in tried)
    row(name, f"{expectation:.0f}/s", f"{rate:.1f}/s", steps, f"{len(told.errors)}")


def hold(installation: Installation, guess: float, seconds: float) -> tuple[
    Told, tuple[float, list[tuple[float, float]]]
]:  # fmt: skip
    """Find out how many strokes are borne."""
    told, visitors = Told(), VISITORS * len(installation.servers)
    return told, asyncio.run(most_strokes(installation.port, visitors, guess, seconds, told))


def errors_of(some: Iterable[Told]) -> None:
    """Print what went wrong."""
    errors = [error for told in some for error in told.errors]
    print(f"\nErrors: {len(errors)} {sorted(set(errors))[:5] or ''}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each phase")
    parser.add_argument("--save", type=Path, help="a file for the costs")
    options = parser.parse_args()
    seconds: float = options.seconds
    report_speed()
    training = quick_training()
    postgres = Postgres()
    try:
        database = database_costs(postgres, round(COUNT * min(1, seconds / SECONDS)))
        with running(EACH, postgres) as both:
            start_engines(both)
            events = Events(both, seconds)
            costs = asyncio.run(events.all(database, training))
            if options.save:
                costs.save(options.save)
            print_costs(costs)
            errors_of(events.told)
            on_both = asyncio.run(mixture(both, 2 * seconds))
            twice = hold(both, expected(costs, 2), seconds)
    finally:
        postgres.remove()
    with running(EACH[:1]) as one:
        start_engines(one)
        on_one = asyncio.run(mixture(one, 2 * seconds))
        beside = hold(one, expected(costs, 1, with_clients=False), seconds)
        with held_to(EACH[0]):
            once = hold(one, expected(costs, 1), seconds)
    print("\n## Predicted and measured\n")
    table(["a mixture on", "process", "predicted cores", "measured", "ratio"])
    print_mixture("two servers", costs, on_both, 2)
    print_mixture("one server", costs, on_one, 1)
    print()
    table(["strokes until the 95th percentile passes 300 ms", "predicted", "measured",
           "rate: 95th percentile", "errors"])  # fmt: skip
    print_held("two servers, on two cores with their clients", expected(costs, 2), *twice)
    print_held("one server, on one core with its clients", expected(costs, 1), *once)
    print_held("one server on one core, clients on another",
               expected(costs, 1, with_clients=False), *beside)  # fmt: skip
    two, alone, with_room = (found[0] for _, found in (twice, once, beside))
    print(
        f"\nTwo hold {two / alone:.2f} times what one does, clients counted in, and "
        f"{two / with_room:.2f} times what one does whose clients have a core of their own."
    )
    errors_of([on_both.told, on_one.told, twice[0], once[0], beside[0]])
    scale.report(costs)


if __name__ == "__main__":
    main()
