"""How fast the server answers many people at once, without browsers.

    python -m benchmarks.load                     50 and 100 drawers, then 8 with live ink
    python -m benchmarks.load --seconds 300       each for five minutes: is the memory flat?
    python -m benchmarks.load --drawers 20        one crowd only; with --live, drawing with live ink
    python -m benchmarks.load --training          while a full training runs on the same cores

A drawer sends a finished stroke every two seconds; with live ink, a growing stroke ten times a
second, the next only once the last was answered. Prints median and 95th percentile of the
time from sending to the answer, errors, and the memory of the page process once everybody is there,
in the middle and at the end.

The clients speak Streamlit's own protocol, which is not documented; should it change, this
benchmark stops with an error, and nothing else does.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import time
from dataclasses import dataclass, field

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from digitnet.drawing.canvas import SIDE
from tests.support.running import THREE, report, running_app
from tests.support.strokes import live_message

STROKE_SECONDS = 2.0
LIVE_SECONDS = 0.1
LIVE_POINTS = 20
"""Messages of live ink for one stroke: two seconds of drawing."""

ANSWER_SECONDS = 30.0
"""What takes longer counts as an error."""

QUIET_SECONDS = 0.5
MEMORY_SECONDS = 5.0
TRAINING_STARTS_SECONDS = 75.0
"""For the full recipe's synthetic drawings, and to compile."""


@dataclass
class Component:
    """One of the page's components, as the server told of it: its id and its fragment's."""

    id: str
    fragment: str


@dataclass
class Figures:
    """What all clients of one crowd measured."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


class Client:
    """One page, seen from the network."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._components: dict[str, Component] = {}
        self._states: dict[str, dict] = {}
        self._retrain: dict[str, dict] = {}
        self._beat = ""
        self.panel: dict = {}
        self.runs = 0
        """Runs of the page's script that came to their end."""

    async def open(self) -> None:
        """Ask for the page, until it is there and the network is warm."""
        await self._rerun("")
        while not {"canvas", "ink", "panel"} <= set(self._components):
            await self._receive()

    async def send(self, component: str, value: dict) -> float:
        """Send a component's new value; return the milliseconds until the panel changed."""
        self._states[self._components[component].id] = {"json_value": json.dumps(value)}
        start = time.perf_counter()
        await self._rerun(self._components[component].fragment)
        while await self._receive() != "panel":
            pass
        return (time.perf_counter() - start) * 1000

    async def look(self) -> None:
        """Ask how the engine is, as an open page does every few seconds."""
        runs = self.runs
        await self._rerun(self._beat)
        await self.finish(runs)

    async def finish(self, runs: int) -> None:
        """Wait until more runs of the script than so many have come to their end."""
        while self.runs <= runs:
            await self._receive()

    async def settle(self) -> None:
        """Wait until nothing has come for a while."""
        with contextlib.suppress(TimeoutError):
            while True:
                async with asyncio.timeout(QUIET_SECONDS):
                    await self._receive()

    async def train(self) -> None:
        """Choose the full recipe and press Retrain."""
        await self._rerun("")  # Before the network was warm, the button was disabled.
        while len(self._retrain) < 2:
            await self._receive()
        self._states |= self._retrain
        await self._rerun("")

    async def _rerun(self, fragment: str) -> None:
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        for name, value in self._states.items():
            message.rerun_script.widget_states.widgets.add(id=name, **value)
        await self._socket.send(message.SerializeToString())

    async def _receive(self) -> str:
        """Read one message; return the name of the component it redraws, if it does."""
        message = ForwardMsg()
        message.ParseFromString(await self._socket.recv())
        kind = message.WhichOneof("type")
        self.runs += kind == "script_finished"
        if kind == "auto_rerun":
            self._beat = message.auto_rerun.fragment_id
        element = message.delta.new_element
        if element.radio.label == "Recipe":
            self._retrain[element.radio.id] = {"string_value": "Full"}
        elif element.button.label == "Retrain" and not element.button.disabled:
            self._retrain[element.button.id] = {"trigger_value": True}
        component = element.bidi_component
        name = component.component_name.rpartition(".")[2].removeprefix("streamlit_drawable_")
        if not name:
            return ""
        self._components[name] = Component(component.id, message.delta.fragment_id)
        if name == "panel":
            self.panel = json.loads(component.json)
        return name


