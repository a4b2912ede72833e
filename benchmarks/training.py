"""How soon the Quick recipe reads MNIST as well as Keras' own example, on the same machine.

    python -m benchmarks.training                 three seeds of each, in turn
    python -m benchmarks.training --seeds 1

The example is ``mnist_convnet`` from Keras' documentation, rewritten from its description: the
same layers, preprocessing, batch of 128, Adam with its defaults, a tenth held out, 15 epochs. Each
training has its own process. The clock starts with the call that trains; the data are in memory
and, for Quick, everything is ready that the app prepares in advance. The clock stops while the
10,000 test images are read, about once a second. Quick also learns from synthetic writers.

Prints seconds until the test accuracy is first reached, and at the end of the training; medians
over the seeds, with the fastest and the slowest, and how many times as long the example took.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

import numpy as np

from digitnet.drawing.mnist_format import SIDE
from digitnet.labels import DIGIT_COUNT

GOALS = (0.98, 0.99, 0.993)
LOOK_SECONDS = 1.0
EXAMPLE_EPOCHS = 15


class Clock:
    """Seconds of training, and the test accuracy at some of them."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self._start = time.perf_counter()
        self._paused = 0.0

    def look(self, accuracy, at_once: bool = False) -> None:
        """Measure the test accuracy if it is due."""
        before = time.perf_counter()
        seconds = before - self._start - self._paused
        if at_once or seconds - (self.points[-1][0] if self.points else 0) >= LOOK_SECONDS:
            self.points.append((seconds, accuracy()))
            self._paused += time.perf_counter() - before


def quick(seed: int) -> Clock:
    """Train by the Quick recipe."""
    from digitnet.data.mnist import load_mnist
    from digitnet.network.architecture import logits_of
    from digitnet.training.pool import TrainerPool
    from digitnet.training.recipe import QUICK
    from digitnet.training.train import prepare, train

    mnist = load_mnist()

    def accuracy(read) -> float:
        digits = read(mnist.test_images)[:, :DIGIT_COUNT].argmax(1)
        return float((digits == mnist.test_labels).mean())

    pool = TrainerPool()
    prepare(QUICK, lambda: None, pool)
    clock = Clock()
    network, _ = train(
        QUICK, seed, on_look=lambda look: clock.look(lambda: accuracy(look.read)), pool=pool
    )
    clock.look(lambda: accuracy(lambda images: logits_of(network, images)), at_once=True)
    return clock


def example(seed: int) -> Clock:
    """Train as Keras' example does."""
    import keras
    from keras import layers

    from digitnet.data.mnist import load_mnist

    keras.utils.set_random_seed(seed)
    mnist = load_mnist()
    train_images = np.expand_dims(mnist.train_images.astype("float32") / 255, -1)
    test_images = np.expand_dims(mnist.test_images.astype("float32") / 255, -1)
    model = keras.Sequential(
        [
            layers.Input((SIDE, SIDE, 1)),
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(DIGIT_COUNT, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

    def accuracy() -> float:
        batches = np.split(test_images, 20)
        read = [np.asarray(model(batch, training=False)).argmax(1) for batch in batches]
        return float((np.concatenate(read) == mnist.test_labels).mean())

    clock = Clock()
    look = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: clock.look(accuracy)
    )
    targets = keras.utils.to_categorical(mnist.train_labels, DIGIT_COUNT)
    model.fit(
        train_images,
        targets,
        batch_size=128,
        epochs=EXAMPLE_EPOCHS,
        validation_split=0.1,
        callbacks=[look],
        verbose=0,
    )
    clock.look(accuracy, at_once=True)
    return clock


TRAININGS = {"quick": quick, "example": example}


def measure(name: str, seed: int) -> dict[str, float | None]:
    """Train in a separate process; return the seconds to each goal and the last accuracy."""
    command = [sys.executable, "-m", "benchmarks.training", "--one", name, "--seed", str(seed)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    points = json.loads(output.splitlines()[-1])
    reached = {
        f"{goal:.1%}": next((seconds for seconds, accuracy in points if accuracy >= goal), None)
        for goal in GOALS
    }
    return reached | {"end": points[-1][0], "accuracy": points[-1][1]}


def told(values: list[float | None]) -> str:
    """Return the median and the range."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return f"{len(known)} of {len(values)} times"
    return f"{statistics.median(known):.1f} s ({min(known):.1f} to {max(known):.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--one", choices=list(TRAININGS), help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(TRAININGS[options.one](options.seed).points))
        return
    rows = {name: [] for name in TRAININGS}
    for seed in range(options.seeds):
        for name in TRAININGS:
            rows[name].append(measure(name, seed))
            print(f"{name}, seed {seed}: {rows[name][-1]}", file=sys.stderr, flush=True)
    print("| test accuracy | Quick | Keras' example | times as long |\n| --- | --- | --- | --- |")
    for goal in (*(f"{goal:.1%}" for goal in GOALS), "end"):
        ours, theirs = ([row[goal] for row in rows[name]] for name in TRAININGS)
        pairs = [their / our for our, their in zip(ours, theirs, strict=True) if our and their]
        ratio = f"{statistics.median(pairs):.1f}" if pairs else "-"
        print(f"| {goal} | {told(ours)} | {told(theirs)} | {ratio} |")
    for name in TRAININGS:
        last = [f"{row['accuracy']:.2%}" for row in rows[name]]
        print(f"{name} ends with {', '.join(last)}")


if __name__ == "__main__":
    main()
