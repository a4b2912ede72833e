"""The effect of each ingredient of the training: each is left out in turn, with several seeds.

    python -m benchmarks.ablation DRAWINGS.jsonl.gz ... [--seeds 3]

Each row is the Quick recipe with two epochs of larger batches, except for what the row names. The
figures are lower than the shipped model's; only their differences matter. Prints a table: percent
of the drawings and of MNIST's test images whose likeliest digit is correct, and the AUROC of digits
against letters (see ``benchmarks.letters``); the mean over the seeds ± half the range.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import numpy as np

from benchmarks.letters import auroc, hershey_letters
from digitnet import read_drawings, to_mnist
from digitnet.data.hand import Hand
from digitnet.data.mnist import load_mnist
from digitnet.data.skeletons import DIGITS
from digitnet.data.writers import POPULATION, Population
from digitnet.labels import DIGIT_COUNT
from digitnet.network.architecture import logits_of
from digitnet.network.calibration import digit_margin
from digitnet.training.pool import TrainerPool
from digitnet.training.recipe import Recipe
from digitnet.training.train import train

BASE = Recipe("ablation", epochs=2, width=16, synthetic=20_000)


def steady(rng: np.random.Generator) -> Hand:
    """Return a random hand that slants and stretches, and does nothing else."""
    return dataclasses.replace(
        Hand.random(rng),
        roundness=0, angularity=0, slop=0, warp=0, tremor=0, hurry=0, skips=0, flick=0,
    )  # fmt: skip


FIRST_ONLY = tuple(((1.0, ways[0][1]),) for ways in DIGITS)

VARIANTS: dict[str, tuple[Recipe, Population]] = {
    "all of it": (BASE, POPULATION),
    "no synthetic writers": (dataclasses.replace(BASE, synthetic=0, epochs=3), POPULATION),
    "one allograph a digit": (BASE, Population(allographs=FIRST_ONLY)),
    "steady hands": (BASE, Population(hand=steady)),
    "no letters and scribbles": (BASE, Population(non_digit_share=0.0)),
    "no warps": (dataclasses.replace(BASE, warp=0.0), POPULATION),
    "no change of pen": (dataclasses.replace(BASE, pen=0.0), POPULATION),
    "no label smoothing": (dataclasses.replace(BASE, label_smoothing=0.0), POPULATION),
}
"""The recipe and the population of each row. Without synthetic writers there are three epochs, so
that as many images are used. All variants are tested and calibrated on the same images."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    sets = {}
    for file in options.files:
        items = list(read_drawings(file))
        sets[file.name.partition(".")[0]] = (
            np.stack([to_mnist(item.drawing) for item in items]),
            np.array([item.label for item in items]),
        )
    mnist = load_mnist()
    sets["MNIST test"] = mnist.test_images, mnist.test_labels
    letters = np.stack([to_mnist(drawing) for _, drawing in hershey_letters()])
    print(f"| left out | {' | '.join(sets)} | digits against letters |")
    print(f"| --- |{' --- |' * (len(sets) + 1)}", flush=True)
    for name, (recipe, population) in VARIANTS.items():
        pool = TrainerPool(population)
        rows = [measure(recipe, seed, pool, sets, letters) for seed in range(options.seeds)]
        columns = np.array(rows).T
        cells = (f"{values.mean():.2f} ± {np.ptp(values) / 2:.2f}" for values in columns)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def measure(
    recipe: Recipe, seed: int, pool: TrainerPool, sets: dict, letters: np.ndarray
) -> list[float]:
    """Train one variant; return percent correct of each set, then the AUROC in percent."""
    network, _ = train(recipe, seed, pool=pool)
    logits = {name: logits_of(network, images) for name, (images, _) in sets.items()}
    correct = [
        100 * float((logits[name][:, :DIGIT_COUNT].argmax(axis=1) == labels).mean())
        for name, (_, labels) in sets.items()
    ]
    drawn = np.concatenate([digit_margin(logits[name]) for name in sets if name != "MNIST test"])
    return [*correct, 100 * auroc(drawn, digit_margin(logits_of(network, letters)))]


if __name__ == "__main__":
    main()
