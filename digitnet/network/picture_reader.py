"""Reading pictures: all candidates of a sheet in one batch, then the best division of each number.

``drawing.pictures.sheet.find`` takes the picture apart. Only images are read, so any predictor
will do, one with TensorFlow or without, in this process or another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from digitnet.drawing.pictures.sheet import Box, FoundNumber, Sheet
from digitnet.network.division import PICTURE_WEIGHTS_FILE, Weights, best_division, weights
from digitnet.network.number import Number
from digitnet.network.number_reader import certainty, in_context
from digitnet.network.prediction import Prediction

ReadImages = Callable[[Sequence[np.ndarray]], Sequence[Prediction]]
"""Reads images, uint8 (28, 28) each, as one digit each."""


@dataclass(frozen=True, eq=False)
class PictureNumber(Number):
    """The digits of a picture, row by row from left to right.

    ``boxes`` are (left, top, width, height) in pixels of the picture. ``groups`` has for each digit
    the numbers of its blobs of ink, counted in each number from 0.

    Attributes:
        lengths: for each row, how many digits each of its numbers has.
    """

    lengths: list[list[int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What was read: a line for each row, spaces between the numbers of a row."""
        letters = iter(super().text)
        return "\n".join(
            " ".join("".join(next(letters) for _ in range(length)) for length in row)
            for row in self.lengths
        )


def read_picture(sheet: Sheet, read_images: ReadImages) -> PictureNumber:
    """Read all that is on a sheet."""
    return joined(read_sheet(sheet, read_images))


def read_sheet(sheet: Sheet, read_images: ReadImages) -> list[list[PictureNumber]]:
    """Read a sheet; its rows from top to bottom, in each its numbers from left to right."""
    images = sheet.images
    return numbers_of(sheet, read_images(images) if images else [])


def numbers_of(
    sheet: Sheet, predictions: Sequence[Prediction], by: Weights | None = None
) -> list[list[PictureNumber]]:
    """Return the rows of a sheet, in each its numbers.

    Args:
        sheet: a picture, taken apart.
        predictions: one for each of ``sheet.images``.
        by: the weights of the division; those that come with the package if None.
    """
    by = by or weights(PICTURE_WEIGHTS_FILE)
    left = iter(predictions)
    rows = [
        [_number(number, predictions_of(number, left), by) for number in row] for row in sheet.rows
    ]
    rows = [[number for number in row if number.digits] for row in rows]
    return [row for row in rows if row]


def joined(rows: Sequence[Sequence[PictureNumber]]) -> PictureNumber:
    """Return all rows as one number, whose confidence is that all of it is right."""
    numbers = [number for row in rows for number in row]
    return PictureNumber(
        [digit for number in numbers for digit in number.digits],
        [group for number in numbers for group in number.groups],
        math.prod(number.confidence for number in numbers) if numbers else 0.0,
        [box for number in numbers for box in number.boxes],
        [[len(number.digits) for number in row] for row in rows],
    )


def predictions_of(found: FoundNumber, left: Iterator[Prediction]) -> list[Prediction]:
    """Return one prediction for each candidate, of what is left out, that of nothing.

    Args:
        found: a number.
        left: the predictions of the images that are not left out, and perhaps more.
    """
    return [
        Prediction.of_nothing() if candidate.is_left_out else next(left)
        for candidate in found.lattice.candidates
    ]


def _number(found: FoundNumber, predictions: Sequence[Prediction], by: Weights) -> PictureNumber:
    division, probability = best_division(found.lattice, predictions, by)
    candidates = found.lattice.candidates
    division = [place for place in division if not candidates[place].is_left_out]
    digits = [in_context(predictions[place]) for place in division]
    return PictureNumber(
        digits,
        [list(candidates[place].strokes) for place in division],
        by.confidence(probability * math.prod(map(certainty, digits))),
        [_as_floats(found.boxes[place]) for place in division],
        [[len(digits)]],
    )


def _as_floats(box: Box) -> tuple[float, float, float, float]:
    left, top, width, height = box
    return float(left), float(top), float(width), float(height)
