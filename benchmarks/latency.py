"""How long a drawing takes, from pen to probability, and how long the app takes to start.

    python -m benchmarks.latency              all of it (needs Chromium)
    python -m benchmarks.latency --no-browser

Every line gives the median and the 95th percentile. Warm-up is not counted.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil

from digitnet.client import EngineClient
from digitnet.drawing import Drawing
from digitnet.preprocess import to_mnist

REPEATS = 300
STROKES = 50

# A 3 of 60 points on a canvas of 400 pixels, as a mouse draws it.
TURN = np.linspace(-0.75 * np.pi, 0.5 * np.pi, 30)
THREE = np.concatenate(
    [
        np.stack([190 + 75 * np.cos(TURN), 130 + 65 * np.sin(TURN)], axis=1),
        np.stack([190 + 85 * np.cos(TURN + 0.25 * np.pi), 270 + 75 * np.sin(TURN)], axis=1),
    ]
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["DIGITNET_HOME"] = home
        library()
        engine()
        if not options.no_browser:
            browser(Path(home))


def library() -> None:
    drawing = Drawing.from_strokes([THREE], pen_width=20)
    report("strokes to 28x28", timed(lambda: to_mnist(drawing)))
    from digitnet import load_predictor

    predictor = load_predictor()
    image = to_mnist(drawing)
    report("prediction in process", timed(lambda: predictor.predict(image)))


def engine() -> None:
    client = EngineClient()
    while client.status().state != "ready":
        time.sleep(0.1)
    image = to_mnist(Drawing.from_strokes([THREE], pen_width=20))
    report("prediction through the engine", timed(lambda: client.predict(image)))
    client.close()


def browser(home: Path) -> None:
    """Start the app, look at it, draw on it."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))
    from conftest import CHROMIUM_FLAGS, chromium_path
    from person import App, Tab
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(CHROMIUM_FLAGS)
        )
        start = time.perf_counter()
        app = App(home)
        tab = Tab(chromium.new_context(viewport={"width": 1440, "height": 900}), app.url)
        print(f"start to a canvas to draw on      {time.perf_counter() - start:6.1f} s")
        points = [tuple(point / 400) for point in THREE]
        tab.draw(points)
        tab.digit.wait_for()
        print(f"start to the first prediction     {time.perf_counter() - start:6.1f} s")
        memory = psutil.Process(app.process.pid).memory_info().rss
        print(f"memory of the page process        {memory / 2**20:6.0f} MiB")
        tab.page.evaluate(WATCH)
        times = []
        for _ in range(STROKES):
            tab.press("clear")
            tab.page.locator(".dn-empty").wait_for()
            tab.page.wait_for_timeout(300)
            tab.draw(points)
            tab.digit.wait_for()
            times.append(tab.page.evaluate("window.changed - window.lifted"))
        report("stroke end to changed page", times)
        app.stop()
        chromium.close()


# Both moments are taken in the page itself, so that the driver's own delays do not count.
WATCH = """() => {
    window.addEventListener('mouseup', () => { window.lifted = performance.now(); }, true);
    new MutationObserver(() => {
        if (document.querySelector('.dn-digit')) window.changed = performance.now();
    }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


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


def report(name: str, times: list[float]) -> None:
    middle, high = np.percentile(times, [50, 95])
    print(f"{name:32} {middle:8.2f} / {high:.2f} ms", flush=True)


if __name__ == "__main__":
    main()
