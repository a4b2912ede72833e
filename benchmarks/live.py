"""How fast the page answers while the pen is down, and once it is lifted, in headless Chromium.

    python -m benchmarks.live                 50 strokes of a second each
    python -m benchmarks.live --training      the same while a training runs on the same cores
    python -m benchmarks.live --strokes 10

Prints the updates a second that reach the page while the pen is down, and median and 95th
percentile of the time from sending a stroke in progress to the changed page, and from lifting the
pen to the final answer. All moments are taken in the page, so the driver's delays do not count.
The training is a full one, because a quick one would end before the strokes do.
"""

from __future__ import annotations

import argparse

from tests.support.running import draw_three, report, running_app, running_browser

STROKES = 50
PAUSE_MS = 12
"""Between two pointer moves, some 60 to 80 a second as of a mouse."""

# Every message of live ink has a number; other messages repeat the last one.
WATCH = """() => {
    const live = { last: '', sent: null, waits: [], ends: [], updates: 0, down: 0, seconds: 0 };
    window.live = live;
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
        const text = new TextDecoder().decode(data);
        const number = /"ink":\\{"number":(\\d+)/.exec(text)?.[1];
        if (number && number !== live.last) {
            live.last = number;
            live.sent = performance.now();
            live.afterLift = live.lifted;
        }
        return send.call(this, data);
    };
    addEventListener('pointerdown', () => {
        live.down = performance.now();
        live.lifted = 0;
    }, true);
    addEventListener('pointerup', () => {
        live.lifted = performance.now();
        if (live.down) live.seconds += (live.lifted - live.down) / 1000;
        live.down = 0;
    }, true);
    new MutationObserver(() => {
        if (live.sent === null) return;
        const now = performance.now();
        live.waits.push(now - live.sent);
        if (live.down) live.updates += 1;
        else if (live.afterLift) {
            live.ends.push(now - live.lifted);
            live.lifted = 0; // What is sent next is that the canvas was cleared.
        }
        live.sent = null;
    }).observe(document.querySelector('.dn-answer'),
        { subtree: true, childList: true, attributes: true, characterData: true });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=STROKES)
    parser.add_argument("--training", action="store_true", help="train meanwhile")
    options = parser.parse_args()
    with running_app() as app, running_browser() as chromium:
        from tests.support.person import Tab

        tab = Tab(chromium.new_context(viewport={"width": 1440, "height": 900}), app.url)
        tab.wait_until_ready()
        if options.training:
            tab.page.get_by_text("Full", exact=True).click()
            tab.press("retrain")
            # Its synthetic drawings are made first.
            tab.page.get_by_text("Epoch 1 of").wait_for(timeout=180_000)
        draw(tab)
        tab.page.evaluate(WATCH)
        for _ in range(options.strokes):
            draw(tab)
        live = tab.page.evaluate("window.live")
        if options.training:
            print(f"training: {tab.page.locator('.stProgress').inner_text()}")
    print(f"{'updates a second, pen down':34} {live['updates'] / live['seconds']:8.2f}")
    report("stroke in progress to changed page", live["waits"])
    report("pen up to final answer", live["ends"])


def draw(tab) -> None:
    """Draw a 3 in about a second, look at it, and clear."""
    draw_three(tab, PAUSE_MS)
    tab.page.wait_for_timeout(500)
    tab.page.keyboard.press("Delete")
    tab.page.locator(".dn-empty").wait_for()


if __name__ == "__main__":
    main()
