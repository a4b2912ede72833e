"""Measures each part of a prediction, and how long the app takes to start.

    python -m benchmarks.latency              everything (needs Chromium)
    python -m benchmarks.latency --no-browser

Every line gives the median and the 95th percentile. Warm-up is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.client import EngineClient
from tests.support.running import (
    REPEATS,
    THREE,
    WARM_UP,
    report,
    report_speed,
    running_app,
    running_browser,
    timed,
)

CROWD = 8
COMMANDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["DIGITNET_HOME"] = home
        library()
        commands()
        engine()
    if not options.no_browser:
        browser()


def library() -> None:
    report_speed()
    from digitnet import load_predictor

    predictor = load_predictor()
    image = to_mnist(Drawing.from_strokes([THREE * 400], pen_width=20))
    report("prediction in process", timed(lambda: predictor.predict(image)))
    light()


def light() -> None:
    """The light form in this process: alone, and with eight callers at once."""
    from digitnet.store.light import load_current_light

    start = time.perf_counter()
    predictor = load_current_light()
    print(f"{'loading the light form':34} {(time.perf_counter() - start) * 1000:8.0f} ms")
    image = to_mnist(Drawing.from_strokes([THREE * 400], pen_width=20))
    start = time.process_time()
    report("prediction by the light form", timed(lambda: predictor.predict(image)))
    cost = (time.process_time() - start) / (REPEATS + WARM_UP)
    print(f"{'of it processor time':34} {cost * 1000:8.2f} ms")
    with ThreadPoolExecutor(CROWD) as crowd:
        times = crowd.map(lambda _: timed(lambda: predictor.predict(image)), range(CROWD))
        report(f"the same with {CROWD} callers at once", [time for each in times for time in each])


def commands() -> None:
    """The command line, from start to end of the process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "three.json")
        file.write_text(json.dumps({"strokes": [THREE.tolist()]}), encoding="utf-8")
        times = []
        for _ in range(COMMANDS):
            start = time.perf_counter()
            command = [sys.executable, "-m", "digitnet", "predict", str(file)]
            subprocess.run(command, check=True, capture_output=True)
            times.append((time.perf_counter() - start) * 1000)
        report("digitnet predict FILE", times)


def engine() -> None:
    start = time.perf_counter()
    client = EngineClient()
    while not client.status().is_ready:
        time.sleep(0.1)
    print(f"{'start of the engine':34} {time.perf_counter() - start:8.1f} s")
    image = to_mnist(Drawing.from_strokes([THREE * 400], pen_width=20))
    report("prediction through the engine", timed(lambda: client.predict(image)))
    client.close()


def browser() -> None:
    """Start the app, look at it, draw on it."""
    from tests.support.person import SEVEN, Tab

    with running_browser() as chromium:
        start = time.perf_counter()
        with running_app() as app:
            tab = Tab(chromium.new_context(viewport={"width": 1440, "height": 900}), app.url)
            print(f"start to a canvas to draw on      {time.perf_counter() - start:6.1f} s")
            # A few points only: drawing shall not be what takes the time.
            tab.draw(SEVEN)
            tab.page.locator(".dn-read").wait_for()
            print(f"start to the first prediction     {time.perf_counter() - start:6.1f} s")
            tab.wait_until_ready()
            print(f"start to a training that can begin {time.perf_counter() - start:6.1f} s")
            memory = psutil.Process(app.process.pid).memory_info().rss
            print(f"memory of the page process        {memory / 2**20:6.0f} MiB")


if __name__ == "__main__":
    main()
