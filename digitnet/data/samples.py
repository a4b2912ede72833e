"""``python -m digitnet.data.samples FILE``: write the digits that the drawing page draws by itself.

They are for people who cannot use a pointer, and made beforehand, since the process that shows the
pages does not load the synthetic writers, and since the page then draws them without asking the
server. The file is ``ui/static/samples.json``: for each digit, 0 to 9, as many
drawings as there are writers; a drawing is a list of strokes, a stroke ``[x, y, x, y, ...]`` in
thousandths of the canvas's side.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import numpy as np
from numpy.random import Generator

from digitnet.data.hand import Hand
from digitnet.data.writers import Population, Writer
from digitnet.drawing.drawing import Drawing
from digitnet.labels import DIGIT_COUNT

WRITERS = 8
SEED = 13

SIDE = 1000
HEIGHT = 640
"""Height of a digit; both are in thousandths of the canvas's side."""

MOST_WIDTH = 760


def steady_hand(rng: Generator) -> Hand:
    """Return a random hand that writes slowly: legible, with every point of its strokes."""
    hand = Hand.random(rng)
    return dataclasses.replace(
        hand,
        slant=float(np.clip(hand.slant, -0.1, 0.3)),
        angularity=0.0,
        slop=min(hand.slop, 0.02),
        warp=min(hand.warp, 0.03),
        tremor=0.0,
        hurry=0.0,
        skips=0.0,
        flick=min(hand.flick, 0.01),
        resolution=float(SIDE),
    )


def samples(writers: int = WRITERS, seed: int = SEED) -> list[list[list[list[int]]]]:
    """Return the content of the file: by digit, writer and stroke, x and y in turns."""
    rng = np.random.default_rng(seed)
    people = [Writer(rng, Population(hand=steady_hand)) for _ in range(writers)]
    return [[_placed(person.draw(digit)) for person in people] for digit in range(DIGIT_COUNT)]


def _placed(drawing: Drawing) -> list[list[int]]:
    """Put a drawing in the middle of the canvas, as large as people draw."""
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = high - low
    scale = min(HEIGHT / height, MOST_WIDTH / max(width, 1.0))
    return [
        np.rint((stroke - (low + high) / 2) * scale + SIDE / 2).astype(int).ravel().tolist()
        for stroke in drawing.strokes
    ]


def write_samples(path: Path) -> None:
    """Write the file.

    Raises:
        OSError: if it cannot be written.
    """
    path.write_text(json.dumps(samples(), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]))
