"""``python -m benchmarks.numbers FILE.jsonl.gz ...``: numbers put together from people's digits.

From the single digits of one writer each, numbers of two to five digits are put together, 500 for
each gap, a share of the digits' height (below 0 they overlap), and read. Printed: how many are
entirely right, and how many are divided into the right number of digits.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np

from digitnet import Drawing, read_drawings
from digitnet.data.numbers import compose, in_size
from digitnet.store.readers import load_reader
from digitnet.store.store import ModelStore

GAPS = (0.35, 0.2, 0.0, -0.1)
NUMBERS = 500
SEED = 0


def put_together(
    by_writer: dict[str, list[tuple[Drawing, int]]], gap: float
) -> list[tuple[Drawing, str]]:
    """Return numbers with their digits; the same for every gap but for the gap."""
    rng = np.random.default_rng(SEED)
    writers = sorted(by_writer)
    numbers = []
    for _ in range(NUMBERS):
        written = by_writer[writers[rng.integers(len(writers))]]
        chosen = [written[place] for place in rng.integers(0, len(written), rng.integers(2, 6))]
        shapes = [in_size(drawing, 1.0) for drawing, _ in chosen]
        placed = compose(shapes, [gap] * len(shapes), [0.0] * len(shapes))
        drawing = Drawing.from_strokes([stroke for _, stroke in placed])
        numbers.append((drawing, "".join(str(digit) for _, digit in chosen)))
    return numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="drawings of digits, with writers")
    options = parser.parse_args()
    by_writer = defaultdict(list)
    for file in options.files:
        for item in read_drawings(file):
            if item.label is not None and not item.drawing.is_empty:
                by_writer[f"{file.name} {item.writer}"].append((item.drawing, item.label))
    reader = load_reader(ModelStore())
    for gap in GAPS:
        numbers = put_together(by_writer, gap)
        read = reader.read_numbers([drawing for drawing, _ in numbers])
        pairs = [(number.text, text) for number, (_, text) in zip(read, numbers, strict=True)]
        right = np.mean([found == text for found, text in pairs])
        divided = np.mean([len(found) == len(text) for found, text in pairs])
        print(f"gap {gap:5.2f}: {right:.1%} right, {divided:.1%} divided correctly", flush=True)


if __name__ == "__main__":
    main()
