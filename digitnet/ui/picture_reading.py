"""What was read in a picture, and what becomes of it when somebody mends the boxes.

Boxes are (left, top, width, height) in pixels of the picture that is shown.
"""

from __future__ import annotations

import dataclasses
import math
import pickle
import secrets
import statistics
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitnet.drawing.pictures.sheet import Box, Sheet, find, image_of
from digitnet.engine.protocol import EngineProtocol
from digitnet.network.number import UNREAD
from digitnet.network.number_reader import certainty, in_context
from digitnet.network.picture_reader import numbers_of
from digitnet.network.prediction import Prediction
from digitnet.ui.shown_picture import jpeg, on_white, reduced

SHOWN_SIDE = 1600
"""A larger picture is reduced to this many pixels at its longer side."""

STEP_SIDE = 320

AT_ONCE = 256
"""Images that the engine is asked for in one call."""

MOST_BOXES = 200
"""More than anybody would mend; a sheet full of digits has some hundred."""

SMALLEST_SIDE = 4
"""Pixels; a smaller box has nothing in it."""

SAME_ROW = 0.5
"""A box stands beside another one if they overlap by this part of the lower one's height."""

NEAR = 1.0
"""A box belongs to a number that is no further away than this, in heights of its boxes."""


@dataclass(frozen=True, eq=False)
class ReadNumber:
    """One number on a picture.

    Attributes:
        boxes: of its digits, from left to right.
        digits: what each of them is read as.
        row: counted from 0.
        confidence: that all of it is right, 0..1.
    """

    boxes: tuple[Box, ...]
    digits: tuple[Prediction, ...]
    row: int
    confidence: float

    @property
    def text(self) -> str:
        """Its digits; ``UNREAD`` for what is none."""
        return "".join(UNREAD if one.digit is None else str(one.digit) for one in self.digits)


@dataclass(frozen=True, eq=False)
class Reading:
    """A picture that was read.

    Attributes:
        id: tells it from other pictures.
        revision: the number that the browser gave its last change, or 0.
        size: width and height of the picture that is shown.
        picture: this picture, JPEG.
        steps: what it became on the way, by their names, JPEG each.
        numbers: row by row, from left to right.
        is_cut: whether there was more on it than is shown.
    """

    id: str
    revision: int
    size: tuple[int, int]
    picture: bytes
    steps: tuple[tuple[str, bytes], ...]
    numbers: tuple[ReadNumber, ...]
    is_cut: bool
    _sheet: bytes

    @property
    def digits(self) -> list[Prediction]:
        """All digits, number by number."""
        return [digit for number in self.numbers for digit in number.digits]

    @property
    def boxes(self) -> list[Box]:
        """The box of each of ``digits``."""
        return [box for number in self.numbers for box in number.boxes]


def read(pixels: np.ndarray, engine: EngineProtocol) -> Reading:
    """Read a picture.

    Args:
        pixels: as ``find`` takes them.
        engine: reads the images of what may be digits.

    Raises:
        PictureError: if it is not a picture.
        EngineError: if nothing can read it.
    """
    pixels = reduced(pixels, SHOWN_SIDE)
    sheet = find(pixels)
    predictions = _predicted(sheet.images, engine)
    numbers: list[ReadNumber] = []
    for row, found in enumerate(numbers_of(sheet, predictions)):
        for number in found:
            boxes = [_whole(box) for box in number.boxes]
            numbers.append(ReadNumber(tuple(boxes), tuple(number.digits), row, number.confidence))
    kept = _first(numbers, MOST_BOXES)
    return Reading(
        secrets.token_hex(8),
        0,
        sheet.size,
        jpeg(on_white(pixels)),
        tuple((step.name, jpeg(reduced(step.image, STEP_SIDE))) for step in sheet.steps),
        kept,
        len(kept) < len(numbers),
        # Of the sheet, only what reads a box again is kept: visitors are many.
        zlib.compress(pickle.dumps(dataclasses.replace(sheet, steps=(), rows=())), 1),
    )


def mended(reading: Reading, boxes: Sequence[Box], engine: EngineProtocol) -> Reading:
    """Read a picture again, with other boxes; what has not changed keeps its answer.

    Raises:
        EngineError: if nothing can read it.
    """
    wanted = list(dict.fromkeys(boxes))
    kept = [
        dataclasses.replace(number, boxes=tuple(still), digits=tuple(digits))
        for number in reading.numbers
        if (still := [box for box in number.boxes if box in wanted])
        and (
            digits := [
                digit
                for box, digit in zip(number.boxes, number.digits, strict=True)
                if box in wanted
            ]
        )
    ]
    known = set(reading.boxes)
    new = [box for box in wanted if box not in known]
    for box, prediction in zip(new, _predictions(reading, new, engine), strict=True):
        _add(kept, box, prediction)
    before = {number.boxes: number.confidence for number in reading.numbers}
    ordered = [
        dataclasses.replace(
            number,
            confidence=before.get(
                number.boxes, math.prod(certainty(digit) for digit in number.digits)
            ),
        )
        for number in _in_order(kept)
    ]
    return dataclasses.replace(reading, numbers=tuple(ordered))


