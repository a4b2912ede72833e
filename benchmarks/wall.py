"""``python -m benchmarks.wall``: how fast phones' drawings are taken and shown by an open wall.

Each phone sends a drawing every five seconds, on a new connection as phones do after a rest, and
again after a second if the server takes no more just then. One more sends drawings that can be
found in what the wall is told. Also prints errors, and how much memory the server took in the first
half of the time and in the second: a long run, ``--phones 1000 --seconds 600``, shows whether it is
flat.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import pairwise

import psutil

from tests.support.person import App
from tests.support.running import report, running_app

EVERY_SECONDS = 5.0
AGAIN_SECONDS = 1.0
"""After which a phone sends again what was refused (``ui/static/sender.js``)."""

MOST_POINTS = 200
SEVEN = [[100, 100], [300, 100], [180, 350]]


@dataclass
class Figures:
    """What phones saw.

    Attributes:
        accepted: milliseconds until a drawing was, without those when it was refused.
        refused: how often the server took no more just then.
        errors: whatever else went wrong.
    """

    accepted: list[float] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)


class Refused(RuntimeError):
    """The server takes no more just now."""


@contextlib.asynccontextmanager
async def asked(port: int, head: str, body: bytes = b"") -> AsyncIterator[asyncio.StreamReader]:
    """Send one request; give what is left of the answer after its status, which has to be 2xx."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    lines = f"{head}\r\nHost: localhost:{port}\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{lines}Connection: close\r\n\r\n".encode() + body)
    try:
        await writer.drain()
        status = (await reader.readline()).decode().strip()
        code = status.split()[1]
        if code[:1] != "2":
            kind = Refused if code == "429" else RuntimeError
            raise kind(f"The server answered {status}.")
        yield reader
    finally:
        writer.close()


async def send(port: int, *strokes: list[list[int]]) -> float:
    """Send a drawing; return how many milliseconds it took until it was accepted."""
    value = {"name": random.randbytes(8).hex(), "strokes": strokes, "pen_width": 40}
    start = time.perf_counter()
    async with asked(port, "POST /api/drawings HTTP/1.1", json.dumps(value).encode()) as answer:
        await answer.read()
    return 1000 * (time.perf_counter() - start)


async def send_until_taken(port: int, figures: Figures, *strokes: list[list[int]]) -> None:
    """Send a drawing as phones do, and note what happens."""
    while True:
        try:
            figures.accepted.append(await send(port, *strokes))
            return
        except Refused:
            figures.refused += 1
            await asyncio.sleep(AGAIN_SECONDS)
        except (OSError, RuntimeError) as error:
            figures.errors.append(f"{type(error).__name__}: {error}")
            return


async def draw(port: int, seconds: float, figures: Figures) -> None:
    """A phone, which starts at any time in the first five seconds."""
    end = time.monotonic() + seconds
    await asyncio.sleep(random.uniform(0, EVERY_SECONDS))
    while time.monotonic() < end:
        await send_until_taken(port, figures, SEVEN)
        await asyncio.sleep(EVERY_SECONDS)


async def watch(port: int, seen: dict[int, float]) -> None:
    """A wall: note when drawings of two strokes come, by the points of the second."""
    last = ""
    while True:
        head = f"GET /api/wall HTTP/1.1\r\nLast-Event-ID: {last}"
        async with asked(port, head) as answer:
            async for line in answer:
                text = line.decode()
                if text.startswith("id: "):
                    last = text[4:].strip()
                elif text.startswith("data: "):
                    for entry in json.loads(text[6:])["changed"]:
                        if len(entry["strokes"]) == 2:
                            seen.setdefault(len(entry["strokes"][1]), time.perf_counter())


async def look_for_one(port: int, seconds: float, figures: Figures, shown: list[float]) -> None:
    """Send a drawing twice a second, and take the time until it is on the wall."""
    seen: dict[int, float] = {}
    watching = asyncio.create_task(watch(port, seen))
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        start = time.perf_counter()
        # Few enough for the server's limit; nobody looks for those of minutes ago any more.
        points = 3 + count % MOST_POINTS
        seen.pop(points, None)
        count += 1
        found = [[120 + number % 60, 220] for number in range(points)]
        await send_until_taken(port, figures, SEVEN, found)
        while points not in seen and time.perf_counter() - start < 2:
            await asyncio.sleep(0.005)
        shown.append(1000 * (seen.get(points, float("inf")) - start))
        await asyncio.sleep(0.5)
    watching.cancel()


async def run(app: App, phones: int, seconds: float) -> None:
    server = psutil.Process(app.process.pid)
    before, memory = server.cpu_times(), [server.memory_info().rss]
    figures, shown = Figures(), []

    async def look_at_memory() -> None:
        for _ in range(2):
            await asyncio.sleep(seconds / 2)
            memory.append(server.memory_info().rss)

    await asyncio.gather(
        look_at_memory(),
        look_for_one(app.port, seconds, figures, shown),
        *(draw(app.port, seconds, figures) for _ in range(phones)),
    )
    used = server.cpu_times()
    cpu = 1000 * (used.user + used.system - before.user - before.system)
    count = len(figures.accepted)
    print(f"{phones} phones, {count} drawings, load average {os.getloadavg()[0]:.1f}")
    report("drawing accepted", figures.accepted)
    found = [milliseconds for milliseconds in shown if milliseconds < float("inf")]
    report("drawing on the wall", found)
    # Thirty newer ones came before the wall was told of it.
    print(f"{'drawing replaced before it was seen':34} {len(shown) - len(found)} of {len(shown)}")
    print(f"{'server, processor time a drawing':34} {cpu / count:8.2f} ms")
    first, second = (after - before for before, after in pairwise(memory))
    print(f"{'server, memory more':34} {first / 2**20:8.1f} and {second / 2**20:.1f} MiB")
    print(f"{'refused, and sent again':34} {figures.refused:8}")
    print(
        f"{'errors':34} {len(figures.errors):8} {sorted(set(figures.errors))[:3] or ''}", flush=True
    )


def is_ready(app: App) -> bool:
    """Whether the engine answers."""
    with contextlib.suppress(urllib.error.HTTPError):
        return b'"ready"' in urllib.request.urlopen(f"{app.url}/healthz").read()
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    with running_app() as app:
        # The first drawing starts the engine.
        deadline = time.monotonic() + 120
        while not is_ready(app) and time.monotonic() < deadline:
            asyncio.run(send_until_taken(app.port, Figures(), SEVEN))
            time.sleep(0.5)
        for phones in options.phones:
            asyncio.run(run(app, phones, options.seconds))


if __name__ == "__main__":
    main()
