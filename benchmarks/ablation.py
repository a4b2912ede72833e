"""What each ingredient of the training is worth: each is left out in turn, with several seeds.

    python -m benchmarks.ablation DRAWINGS.jsonl.gz ... [--seeds 3]

Each row is the Quick recipe with two epochs of larger steps, but for what it names, so figures are
below the shipped model's; what counts is the difference. Prints a table: percent of the drawings
and of MNIST's test images read rightly (the likeliest digit, refused or not), and the AUROC of
digits against letters (see ``benchmarks.letters``); means over the seeds, and the largest
difference between two seeds.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.letters import auroc, hershey_letters
from digitnet import read_drawings, to_mnist
from digitnet.data import handwriting
from digitnet.data.handwriting import Hand
from digitnet.data.mnist import load_mnist
from digitnet.data.skeletons import DIGITS
from digitnet.network.calibration import digit_margin
from digitnet.training import dataset, trainer
from digitnet.training.recipe import QUICK, Recipe
from digitnet.training.training import logits_of, train

BASE = dataclasses.replace(QUICK, epochs=2, batch_size=256, learning_rate=0.01)


def steady(rng: np.random.Generator) -> Hand:
    """A hand that leans and stretches, and does nothing else."""
    return dataclasses.replace(
        RANDOM_HAND(rng), roundness=0, slop=0, warp=0, tremor=0, hurry=0, flick=0
    )


RANDOM_HAND = Hand.random
FIRST_ONLY = {digit: ((1.0, ways[0][1]),) for digit, ways in DIGITS.items()}

VARIANTS: dict[str, tuple[Recipe, Callable, dict, float]] = {
    "all of it": (BASE, RANDOM_HAND, DIGITS, handwriting.NON_DIGIT_SHARE),
    "no synthetic writers": (
        dataclasses.replace(BASE, synthetic=0, epochs=3), RANDOM_HAND, DIGITS, 0.0,
    ),
    "one allograph a digit": (BASE, RANDOM_HAND, FIRST_ONLY, handwriting.NON_DIGIT_SHARE),
    "steady hands": (BASE, steady, DIGITS, handwriting.NON_DIGIT_SHARE),
    "no letters and scribbles": (BASE, RANDOM_HAND, DIGITS, 0.0),
    "no warps": (dataclasses.replace(BASE, warp=0.0), RANDOM_HAND, DIGITS, 0.2),
    "no change of pen": (dataclasses.replace(BASE, pen=0.0), RANDOM_HAND, DIGITS, 0.2),
    "no label smoothing": (
        dataclasses.replace(BASE, label_smoothing=0.0), RANDOM_HAND, DIGITS, 0.2,
    ),
}  # fmt: skip
"""For each row its recipe, hands, allographs, and share of what is no digit. Without synthetic
writers there are more passes, so that as many images are seen."""


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
    print(f"| left out | {' | '.join(sets)} | letters told apart |")
    print(f"| --- |{' --- |' * (len(sets) + 1)}", flush=True)
    for name, variant in VARIANTS.items():
        rows = [measure(variant, seed, sets, letters) for seed in range(options.seeds)]
        columns = np.array(rows).T
        cells = (f"{values.mean():.2f} ± {np.ptp(values) / 2:.2f}" for values in columns)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def measure(variant, seed: int, sets: dict, letters: np.ndarray) -> list[float]:
    """Train one variant; percent right of each set, then the AUROC in percent."""
    recipe, hand, digits, non_digit_share = variant
    Hand.random = staticmethod(hand)
    handwriting.DIGITS = digits
    handwriting.NON_DIGIT_SHARE = non_digit_share
    if seed == 0:
        dataset._blocks.clear()
        trainer._trainers.clear()
        trainer._images = None
    network, _ = train(recipe, seed)
    logits = {name: logits_of(network, images) for name, (images, _) in sets.items()}
    right = [
        100 * float((logits[name][:, :10].argmax(axis=1) == labels).mean())
        for name, (_, labels) in sets.items()
    ]
    drawn = np.concatenate([digit_margin(logits[name]) for name in sets if name != "MNIST test"])
    return [*right, 100 * auroc(drawn, digit_margin(logits_of(network, letters)))]


if __name__ == "__main__":
    main()
