"""What it takes for up to a million phones, simulated from costs that were measured.

    python -m benchmarks.capacity --save costs.json    measures the costs
    python -m benchmarks.scale costs.json              goes on from there
    python -m benchmarks.scale costs.json --every 20   phones draw every 20 s instead of every 5

Prints what one room takes, what of it breaks first, and what many rooms take instead. There are so
many servers that 95 of 100 answers come within 300 ms (``benchmarks.rooms``).
"""

from __future__ import annotations

import argparse
import dataclasses
import math
from pathlib import Path

from benchmarks.costs import Costs, busy
from benchmarks.rooms import (
    ARRIVE_SECONDS,
    MOST_SERVERS,
    Room,
    memory,
    servers_for,
    simulate,
    strain,
)
from benchmarks.wall import EVERY_SECONDS
from digitnet.ui.server import wall_routes

PHONES = (100, 1_000, 5_000, 100_000, 1_000_000)
SIZES = (*(digit * 10**power for power in (2, 3, 4, 5) for digit in (1, 2, 5)), 10**6)


def room_in_full(costs: Costs, room: Room) -> tuple[int | None, dict[str, float]]:
    """Return how many servers a room needs, and the strain of what they share."""
    servers = servers_for(costs, room)
    # Where no number is enough for the drawings, as many as all else needs.
    enough = servers or servers_for(costs, dataclasses.replace(room, limit=wall_routes.ALL_RATE))
    return servers, strain(costs, room, enough or MOST_SERVERS)


def print_one_room(costs: Costs, every: float, limit: float) -> None:
    """Print what one room takes, and what is too much for it."""
    print("| phones | drawings, wanted and taken | questions | servers | database | "
          "balancer | first minute | 95 % of strokes, of drawings | too much for |")  # fmt: skip
    print("| --- " * 9 + "|")
    for count in PHONES:
        room = Room(count, every, limit)
        servers, strains = room_in_full(costs, room)
        broken = sorted((name for name in strains if strains[name] > 1), key=lambda n: -strains[n])
        if servers is None:
            print(
                f"| {count:,} | {room.wanted:,.0f}/s | | no number | | | | | {', '.join(broken)} |"
            )
            continue
        load = room.load(servers)
        waits = simulate(costs, load, servers)
        used = busy(costs, load, servers, waits.transactions)
        first = busy(costs, room.arriving(servers), servers, 0.0)
        print(
            f"| {count:,} | {room.wanted:,.0f}/s, {room.taken:,.0f}/s | {load.questions:,.0f}/s "
            f"| {servers:,} | {used.database:.1f} cores | {used.balancer:.1f} cores "
            f"| {8 * first.all_sent / 1e9:.2f} Gbit/s | {waits.stroke:.0f}, {waits.drawing:.0f} ms "
            f"| {', '.join(broken)} |",
            flush=True,
        )


def print_breaks(costs: Costs, every: float) -> None:
    """Print how many phones each thing that a room's servers share can bear."""
    print("| | as it is | without the limit of drawings |")
    print("| --- | --- | --- |")
    bears: list[dict[str, int]] = []
    for limit in (wall_routes.ALL_RATE, math.inf):
        found: dict[str, int] = {}
        for count in SIZES:
            _, strains = room_in_full(costs, Room(count, every, limit))
            for name, value in strains.items():
                found.setdefault(name, 0)
                if value <= 1:
                    found[name] = count
        bears.append(found)
    for name in sorted(bears[0], key=lambda one: bears[0][one]):
        # It cannot be reached where there is none.
        other = "" if name == "limit of drawings" else f"{bears[1][name]:,} phones"
        print(f"| {name} | {bears[0][name]:,} phones | {other} |")


def machines(costs: Costs, room: Room) -> float:
    """Return how many a room takes: servers, and one for balancer and database if it needs them."""
    servers, strains = room_in_full(costs, room)
    if servers is None or max(strains.values()) > 1:
        return math.inf
    return servers + (servers > 1)


def print_rooms(costs: Costs, every: float) -> None:
    """Print how large one room can be, and how many rooms, each on its own, are cheapest."""
    takes = {size: machines(costs, Room(size, every)) for size in SIZES}
    largest = max((size for size in SIZES if takes[size] < math.inf), default=0)
    if not largest:
        print(f"No room of {SIZES[0]} phones holds.")
        return
    print(f"The largest room in which nothing breaks has {largest:,} phones and takes "
          f"{takes[largest]:.0f} machines. ", end="")  # fmt: skip
    best = min(takes, key=lambda size: takes[size] / size)
    servers = servers_for(costs, Room(best, every))
    print(f"Cheapest are rooms of {best:,} phones; servers in each: {servers}.\n")
    print("| phones | rooms | machines | memory of each server's | first minute |")
    print("| --- " * 5 + "|")
    for count in PHONES:
        rooms = math.ceil(count / best)
        part = Room(min(count, best), every)
        first = 8 * count / ARRIVE_SECONDS * costs.download.received / 1e9
        each, taken = machines(costs, part), memory(costs, part, servers or 1) / 2**30
        print(
            f"| {count:,} | {rooms:,} | {rooms * each:,.0f} | {taken:.1f} GiB "
            f"| {first:.2f} Gbit/s |"
        )


def report(costs: Costs, every: float = EVERY_SECONDS) -> None:
    """Print it all."""
    print(f"\n## One room\n\nA drawing of each phone every {every:g} s, as the limits are:\n")
    print_one_room(costs, every, wall_routes.ALL_RATE)
    print("\nWithout the limit of drawings a second:\n")
    print_one_room(costs, every, math.inf)
    print("\n## What breaks\n")
    print_breaks(costs, every)
    print("\n## Many rooms\n")
    print_rooms(costs, every)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("costs", type=Path, help="what benchmarks.capacity --save has written")
    parser.add_argument("--every", type=float, default=EVERY_SECONDS, help="seconds")
    options = parser.parse_args()
    report(Costs.load(options.costs), options.every)


if __name__ == "__main__":
    main()
