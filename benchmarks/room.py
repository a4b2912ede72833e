"""How many people with the whole app one server holds, beside phones on the web page.

    python -m benchmarks.room                        100 visitors beside 200 phones
    python -m benchmarks.room --visitors 25 50 100   one crowd after the other
    python -m benchmarks.room --phones 0             visitors only

A visitor has a Streamlit page and draws a stroke every two seconds; a phone sends a drawing every
five. Before that, the same number of visitors draws on a bare Streamlit page with the same canvas
and nothing else: what Streamlit costs by itself. Prints the median and the 95th percentile from a
stroke to its answer, errors, and the processor time of the page process for a stroke, phones'
drawings included. The first line tells the machine's own speed; the clients share its cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from websockets.asyncio.client import connect

from benchmarks.load import ANSWER_SECONDS, STROKE_SECONDS, Client, finished, points, warm
from benchmarks.wall import Figures, draw
from digitnet.drawing.canvas import SIDE
from tests.support.ports import free_port
from tests.support.running import report, report_speed, running_app
from tests.support.strokes import path_object

BARE = f"""
from streamlit_drawable_canvas import st_canvas

st_canvas(width={SIDE}, height={SIDE}, key="canvas")
"""

OPEN_AT_ONCE = 5
"""Pages that open at a time; a hundred at once would run into time limits."""


@dataclass
class Room:
    """What the clients of one room measured."""

    strokes: list[float] = field(default_factory=list)
    phones: Figures = field(default_factory=Figures)
    errors: list[str] = field(default_factory=list)


class Visitor(Client):
    """The app's page, seen from the network."""

    async def draw(self, count: int) -> float:
        """Send a stroke; return the milliseconds until the answer is there."""
        milliseconds = await self.send(*finished(count))
        if self.panel["state"] not in ("read", "odd", "sketch"):
            raise ValueError(self.panel["line"])
        return milliseconds


class BareVisitor(Client):
    """A page with a canvas and nothing else, seen from the network."""

    async def open(self) -> None:
        """Ask for the page, until its script has run."""
        await self._run_script()

    async def draw(self, count: int) -> float:
        """Send a stroke; return the milliseconds until the script has run."""
        drawing = {"raw": {"objects": [path_object(points(count))]}, "data": None}
        canvas = self._components["canvas"].id
        self._states[canvas] = {"json_value": json.dumps({"drawing": drawing})}
        start = time.perf_counter()
        await self._run_script()
        return (time.perf_counter() - start) * 1000

    async def _run_script(self) -> None:
        runs = self.runs
        await self._rerun("")
        await self.finish(runs)


async def visit(client: Client, connected: asyncio.Event, seconds: float, room: Room) -> None:
    """Draw once everybody is there."""
    await connected.wait()
    end = time.perf_counter() + seconds
    await asyncio.sleep(random.uniform(0, STROKE_SECONDS))
    count = 0
    while (start := time.perf_counter()) < end:
        try:
            room.strokes.append(await asyncio.wait_for(client.draw(count), ANSWER_SECONDS))
        except (OSError, TimeoutError, ValueError, EOFError) as error:
            room.errors.append(f"{type(error).__name__}: {error}")
        count += 1
        await asyncio.sleep(max(0, start + STROKE_SECONDS - time.perf_counter()))


async def phone(port: int, connected: asyncio.Event, seconds: float, room: Room) -> None:
    """Send drawings once everybody is there."""
    await connected.wait()
    await draw(port, seconds, room.phones)


async def fill(
    kind: type[Client], process: subprocess.Popen, port: int, visitors: int, phones: int,
    seconds: float,
) -> None:  # fmt: skip
    """Let so many visitors and phones draw at once, and report."""
    room, connected = Room(), asyncio.Event()
    url, opening = f"ws://localhost:{port}/_stcore/stream", asyncio.Semaphore(OPEN_AT_ONCE)

    async def opened(stack: AsyncExitStack) -> Client:
        async with opening:
            socket = await stack.enter_async_context(
                connect(url, subprotocols=["streamlit"], max_size=None)
            )
            client = kind(socket)
            await client.open()
            await client.draw(0)  # The first stroke of a server imports what it needs.
            return client

    async with AsyncExitStack() as stack:
        clients = await asyncio.gather(*(opened(stack) for _ in range(visitors)))
        people = [
            asyncio.create_task(visit(client, connected, seconds, room)) for client in clients
        ] + [asyncio.create_task(phone(port, connected, seconds, room)) for _ in range(phones)]
        server = psutil.Process(process.pid)
        before = server.cpu_times()
        connected.set()
        await asyncio.gather(*people)
        used = server.cpu_times()
    cpu = 1000 * (used.user + used.system - before.user - before.system)
    name = "bare pages" if kind is BareVisitor else "visitors"
    report(f"{visitors} {name}, a stroke every 2 s", room.strokes)
    if room.phones.accepted:
        report(f"{phones} phones, a drawing every 5 s", room.phones.accepted)
    print(f"{'processor time a stroke':34} {cpu / len(room.strokes):8.1f} ms")
    errors = room.errors + room.phones.errors
    print(f"{'errors':34} {len(errors):8} {' '.join(sorted(set(errors))[:3])}", flush=True)


@contextmanager
def bare_page() -> Iterator[tuple[subprocess.Popen, int]]:
    """A Streamlit server of one page that holds the canvas alone."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "bare.py")
        script.write_text(BARE)
        options = [
            "--server.headless=true",
            f"--server.port={port}",
            "--global.developmentMode=false",
        ]
        command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        try:
            while True:
                with suppress(OSError):
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health").close()
                    break
                time.sleep(0.1)
            yield process, port
        finally:
            process.terminate()
            process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, nargs="+", default=[100])
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    report_speed()
    for visitors in options.visitors:
        with bare_page() as (process, port):
            asyncio.run(fill(BareVisitor, process, port, visitors, 0, options.seconds))
        with running_app() as app:
            asyncio.run(warm(app, training=False))
            asyncio.run(
                fill(Visitor, app.process, app.port, visitors, options.phones, options.seconds)
            )


if __name__ == "__main__":
    main()
