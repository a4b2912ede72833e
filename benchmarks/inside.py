"""How fast the inside of the network is shown, and what that costs everybody else's answers.

    python -m benchmarks.inside                20 strokes of a second each
    python -m benchmarks.inside --strokes 10

Prints, in headless Chromium, the time from lifting the pen to the whole view (feature maps, scores,
attribution, strokes, nearest training images) and how long drawing the map of digits takes; then
how much longer others wait for their answers while somebody looks inside who draws without a pause.
Median and 95th percentile. The first line tells the machine's own speed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.engine.client import EngineClient
from digitnet.engine.questions import WayQuestion
from tests.support.running import (
    THREE,
    draw_three,
    report,
    report_speed,
    running_app,
    running_browser,
)
from tests.support.waiting import wait_for

STROKES = 20
PAUSE_MS = 12
"""Between two pointer moves, some 60 to 80 a second as of a mouse."""

ROUNDS = 6
ANSWERS = 200
"""Answers in each round, with somebody who looks inside and without."""

MESSAGES = 10
"""Questions for each stroke: as many as a page asks in the second that it takes."""

# What was there before the stroke is grey until all of what comes after it is there.
WATCH = """() => {
    const times = (window.times = []);
    let lifted = 0;
    addEventListener('pointerdown', () => { lifted = 0; }, true);
    addEventListener('pointerup', () => { lifted = performance.now(); }, true);
    const looked = document.querySelector('.dn-looked');
    new MutationObserver(() => {
        if (!lifted || looked.classList.contains('dn-old')) return;
        times.push(performance.now() - lifted);
        lifted = 0;
    }).observe(looked, { attributes: true });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=STROKES)
    options = parser.parse_args()
    drawing = Drawing.from_strokes([THREE * 400], pen_width=20)
    report_speed()
    view(options.strokes)
    with tempfile.TemporaryDirectory() as home:
        os.environ["DIGITNET_HOME"] = home
        others(drawing)


def view(strokes: int) -> None:
    with running_app() as app, running_browser() as chromium:
        from tests.support.person import Tab

        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        tab = Tab(context, app.url, "inside")
        tab.wait_until_ready()
        draw(tab)
        tab.page.locator(".dn-neighbours canvas").first.wait_for(timeout=300_000)
        tab.page.locator(".dn-digit-map canvas[data-milliseconds]").wait_for(timeout=300_000)
        draw(tab)
        tab.page.evaluate(WATCH)
        drawn = []
        for _ in range(strokes):
            draw(tab)
            canvas = tab.page.locator(".dn-digit-map canvas")
            drawn.append(float(canvas.get_attribute("data-milliseconds")))
        report("pen up to the whole view", tab.page.evaluate("window.times"))
        report("map of 10,000 points", drawn)


def draw(tab) -> None:
    """Clear, draw a 3 in about a second, and look at it."""
    tab.page.keyboard.press("Delete")
    tab.page.locator('.dn-inside[data-state="empty"]').wait_for()
    draw_three(tab, PAUSE_MS)
    tab.page.locator(".dn-looked:not(.dn-old)").wait_for()
    tab.page.wait_for_timeout(300)


def others(drawing: Drawing) -> None:
    """Ask for answers while somebody looks inside, and while nobody does, in turn."""
    client = EngineClient()  # type: ignore[abstract]
    try:
        wait_for(lambda: client.status().is_ready, 300)
        image = to_mnist(drawing)
        assert image is not None
        client.explain("a", WayQuestion(Drawing(())))
        wait_for(lambda: _whole(client, drawing), 300)
        times: dict[bool, list[float]] = {False: [], True: []}
        for number in range(2 * ROUNDS):
            is_looking = number % 2 == 1
            done = threading.Event()
            thread = threading.Thread(target=_look, args=(client, drawing, done))
            if is_looking:
                thread.start()
            for _ in range(ANSWERS):
                start = time.perf_counter()
                client.predict(image)
                times[is_looking].append((time.perf_counter() - start) * 1000)
                # As many people draw: an answer every 20 ms.
                time.sleep(0.02)
            done.set()
            if is_looking:
                thread.join()
        report("answer, nobody looks inside", times[False])
        report("answer, somebody looks inside", times[True])
        ratio = np.median(times[True]) / np.median(times[False])
        print(f"{'times as long, median':34} {ratio:8.2f}")
    finally:
        client.close()


def _whole(client: EngineClient, drawing: Drawing) -> bool:
    try:
        return client.explain("a", WayQuestion(drawing)).is_whole
    except RuntimeError:
        return False


def _look(client: EngineClient, drawing: Drawing, done: threading.Event) -> None:
    """Draw without a pause: in each second ten times the maps, and once all there is."""
    while not done.is_set():
        for _ in range(MESSAGES):
            client.explain("a", WayQuestion(drawing, maps_only=True))
            done.wait(1 / MESSAGES)
        client.explain("a", WayQuestion(drawing))


if __name__ == "__main__":
    main()
