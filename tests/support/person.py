"""A running app, and a person in front of it: opens tabs, draws, presses buttons."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
import urllib.request
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.ports import free_port
from tests.support.profiles import new_page
from tests.support.waiting import wait_for

PROJECT = Path(__file__).resolve().parents[2]

SEVEN = [(0.25, 0.22), (0.75, 0.22), (0.45, 0.82)]
ONE = [(0.5, 0.15), (0.5, 0.85)]
NINE = [
    (0.65, 0.32), (0.6, 0.19), (0.48, 0.14), (0.36, 0.19), (0.31, 0.32), (0.36, 0.45),
    (0.48, 0.5), (0.6, 0.45), (0.65, 0.3), (0.63, 0.86),
]  # fmt: skip
"""A ring, which is a 0 until its tail is drawn."""

CROSSBAR = [(0.35, 0.55), (0.68, 0.55)]

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 15) Chrome/156 Mobile",
}
"""What a browser's context is given to be a phone's."""


class App:
    """One server with a home folder of its own, and what its environment shall have besides.

    Attributes:
        program: what Python runs; the port follows.
    """

    program = ("-m", "digitnet", "serve", "--port")

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = home / "server.log"
        self._environment = os.environ | environment | {"DIGITNET_HOME": str(home)}
        self.start()

    def start(self) -> None:
        """Start it; after ``stop``, on the same port."""
        self.process = subprocess.Popen(
            [sys.executable, *self.program, str(self.port)],
            cwd=PROJECT,
            env=self._environment,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The app did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Tab:
    """One tab on the app, with what a person does in it; options are those of ``new_page``.

    Attributes:
        patience: milliseconds that anything on the page may take.
    """

    patience = 30_000

    def __init__(
        self, context: BrowserContext, url: str, address: str = "", **options: Any
    ) -> None:
        self.page: Page = new_page(context, options)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.devtools = context.new_cdp_session(self.page)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda websocket: self.requests.append(websocket.url))
        self.page.on(
            "console",
            lambda message: message.type == "error" and self.complaints.append(message.text),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.set_default_timeout(self.patience)
        self.page.goto(f"{url}/{address}")
        if address.startswith(("train", "data", "picture")):
            return
        self.wait_for_canvas()

    @property
    def canvas(self):
        return self.page.locator("canvas.upper-canvas")

    @property
    def digit(self):
        return self.page.locator(".dn-digit")

    def wait_for_canvas(self) -> None:
        """Wait until the canvas takes strokes: it has a name then."""
        self.page.locator("canvas.upper-canvas[aria-label]").wait_for()

    def wait_until_ready(self) -> None:
        """Wait for the engine: Retrain can be pressed then."""
        self.page.locator(".st-key-retrain button:enabled").wait_for(
            timeout=60_000, state="attached"
        )

    def places(self, stroke: list[tuple[float, float]], steps: int = 1) -> list:
        """Where the points of a stroke lie on the screen, with so many steps between two."""
        box = self.canvas.bounding_box()
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        return points[:1] + [
            (x + (next_x - x) * step / steps, y + (next_y - y) * step / steps)
            for (x, y), (next_x, next_y) in pairwise(points)
            for step in range(1, steps + 1)
        ]

    def moves(self, stroke: list[tuple[float, float]]) -> list:
        """Where on the screen a hand moves along a stroke, by a sixteenth of the side at most."""
        points = stroke[:1]
        for (x, y), (next_x, next_y) in pairwise(stroke):
            count = max(1, math.ceil(16 * math.dist((x, y), (next_x, next_y))))
            steps = [step / count for step in range(1, count + 1)]
            points += [(x + (next_x - x) * part, y + (next_y - y) * part) for part in steps]
        return self.places(points)

    def draw(self, *strokes: list[tuple[float, float]]) -> None:
        """Draw by mouse, with pointer moves as of a hand; points in parts of the canvas's side."""
        for stroke in strokes:
            self.draw_without_lifting(stroke)
            self.page.mouse.up()

    def draw_without_lifting(self, stroke: list[tuple[float, float]], pause: int = 0) -> None:
        """Draw and keep the button down; with a pause, in milliseconds, after each move."""
        first, *rest = self.moves(stroke)
        self.page.mouse.move(*first)
        self.page.mouse.down()
        for point in rest:
            self.page.mouse.move(*point)
            if pause:
                self.page.wait_for_timeout(pause)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Touch the screen as the system would: "touchStart", "touchMove", "touchEnd"."""
        touches = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        self.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def touch_without_lifting(self, stroke: list[tuple[float, float]], pause: int = 0) -> None:
        """Draw with a finger and leave it there."""
        first, *rest = self.moves(stroke)
        self.touch("touchStart", first)
        for point in rest:
            self.touch("touchMove", point)
            if pause:
                self.page.wait_for_timeout(pause)

    def press(self, key: str) -> None:
        self.page.locator(f".st-key-{key} button").click()

    def clear(self) -> None:
        """Press Clear, and wait until the page says that it is empty."""
        self.press("clear")
        expect(self.page.locator(".dn-empty")).to_be_visible()
        wait_for(lambda: self.ink() == 0)

    def ink(self) -> int:
        """Count the inked pixels in the browser itself; -1 without a canvas."""
        return self.page.evaluate(
            """() => {
                const find = (root) => {
                    for (const element of root.querySelectorAll('*')) {
                        if (element.matches('canvas.dc-canvas.lower-canvas')) return element;
                        const inner = element.shadowRoot && find(element.shadowRoot);
                        if (inner) return inner;
                    }
                    return null;
                };
                const canvas = find(document);
                if (!canvas) return -1;
                const pixels = canvas.getContext('2d')
                    .getImageData(0, 0, canvas.width, canvas.height).data;
                let ink = 0;
                for (let i = 3; i < pixels.length; i += 4) ink += pixels[i] > 127;
                return ink;
            }"""
        )
