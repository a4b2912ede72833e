"""Whether every stroke is answered while the engine is killed again and again (needs Chromium).

    python -m benchmarks.kills                20 strokes, the engine killed in the middle of each
    python -m benchmarks.kills --strokes 50
    python -m benchmarks.kills --calm         the same without killing, to compare with

Prints how many strokes were answered, and median, 95th percentile and maximum of the time from
lifting the pen to the final answer, taken in the page. A stroke without an answer in five seconds
counts as unanswered.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal

import psutil

from tests.support.person import SEVEN
from tests.support.running import report, running_app, running_browser

STROKES = 20
ANSWER_SECONDS = 5.0
PAUSE_MS = 12

# The sentence for screen readers changes with the final answer, and not while the pen is down. It
# is looked for in the whole page, which may be built anew.
WATCH = """() => {
    window.waits = [];
    let lifted = null;
    addEventListener('pointerup', (event) => {
        if (event.composedPath()[0].tagName === 'CANVAS') lifted = performance.now();
    }, true);
    new MutationObserver(() => {
        const spoken = document.querySelector('.dn-spoken')?.textContent ?? '';
        if (lifted === null || !/^This is|^That does/.test(spoken)) return;
        window.waits.push(performance.now() - lifted);
        lifted = null;
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=STROKES)
    parser.add_argument("--calm", action="store_true", help="kill nothing")
    options = parser.parse_args()
    with running_app() as app, running_browser() as chromium:
        from tests.support.person import Tab

        tab = Tab(chromium.new_context(viewport={"width": 1440, "height": 900}), app.url)
        tab.wait_until_ready()
        tab.page.evaluate(WATCH)
        answered = 0
        for _ in range(options.strokes):
            tab.draw_without_lifting(SEVEN[:2], PAUSE_MS)
            if not options.calm:
                kill_engines(app.process.pid)
            for point in tab.places(SEVEN[1:], steps=8)[1:]:
                tab.page.mouse.move(*point)
                tab.page.wait_for_timeout(PAUSE_MS)
            tab.page.mouse.up()
            with contextlib.suppress(Exception):
                tab.page.wait_for_function(
                    "count => window.waits.length > count",
                    arg=answered,
                    timeout=ANSWER_SECONDS * 1000,
                )
            count = tab.page.evaluate("window.waits.length")
            if count == answered:
                print(f"unanswered: {tab.page.locator('.dn-answer').inner_text()!r}")
            answered = count
            tab.press("clear")
            tab.page.locator(".dn-empty").wait_for()
        waits = tab.page.evaluate("window.waits")
        print(f"strokes answered                   {answered:5} of {options.strokes}")
        if waits:
            report("pen up to answer", waits)
            print(f"{'at most':34} {max(waits):8.2f} ms")


def kill_engines(server: int) -> None:
    for child in psutil.Process(server).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
            if "engine" in child.cmdline():
                os.kill(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
