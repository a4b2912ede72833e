"""How fast the web page answers in headless Chromium, and whether it answers as Python does.

    python -m benchmarks.web                  sizes and times
    python -m benchmarks.web --parity         MNIST's 10,000 test images as well, a minute or two
    python -m benchmarks.web --strokes 10

Prints the page's size, the time from opening the file to a page that can be drawn on, and median
and 95th percentile of a prediction (strokes to image to probabilities), and of reading a number of
eight digits again whenever its last one has grown by a point. Then strokes are drawn by pointer
events every 4 ms, made in the page because a driver is slower than a hand: how many frames a second
there are and how many of them show a new answer, and how long an answer takes from the first event
it knows of. Then the same with the processor slowed down four times, as a phone would be. All times
are taken in the page. Strokes to 28x28 in Python tell how fast the machine is.
"""

from __future__ import annotations

import argparse
import base64
import json
import tempfile
import time
from pathlib import Path

import numpy as np

from digitnet.data.mnist import load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from tests.support.running import THREE, report, running_browser
from tests.support.web import READ_IMAGES, Sheet, saved, shipped_model, shipped_page

REPEATS = 300
ROUNDS = 3
STROKES = 20
THROTTLE = 4

PREDICT = """([points, repeats]) => {
    const drawing = { strokes: [points], pen_width: 20 };
    const times = [];
    for (let i = 0; i < repeats + 50; i += 1) {
        const start = performance.now();
        page.predictor.predict(drawing);
        times.push(performance.now() - start);
    }
    return times.slice(50);
}"""

READ_NUMBER = """([strokes, rounds]) => {
    const [last] = strokes.slice(-1);
    const times = [];
    for (let round = 0; round < rounds + 1; round += 1) {
        for (let end = 1; end <= last.length; end += 1) {
            const grown = [...strokes.slice(0, -1), last.slice(0, end)];
            const start = performance.now();
            const { text } = page.numbers.readAtOnce({ strokes: grown, pen_width: 40 });
            // In the first round the browser compiles.
            if (round && end > 1) times.push(performance.now() - start);
            if (end === last.length && text !== "33333333") throw new Error(text);
        }
    }
    return times;
}"""

# The page shows an answer in the frame in which `changed` is called.
DRAW = """([points, strokes]) => new Promise((done) => {
    const seen = { waits: [], frames: 0, seconds: 0 };
    const canvas = document.getElementById("sheet");
    const box = canvas.getBoundingClientRect();
    canvas.setPointerCapture = () => {}; // Only real pointers can be captured.
    const send = (type, [x, y]) => {
        const [clientX, clientY] = [box.left + x * box.width, box.top + y * box.height];
        canvas.dispatchEvent(new PointerEvent(type, { clientX, clientY, pointerId: 9 }));
    };
    let first = null, started = 0, next = 0, left = strokes;
    const { sheet } = page;
    const { changed } = sheet;
    sheet.changed = (change) => {
        changed(change);
        if (first !== null) seen.waits.push(performance.now() - first);
        first = null;
    };
    const count = () => {
        if (started) seen.frames += 1;
        if (left) requestAnimationFrame(count);
    };
    count();
    const timer = setInterval(() => {
        if (next === 0) {
            started = performance.now();
            send("pointerdown", points[0]);
        } else if (next < points.length) {
            send("pointermove", points[next]);
        } else {
            seen.seconds += (performance.now() - started) / 1000;
            send("pointerup", points.at(-1));
            [next, started, left] = [-1, 0, left - 1];
            sheet.clear();
        }
        first ??= started ? performance.now() : null;
        next += 1;
        if (left) return;
        clearInterval(timer);
        sheet.changed = changed;
        done(seen);
    }, 4);
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=STROKES)
    parser.add_argument("--parity", action="store_true", help="compare with Keras on MNIST")
    options = parser.parse_args()
    report("strokes to 28x28 in Python", python_times())
    print(f"{'size of the page':34} {len(shipped_page().encode()) / 1000:8.0f} kB")
    with running_browser() as chromium, tempfile.TemporaryDirectory() as folder:
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        sheet = Sheet(context, saved(Path(folder)))
        ready = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        print(f"{'file to a page to draw on':34} {sheet.page.evaluate(ready):8.0f} ms")
        predict(sheet, "prediction")
        read_number(sheet, "update of an eight-digit number")
        follow(sheet, options.strokes)
        if options.parity:
            parity(sheet)
        slowed = context.new_cdp_session(sheet.page)
        slowed.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        predict(sheet, f"prediction, {THROTTLE} times slower")
        read_number(sheet, f"the same, {THROTTLE} times slower")
        print(f"drawing, {THROTTLE} times slower:")
        follow(sheet, options.strokes)


def predict(sheet: Sheet, name: str) -> None:
    report(name, sheet.page.evaluate(PREDICT, [(THREE * 800).tolist(), REPEATS]))


def read_number(sheet: Sheet, name: str) -> None:
    """Read a number of eight digits, the last of which grows."""
    digit = (THREE - THREE.min(axis=0)) * 120
    strokes = [(digit + np.array([place * 70 + 100, 300])).tolist() for place in range(8)]
    report(name, sheet.page.evaluate(READ_NUMBER, [strokes, ROUNDS]))


def follow(sheet: Sheet, strokes: int) -> None:
    """Draw a 3 of 240 points, about a second, again and again."""
    places = np.linspace(0, len(THREE) - 1, 240)
    points = np.stack([np.interp(places, range(len(THREE)), THREE[:, axis]) for axis in (0, 1)], 1)
    seen = sheet.page.evaluate(DRAW, [points.tolist(), strokes])
    print(f"{'frames a second, pen down':34} {seen['frames'] / seen['seconds']:8.1f}")
    print(f"{'answers a second, pen down':34} {len(seen['waits']) / seen['seconds']:8.1f}")
    report("pointer event to answer", seen["waits"])


def parity(sheet: Sheet) -> None:
    """Compare the answers to all of MNIST's test images."""
    from digitnet.store.loading import load_model

    images = load_mnist().test_images
    expected = load_model(shipped_model()).predict_many(list(images))
    sent = base64.b64encode(images.tobytes()).decode()
    found = json.loads(sheet.page.evaluate(READ_IMAGES, sent))
    others = sum(
        answer["digit"] != prediction.digit
        for answer, prediction in zip(found, expected, strict=True)
    )
    probabilities = np.array([answer["probabilities"] for answer in found])
    furthest = np.abs(probabilities - [prediction.probabilities for prediction in expected]).max()
    print(f"MNIST: {others} of {len(images):,} digits differ, probabilities by {furthest:.4f}")


def python_times() -> list[float]:
    drawing = Drawing.from_strokes([THREE * 400], pen_width=20)
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        to_mnist(drawing)
        times.append((time.perf_counter() - start) * 1000)
    return times


if __name__ == "__main__":
    main()
