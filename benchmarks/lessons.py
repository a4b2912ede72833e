"""What lessons cost in time: ``python -m benchmarks.lessons [LESSONS]``.

Prints median and 95th percentile in milliseconds: teaching one lesson more; reading a drawing
without and with lessons, in process and through an engine process, and there its image alone. The
ways of reading take turns, so that a load on the machine slows all of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from digitnet import load_predictor, to_mnist
from digitnet.data.writers import synthetic_drawings
from digitnet.engine.client import EngineClient
from digitnet.engine.lesson_list import LessonList, predict_taught
from digitnet.labels import NON_DIGIT

SEED = 31
ROUNDS = 300


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    drawn = [pair for pair in synthetic_drawings(3 * count, SEED) if pair[1] != NON_DIGIT]
    drawing, _ = drawn.pop()
    lessons = LessonList()
    for taught, label in drawn[:count]:
        lessons = lessons.teach(taught, label)
    predictor = load_predictor()
    kept = predictor.new_lessons(lessons.to_json())
    growing = kept.copy()
    more = drawn[count : 2 * count]
    times = [milliseconds(lambda d=d, n=n: growing.teach(d, n)) for d, n in more]
    print(f"teaching one lesson after {count}: {summary(times)}")
    compare(
        {
            "in process, no lessons": lambda: predictor.predict(drawing),
            f"in process, {count} lessons": lambda: predictor.predict(drawing, kept),
        }
    )
    client = EngineClient()
    try:
        while not client.status().is_ready:
            time.sleep(0.1)
        first = milliseconds(lambda: predict_taught(client, drawing, lessons))
        print(f"the first question with {count} lessons: {first:.1f}")
        empty = LessonList()
        client.keep_lessons(empty.to_json())
        image = to_mnist(drawing)
        compare(
            {
                "image": lambda: client.predict(image),
                "strokes, no lessons": lambda: client.predict_taught(drawing, empty.id),
                f"strokes, {count} lessons": lambda: client.predict_taught(drawing, lessons.id),
            }
        )
    finally:
        client.close()


def compare(ways: dict[str, Callable[[], object]]) -> None:
    rounds = [[milliseconds(ask) for ask in ways.values()] for _ in range(ROUNDS)]
    for name, taken in zip(ways, zip(*rounds, strict=True), strict=True):
        print(f"reading, {name}: {summary(taken)}")


def milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def summary(times: list[float] | tuple[float, ...]) -> str:
    median, late = np.percentile(times, [50, 95])
    return f"{median:.2f} / {late:.2f}"


if __name__ == "__main__":
    main()
