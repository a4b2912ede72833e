"""What each ingredient of lessons is worth: one of them is left out at a time.

    python -m benchmarks.lesson_ingredients FILE.jsonl.gz [--seed 0]

The protocol is that of ``python -m digitnet evaluate FILE.jsonl.gz --teach``.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from unittest import mock

from digitnet import load_predictor
from digitnet.drawing.files import read_drawings
from digitnet.network import lessons
from digitnet.store.teaching import evaluate_teaching

VARIANTS: dict[str, dict[str, float]] = {
    "all of it": {"PATH_SCALE": lessons.PATH_SCALE},
    "without the strokes": {"PATH_SCALE": math.inf},
    "without the features": {"FEATURE_SCALE": math.inf},
    # Every lesson has its full reach.
    "without the known digits": {"LEAST_REACH": 1.0},
}
"""Constants of ``network.lessons`` with which an ingredient has no effect."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    drawings = [item for file in options.files for item in read_drawings(file)]
    predictor = load_predictor()
    print("errors by the likeliest digit; others' and MNIST's losses in points, mean and most")
    for name, constants in VARIANTS.items():
        with mock.patch.multiple(lessons, **constants):
            result = evaluate_teaching(predictor, drawings, name, options.seed)
        losses = (
            result.others_loss, result.others_loss_most,
            result.mnist_loss, result.mnist_loss_most,
        )  # fmt: skip
        figures = "  ".join(f"{100 * (loss or 0):6.2f}" for loss in losses)
        print(
            f"{name:26} {result.likeliest_before:7.2%} -> {result.likeliest_after:7.2%}  {figures}",
            flush=True,
        )


if __name__ == "__main__":
    main()