def checked_boxes(value: object, size: tuple[int, int]) -> list[Box] | None:
    """Return the boxes that a browser sent, or None if they are none: it may send anything."""
    if not isinstance(value, list) or len(value) > MOST_BOXES:
        return None
    boxes: list[Box] = []
    for item in value:
        if not (isinstance(item, list) and len(item) == 4 and all(type(n) is int for n in item)):
            return None
        left, top, width, height = item
        if min(left, top) < 0 or min(width, height) < SMALLEST_SIDE:
            return None
        if left + width > size[0] or top + height > size[1]:
            return None
        boxes.append((left, top, width, height))
    return boxes


def _predictions(
    reading: Reading, boxes: Sequence[Box], engine: EngineProtocol
) -> list[Prediction]:
    if not boxes:
        return []
    sheet: Sheet = pickle.loads(zlib.decompress(reading._sheet))
    images = [image_of(sheet, box) for box in boxes]
    read = iter(_predicted([image for image in images if image is not None], engine))
    return [
        Prediction.of_nothing() if image is None else in_context(next(read)) for image in images
    ]


def _predicted(images: Sequence[np.ndarray], engine: EngineProtocol) -> list[Prediction]:
    """Read images, so many at once that the engine answers in its time."""
    starts = range(0, len(images), AT_ONCE)
    batches = [np.stack(images[start : start + AT_ONCE]) for start in starts]
    return [prediction for batch in batches for prediction in engine.predict_many(batch)]


def _add(numbers: list[ReadNumber], box: Box, prediction: Prediction) -> None:
    """Add a digit to the number beside it, or as a number of its own."""
    near = [
        (distance, place)
        for place, number in enumerate(numbers)
        if (distance := _distance(number, box)) is not None
    ]
    distance, place = min(near, default=(math.inf, -1))
    if place < 0:
        numbers.append(ReadNumber((box,), (prediction,), -1, 0.0))
        return
    number = numbers[place]
    if distance > NEAR * max(box[3], statistics.median(other[3] for other in number.boxes)):
        numbers.append(ReadNumber((box,), (prediction,), number.row, 0.0))
        return
    together = sorted(
        [*zip(number.boxes, number.digits, strict=True), (box, prediction)],
        key=lambda item: 2 * item[0][0] + item[0][2],
    )
    numbers[place] = dataclasses.replace(
        number,
        boxes=tuple(box for box, _ in together),
        digits=tuple(digit for _, digit in together),
    )


def _distance(number: ReadNumber, box: Box) -> float | None:
    """How far a box is from a number in the same row; None if it is in another one."""
    left, top, width, height = box
    found = [
        max(other[0] - left - width, left - other[0] - other[2], 0)
        for other in number.boxes
        if min(other[1] + other[3], top + height) - max(other[1], top)
        >= SAME_ROW * min(other[3], height)
    ]
    return min(found, default=None)


def _in_order(numbers: Sequence[ReadNumber]) -> list[ReadNumber]:
    """Numbers row by row, from left to right; those of no row, -1, are rows of their own."""
    rows: dict[int, list[ReadNumber]] = {}
    for place, number in enumerate(numbers):
        rows.setdefault(number.row if number.row >= 0 else -1 - place, []).append(number)
    ordered = sorted(rows.values(), key=lambda row: statistics.mean(map(_middle, row)))
    return [
        dataclasses.replace(number, row=place)
        for place, row in enumerate(ordered)
        for number in sorted(row, key=lambda number: number.boxes[0][0])
    ]


def _middle(number: ReadNumber) -> float:
    return statistics.mean(2 * top + height for _, top, _, height in number.boxes)


def _first(numbers: Sequence[ReadNumber], most: int) -> tuple[ReadNumber, ...]:
    """The first numbers, with so many digits at most."""
    kept: list[ReadNumber] = []
    for number in numbers:
        most -= len(number.boxes)
        if most < 0:
            break
        kept.append(number)
    return tuple(kept)


def _whole(box: Sequence[float]) -> Box:
    left, top, width, height = (round(side) for side in box)
    return left, top, max(width, SMALLEST_SIDE), max(height, SMALLEST_SIDE)
