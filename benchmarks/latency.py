"""Measures each part of a prediction, and how long the app takes to start.

    python -m benchmarks.latency              everything (needs Chromium)
    python -m benchmarks.latency --no-browser

Every line gives the median and the 95th percentile. Warm-up is not counted.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable

import psutil

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.client import EngineClient
from tests.support.running import THREE, report, running_app, running_browser

REPEATS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["DIGITNET_HOME"] = home
        library()
        engine()
    if not options.no_browser:
        browser()


def library() -> None:
    drawing = Drawing.from_strokes([THREE * 400], pen_width=20)
    report("strokes to 28x28", timed(lambda: to_mnist(drawing)))
    from digitnet import load_predictor

    predictor = load_predictor()
    image = to_mnist(drawing)
    report("prediction in process", timed(lambda: predictor.predict(image)))


def engine() -> None:
    client = EngineClient()
    while not client.status().is_ready:
        time.sleep(0.1)
    image = to_mnist(Drawing.from_strokes([THREE * 400], pen_width=20))
    report("prediction through the engine", timed(lambda: client.predict(image)))
    client.close()


def browser() -> None:
    """Start the app, look at it, draw on it."""
    from tests.support.person import Tab

    with running_browser() as chromium:
        start = time.perf_counter()
        with running_app() as app:
            tab = Tab(chromium.new_context(viewport={"width": 1440, "height": 900}), app.url)
            print(f"start to a canvas to draw on      {time.perf_counter() - start:6.1f} s")
            tab.draw(THREE.tolist())
            tab.page.locator(".dn-read").wait_for()
            print(f"start to the first prediction     {time.perf_counter() - start:6.1f} s")
            memory = psutil.Process(app.process.pid).memory_info().rss
            print(f"memory of the page process        {memory / 2**20:6.0f} MiB")


def timed(call: Callable[[], object]) -> list[float]:
    """Milliseconds of each of many calls."""
    for _ in range(20):
        call()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return times


if __name__ == "__main__":
    main()
