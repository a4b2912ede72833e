"""What the benchmarks share: a server with a home of its own, a browser, and how times are told."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist

REPEATS = 300
WARM_UP = 20

# A 3 of 60 points on a canvas of side 1, as a mouse draws it.
_TURN = np.linspace(-0.75 * np.pi, 0.5 * np.pi, 30)
THREE = np.concatenate(
    [
        np.stack([0.475 + 0.1875 * np.cos(_TURN), 0.325 + 0.1625 * np.sin(_TURN)], axis=1),
        np.stack(
            [
                0.475 + 0.2125 * np.cos(_TURN + 0.25 * np.pi),
                0.675 + 0.1875 * np.sin(_TURN + 0.25 * np.pi),
            ],
            axis=1,
        ),
    ]
)


@contextmanager
def running_app() -> Iterator:
    """A server, as the browser tests start it; its home folder goes with it."""
    from tests.support.person import App

    with tempfile.TemporaryDirectory() as home:
        app = App(Path(home))
        try:
            yield app
        finally:
            app.stop()


@contextmanager
def running_browser() -> Iterator:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    from tests.support.chromium import CHROMIUM_FLAGS, chromium_path

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(CHROMIUM_FLAGS)
        )
        try:
            yield chromium
        finally:
            chromium.close()


def draw_three(tab, pause_ms: int) -> None:
    """Draw ``THREE`` with the mouse, and wait so long after each of its points."""
    first, *rest = tab.places(THREE.tolist())
    tab.page.mouse.move(*first)
    tab.page.mouse.down()
    for point in rest:
        tab.page.mouse.move(*point)
        tab.page.wait_for_timeout(pause_ms)
    tab.page.mouse.up()


def report(name: str, times: list[float]) -> None:
    """Print the median and the 95th percentile of times in milliseconds."""
    middle, high = np.percentile(times, [50, 95])
    print(f"{name:34} {middle:8.2f} / {high:.2f} ms", flush=True)


def report_speed() -> None:
    """Print the machine's own speed: how long strokes take to become an image."""
    drawing = Drawing.from_strokes([THREE * 400], pen_width=20)
    report("strokes to 28x28", timed(lambda: to_mnist(drawing)))


def timed(call: Callable[[], object]) -> list[float]:
    """Milliseconds of each of many calls."""
    for _ in range(WARM_UP):
        call()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return times
