"""``python -m digitnet.training.fit_pictures``: fit how pictures are divided into digits.

As ``training.fit_division``, on pictures of numbers by synthetic writers. The result is
``network/picture_division.json``. It takes some minutes of processor time. No human handwriting is
used.
"""

from __future__ import annotations

import itertools

import numpy as np

from digitnet import paths
from digitnet.data.numbers import synthetic_numbers
from digitnet.data.pictures import WrittenPicture, picture_of
from digitnet.drawing.pictures.sheet import FoundNumber, Sheet, find
from digitnet.network.division import CANDIDATE_FEATURES, PICTURE_WEIGHTS_FILE, Weights
from digitnet.network.light import LightPredictor
from digitnet.network.picture_reader import ReadImages, joined, numbers_of, predictions_of
from digitnet.training.fit_division import (
    Choice,
    calibrated,
    divisions_of,
    features_of,
    most_likely,
    to_json,
)

PICTURES = 800
CALIBRATION_PICTURES = 200
SEED = 18

PENALTY = 1e-2
"""Higher than for drawings: pictures are fewer, and some features are rare in them."""

LETTERS = 0.15
"""Share of the numbers that have a letter instead of a digit."""


def fit(
    read_images: ReadImages, pictures: int = PICTURES, others: int = CALIBRATION_PICTURES
) -> Weights:
    """Fit the weights for a predictor.

    Args:
        read_images: the predictor's.
        pictures: on so many the weights are fitted.
        others: on so many the confidence is.
    """
    choices = []
    for written in _written(pictures, 0):
        sheet = find(written.pixels)
        choice = choice_of(written, sheet, read_images)
        if choice is not None:
            choices.append(choice)
    values = most_likely(choices, PENALTY)
    count = len(CANDIDATE_FEATURES)
    plain = Weights(values[:count], values[count:])
    confidences, right = [], []
    for written in _written(others, 1):
        sheet = find(written.pixels)
        number = joined(numbers_of(sheet, read_images(sheet.images), plain))
        confidences.append(number.confidence)
        right.append(number.text == written.text)
    slope, offset = calibrated(confidences, right)
    return Weights(plain.candidate, plain.pair, slope, offset)


def choice_of(written: WrittenPicture, sheet: Sheet, read_images: ReadImages) -> Choice | None:
    """Return all divisions of a picture's number; None if none is right, or there is no choice."""
    if [len(row) for row in sheet.rows] != [1]:
        return None
    ((number,),) = sheet.rows
    cells = number.lattice
    true = _true_division(written, sheet, number)
    if true is None or len(cells.candidates) < 2:
        return None
    divisions = divisions_of(cells)
    if true not in divisions:
        divisions.append(true)
    predictions = predictions_of(number, iter(read_images(sheet.images)))
    rows = features_of(cells, predictions, divisions)
    return Choice(rows, divisions.index(true))


def _written(count: int, part: int) -> list[WrittenPicture]:
    rng = np.random.default_rng([SEED, part, 1])
    numbers = synthetic_numbers(count, [SEED, part], letters=LETTERS)
    return [picture_of(number, rng) for number in numbers]


def _true_division(written: WrittenPicture, sheet: Sheet, number: FoundNumber) -> list[int] | None:
    """The candidates that are the digits, or None if some digit is no candidate."""
    cells = number.lattice
    owners = [_owner(written, sheet, number, unit) for unit in range(cells.count)]
    known = {(c.start, c.end, c.is_left_out): place for place, c in enumerate(cells.candidates)}
    division: list[int | None] = []
    found: list[int] = []
    start = 0
    for owner, group in itertools.groupby(owners):
        end = start + len(list(group))
        if owner:
            found.append(owner)
            division.append(known.get((start, end, False)))
        else:
            division += [known.get((unit, unit + 1, True)) for unit in range(start, end)]
        start = end
    if found != list(range(1, len(written.text) + 1)):
        return None
    return None if None in division else [place for place in division if place is not None]


def _owner(written: WrittenPicture, sheet: Sheet, number: FoundNumber, unit: int) -> int:
    """The digit, counted from 1, that most of a unit's ink belongs to; 0 if it is nobody's."""
    (place,) = [
        place
        for place, each in enumerate(number.lattice.candidates)
        if (each.start, each.end, each.is_left_out) == (unit, unit + 1, False)
    ]
    ink = number.inks[place]
    owners = written.owners_on(sheet.to_original, sheet.ink.shape)
    found = owners[ink.top : ink.bottom, ink.left : ink.right][ink.mask]
    return int(np.bincount(found).argmax())


if __name__ == "__main__":
    light_form = (paths.SHIPPED_MODEL / "model.tflite").read_bytes()
    fitted = fit(LightPredictor(light_form, "shipped").predict_many)
    PICTURE_WEIGHTS_FILE.write_text(to_json(fitted), encoding="utf-8")
