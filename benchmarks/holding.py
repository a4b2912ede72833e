"""How much servers hold: a mixture of all that people do, and as many strokes as they can."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import numpy as np

from benchmarks.costs import Costs, Load
from benchmarks.paced import Phones, Told, Walls, at_rate, crowd
from benchmarks.rooms import AIM_MS
from tests.support.installation import Installation

MIXTURE = Load(
    strokes=6.0, live=8.0, looks=8.0, drawings=20.0, questions=30.0, downloads=3.0, follows=4.0,
    walls=2,
)  # fmt: skip
"""What comes each second, and the walls that are open; about a third of what one core can do."""

VISITORS = 30
STEP = 1.15
"""By this factor the rate grows."""

FIRST = 0.6
"""The rate at first, as a part of what is expected."""

STEP_PART = 0.7
"""How long each rate is tried, as a part of a phase."""

MOST_STEPS = 16


@dataclass
class Held:
    """What servers bore.

    Attributes:
        load: as it came.
        cores: of each process that were busy.
        told: by the clients.
    """

    load: Load
    cores: dict[str, float]
    told: Told


async def mixture(installation: Installation, seconds: float) -> Held:
    """Let everything happen at once."""
    told, counts = Told(), {}
    walls = Walls()
    phones = Phones(installation.port, told)
    async with crowd(installation.port, VISITORS, told) as people:
        kinds = {
            "strokes": people.stroke,
            "live": people.live,
            "looks": people.look,
            "drawings": phones.draw,
            "questions": phones.question,
            "downloads": phones.page,
            "follows": phones.follow,
        }
        watching = [
            asyncio.create_task(walls.watch(installation.port)) for _ in range(int(MIXTURE.walls))
        ]
        before, start = installation.seconds(), time.perf_counter()
        seen = {name: Told() for name in kinds}
        await asyncio.gather(
            *(
                at_rate(getattr(MIXTURE, name), seconds, do, seen[name], seed)
                for seed, (name, do) in enumerate(kinds.items())
            )
        )
        passed, after = time.perf_counter() - start, installation.seconds()
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    for name, one in seen.items():
        counts[name] = len(one.times) / passed
        told.errors += one.errors
    told.times = seen["strokes"].times
    cores = {name: (after[name] - before[name]) / passed for name in after}
    return Held(Load(**counts, walls=MIXTURE.walls), cores, told)


def expected(costs: Costs, cores: int, with_clients: bool = True) -> float:
    """Return the strokes each second at which the 95th percentile should pass ``AIM_MS``.

    Each core is taken for an M/M/1 queue, whose times are exponential with the rate at which it
    could answer less that at which strokes come.

    Args:
        costs: of a stroke.
        cores: how many, each with the same part of everything.
        with_clients: whether clients and, for several servers, the balancer run on these cores.
    """
    stroke = costs.stroke
    milliseconds = stroke.server + stroke.engine
    if with_clients:
        milliseconds += stroke.clients + (stroke.balancer if cores > 1 else 0.0)
    return cores * max(1.0, 1000 / milliseconds - np.log(20) / (AIM_MS / 1000))


async def most_strokes(
    port: int, visitors: int, guess: float, seconds: float, told: Told
) -> tuple[float, list[tuple[float, float]]]:
    """Return the strokes each second that are borne, and the 95th percentile at each rate tried.

    The rate grows until the 95th percentile is above ``AIM_MS`` twice in a row. That at which it
    is passed is read off a line between the logarithms of the two times beside it.
    """
    tried: list[tuple[float, float]] = []
    async with crowd(port, visitors, told) as people:
        rate = FIRST * guess
        for step in range(MOST_STEPS):
            one = Told()
            await at_rate(rate, STEP_PART * seconds, people.stroke, one, step)
            told.errors += one.errors
            tried.append((rate, float(np.percentile(one.times, 95))))
            if len(tried) > 1 and min(high for _, high in tried[-2:]) > AIM_MS:
                break
            rate *= STEP
            # What still waits shall not count for the next rate.
            await asyncio.sleep(0.5)
    return borne(tried), tried


def borne(tried: list[tuple[float, float]]) -> float:
    """Return the rate at which times pass ``AIM_MS``, of rates and times in the order tried.

    The last rate, if no time passed it; NaN, if all did.
    """
    good = [place for place, (_, high) in enumerate(tried) if high <= AIM_MS]
    if not good:
        return float("nan")
    place = good[-1]
    if place + 1 == len(tried):
        return tried[-1][0]
    (rate, low), (next_rate, high) = tried[place : place + 2]
    return float(np.interp(np.log(AIM_MS), np.log([low, high]), [rate, next_rate]))