async def person(url: str, end: float, live: bool, figures: Figures) -> None:
    """Open a page, wait for the network, then draw until the end."""
    try:
        async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:
            client = Client(socket)
            await client.open()
            period = LIVE_SECONDS if live else STROKE_SECONDS
            await asyncio.sleep(random.uniform(0, period))
            count = 0
            while time.perf_counter() < end:
                start = time.perf_counter()
                component, value = growing(count) if live else finished(count)
                waited = await asyncio.wait_for(client.send(component, value), ANSWER_SECONDS)
                figures.times.append(waited)
                if client.panel["state"] not in ("read", "odd", "sketch"):
                    figures.errors.append(client.panel["line"])
                count += 1
                await asyncio.sleep(max(0, period - (time.perf_counter() - start)))
    except (OSError, TimeoutError, ValueError, EOFError) as error:
        figures.errors.append(f"{type(error).__name__}: {error}")


def finished(count: int) -> tuple[str, dict]:
    """What live ink sends at the end of each stroke: a 3, drawn a little elsewhere each time."""
    return "ink", {"ink": live_message(points(count), number=count + 1)}


def growing(count: int) -> tuple[str, dict]:
    """What live ink sends meanwhile: the first part of a 3, a longer one each time."""
    so_far = points(0)[: 3 * (count % LIVE_POINTS + 1)]
    return "ink", {"ink": live_message(so_far, number=count + 1, down=True)}


def points(count: int) -> list[tuple[float, float]]:
    """Return a 3 in canvas units."""
    return [tuple(point) for point in (THREE * SIDE + count % 20).round(1).tolist()]


async def crowd(app, drawers: int, seconds: float, live: bool) -> None:
    """Let so many people draw at once, and report."""
    figures = Figures()
    url = f"ws://localhost:{app.port}/_stcore/stream"
    end = time.perf_counter() + seconds
    people = [asyncio.create_task(person(url, end, live, figures)) for _ in range(drawers)]
    watch = asyncio.create_task(watch_memory(app.process.pid, figures))
    await asyncio.gather(*people)
    watch.cancel()
    name = f"{drawers} drawers, " + ("live ink at 10 Hz" if live else "a stroke every 2 s")
    report(name, figures.times)
    memory = figures.memory[1:] or figures.memory
    first, middle, last = memory[0], memory[len(memory) // 2], memory[-1]
    print(
        f"{'':34} {len(figures.times)} answers, {len(figures.errors)} errors, "
        f"memory {first:.0f}, {middle:.0f}, {last:.0f} MiB"
    )
    for error in sorted(set(figures.errors))[:5]:
        print(f"{'':34} {error}")


async def watch_memory(pid: int, figures: Figures) -> None:
    """Note the memory of the page process, in MiB, from time to time."""
    process = psutil.Process(pid)
    while True:
        figures.memory.append(process.memory_info().rss / 2**20)
        await asyncio.sleep(MEMORY_SECONDS)


async def warm(app, training: bool) -> None:
    """Wait until the network answers; then, if asked to, let a training begin."""
    url = f"ws://localhost:{app.port}/_stcore/stream"
    async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:
        client = Client(socket)
        await client.open()
        count = 0
        while client.panel["state"] in ("empty", "busy"):
            await client.send(*finished(count))
            count += 1
            await asyncio.sleep(0.5)
        if training:
            await client.train()
            # It reads the data and traces its graph, which no drawer shall wait for.
            await asyncio.sleep(TRAINING_STARTS_SECONDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--drawers", type=int, help="one crowd of so many, instead of all three")
    parser.add_argument("--live", action="store_true", help="that crowd draws with live ink")
    parser.add_argument("--training", action="store_true", help="train meanwhile")
    options = parser.parse_args()
    crowds = [(50, False), (100, False), (8, True)]
    if options.drawers:
        crowds = [(options.drawers, options.live)]
    with running_app() as app:
        asyncio.run(warm(app, options.training))
        for drawers, live in crowds:
            asyncio.run(crowd(app, drawers, options.seconds, live))


if __name__ == "__main__":
    main()
