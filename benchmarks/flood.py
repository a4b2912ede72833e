"""How much one hand-made client can disturb everybody else.

    python -m benchmarks.flood                    1,000 messages a second for 5 s, 10,000 for 10 s
    python -m benchmarks.flood --once             the flood ends with its first connection

Three people draw a stroke four times a second. Prints the median and the 95th percentile of what
they wait for, without a flood, during it and after it; how long the health address takes at most;
and the memory of the page process. A flood connects again whenever it is closed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import time
import urllib.request

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from benchmarks.load import Client, finished, warm
from tests.support.running import report, running_app

PEOPLE = 3
STROKE_SECONDS = 0.25
CALM_SECONDS = 6.0
FLOODS = ((1_000, 5.0), (10_000, 10.0))
ANSWER_SECONDS = 60.0


async def flood(url: str, rate: int, seconds: float, once: bool) -> None:
    """Send so many messages a second, as far as the server lets it."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    content = message.SerializeToString()
    start = time.perf_counter()
    sent = connections = 0
    reasons = set()
    while (passed := time.perf_counter() - start) < seconds:
        try:
            async with asyncio.timeout(seconds - passed):
                async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:
                    connections += 1
                    reader = asyncio.create_task(_read_all(socket))
                    while (passed := time.perf_counter() - start) < seconds:
                        while sent < passed * rate:
                            await socket.send(content)
                            sent += 1
                        await asyncio.sleep(0.001)
                    reader.cancel()
        except TimeoutError:
            break
        except (OSError, WebSocketException) as error:
            reasons.add(str(error))
        if once:
            break
        await asyncio.sleep(0.05)
    print(
        f"    {sent:,} messages over {connections} connections; {sorted(reasons)[:3]}", flush=True
    )


async def _read_all(socket) -> None:
    with contextlib.suppress(WebSocketException):
        async for _ in socket:
            pass


def attack(url: str, rate: int, seconds: float, once: bool) -> None:
    asyncio.run(flood(url, rate, seconds, once))


class Crowd:
    """A few people who draw, and a monitor."""

    def __init__(self, app) -> None:
        self._app = app
        self._url = f"ws://localhost:{app.port}/_stcore/stream"
        self.times: list[float] = []
        self.health: list[float] = []
        self.errors: list[str] = []

    async def stay(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        await asyncio.gather(self._monitor(end), *(self._draw(end) for _ in range(PEOPLE)))

    async def _draw(self, end: float) -> None:
        count = 0
        try:
            async with connect(self._url, subprotocols=["streamlit"], max_size=None) as socket:
                client = Client(socket)
                await asyncio.wait_for(client.open(), ANSWER_SECONDS)
                while time.perf_counter() < end:
                    start = time.perf_counter()
                    answer = client.send(*finished(count))
                    self.times.append(await asyncio.wait_for(answer, ANSWER_SECONDS))
                    count += 1
                    await asyncio.sleep(max(0, STROKE_SECONDS - (time.perf_counter() - start)))
        except (OSError, TimeoutError, WebSocketException) as error:
            self.errors.append(f"{type(error).__name__}: {error}")

    async def _monitor(self, end: float) -> None:
        while time.perf_counter() < end:
            start = time.perf_counter()
            try:
                await asyncio.to_thread(self._ask)
            except OSError as error:
                self.errors.append(f"health: {error}")
            self.health.append((time.perf_counter() - start) * 1000)
            await asyncio.sleep(0.2)

    def _ask(self) -> None:
        url = f"http://localhost:{self._app.port}/_stcore/health"
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS):
            pass


async def measure(app, name: str, seconds: float) -> None:
    """Let people draw for a while, and report what they waited for."""
    crowd = Crowd(app)
    await crowd.stay(seconds)
    report(name, crowd.times or [float("nan")])
    memory = psutil.Process(app.process.pid).memory_info().rss / 2**20
    print(
        f"    {len(crowd.times)} answers, health at most {max(crowd.health):.0f} ms, "
        f"memory {memory:.0f} MiB, errors {sorted(set(crowd.errors))[:3]}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--once", action="store_true", help="do not connect again when closed")
    options = parser.parse_args()
    processes = multiprocessing.get_context("spawn")
    with running_app() as app:
        url = f"ws://localhost:{app.port}/_stcore/stream"
        asyncio.run(warm(app, training=False))
        asyncio.run(measure(app, "no flood", CALM_SECONDS))
        for rate, seconds in FLOODS:
            flooder = processes.Process(target=attack, args=(url, rate, seconds, options.once))
            flooder.start()
            asyncio.run(measure(app, f"{rate:,} messages a second", seconds + 1))
            flooder.join()
            asyncio.run(measure(app, "afterwards", CALM_SECONDS))


if __name__ == "__main__":
    main()
