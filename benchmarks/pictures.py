"""``python -m benchmarks.pictures FOLDER ...``: how well, and how fast, pictures are read.

Each folder has a ``labels.csv`` with columns ``file`` and ``label``, and perhaps ``kind`` and
``source``. Printed, for each kind and each source with 20 pictures or more: how many are entirely
right, and how many are divided into the right number of digits; then the seconds that a picture
takes, and that the worst pictures that can be made take.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from digitnet import read_picture
from digitnet.drawing.picture_folder import LABELS
from digitnet.network.reader import Reader
from digitnet.store.readers import load_reader
from digitnet.store.store import ModelStore

MANY = 20
SEED = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="pictures with a labels.csv")
    parser.add_argument("--every", type=int, default=1, help="read one picture of so many")
    options = parser.parse_args()
    reader = load_reader(ModelStore())
    for folder in options.folders:
        print(folder.name)
        read_folder(reader, folder, options.every)
    for name, pixels in worst_pictures():
        print(f"{name}: {seconds(reader, pixels)[0]:.2f} s")


def read_folder(reader: Reader, folder: Path, every: int) -> None:
    """Read a folder and print how well."""
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    times = []
    with (folder / LABELS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::every]
    for row in rows:
        pixels = read_picture(folder / row["file"])
        took, text = seconds(reader, pixels)
        times.append(took)
        result = text == row["label"], len(text) == len(row["label"])
        groups[row.get("kind", "all")].append(result)
        groups[row.get("source", "all")].append(result)
    for name, results in groups.items():
        if len(results) >= MANY or name in {row.get("kind") for row in rows}:
            right, divided = np.mean(results, axis=0)
            print(f"  {name}: {len(results)}, {right:.1%} right, {divided:.1%} divided correctly")
    print(f"  seconds: median {np.median(times):.3f}, longest {max(times):.3f}", flush=True)


def seconds(reader: Reader, pixels: np.ndarray) -> tuple[float, str]:
    """Return how long a picture takes, and what was read."""
    start = time.perf_counter()
    text = reader.read_picture(pixels).text
    return time.perf_counter() - start, text


def worst_pictures() -> list[tuple[str, np.ndarray]]:
    """Return what makes most work."""
    rng = np.random.default_rng(SEED)
    blobs = np.full((1600, 1600), 255, np.uint8)
    for y, x in rng.integers(10, 1560, (1000, 2)).tolist():
        blobs[y : y + int(rng.integers(8, 40)), x : x + int(rng.integers(4, 30))] = 0
    noise = rng.integers(0, 256, (1600, 1600)).astype(np.uint8)
    lines = np.full((1600, 1600), 255, np.uint8)
    lines[::20] = 0
    lines[:, ::20] = 0
    large = np.repeat(np.repeat(blobs[:1400], 4, axis=0), 5, axis=1)
    return [
        ("a thousand blobs", blobs),
        ("noise", noise),
        ("squared paper", lines),
        ("45 megapixels", large),
    ]


if __name__ == "__main__":
    main()
