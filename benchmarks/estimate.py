"""How well the engine estimates how long a training takes, on this device under its present load.

    python -m benchmarks.estimate                  the quick recipe, three times
    python -m benchmarks.estimate --trainings 1 --busy 4

With ``--busy``, so many processes compute beside it. Each row has a training's seconds from the
click to its end, and what was estimated at the click and three seconds later, as a part of them.
The estimate at three seconds is to be within a factor of 1.5.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from pathlib import Path

from digitnet.engine.engine import Engine
from digitnet.store.store import ModelStore
from digitnet.training.recipe import QUICK

EARLY_SECONDS = 3.0
SETTLE_SECONDS = 45.0
"""In which the engine prepares the quick recipe's data, and measures the device."""


def compute() -> None:
    """Keep a core busy until the process is ended."""
    while True:
        sum(range(10_000))


def measure(engine: Engine, seed: int) -> tuple[float, float, float, dict[str, float]]:
    """Train once; the seconds it took, the two estimates, and when each phase began."""
    expected = engine.expected_seconds(QUICK)
    assert expected is not None
    engine.start_training(QUICK, seed)
    early, phases, seconds = 0.0, {}, 0.0
    while (training := engine.status().training) is not None:
        progress = training.progress
        seconds = progress.seconds
        phases.setdefault(progress.phase, round(seconds, 1))
        if not early and seconds >= EARLY_SECONDS:
            early = seconds + (progress.seconds_left or 0.0)
        time.sleep(0.05)
    outcome = engine.status().outcome
    assert outcome is not None
    return outcome.progress.seconds, expected, early, phases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trainings", type=int, default=3)
    parser.add_argument("--busy", type=int, default=0)
    options = parser.parse_args()
    busy = [multiprocessing.Process(target=compute, daemon=True) for _ in range(options.busy)]
    for process in busy:
        process.start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        engine = Engine(ModelStore(Path(home)))
        engine.start()
        while not engine.status().is_ready:
            time.sleep(0.1)
        time.sleep(SETTLE_SECONDS)
        print("| seconds | at the click | after 3 s | phases began at |\n| --- | --- | --- | --- |")
        for seed in range(options.trainings):
            seconds, expected, early, phases = measure(engine, seed)
            print(
                f"| {seconds:.1f} | {expected / seconds:.2f} | {early / seconds:.2f} | {phases} |",
                flush=True,
            )
        engine.close()
    for process in busy:
        process.kill()


if __name__ == "__main__":
    main()
