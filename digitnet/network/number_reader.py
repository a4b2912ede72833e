"""Reading numbers: all candidates of all drawings in one batch, then the best division of each.

``web/number_reader.js`` does the same in a browser: change both or neither.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.segment import Lattice, is_undivided, lattice, stands_together
from digitnet.network.division import Weights, best_division, weights
from digitnet.network.number import Number
from digitnet.network.prediction import Prediction

ACCEPTED = 0.1
"""Beside other digits, a part with this digit score is a digit, even if it would be rejected on its
own. Of synthetic writers' digits in numbers, 0.1 % are below it, and of their letters, shapes and
scribbles, 7.0 % are above; with the shipped model's own threshold it would be 0.3 and 3.2 %. Digits
are far more frequent in numbers, so losing them costs more."""

CLEARLY_ONE = 0.9
"""With a digit score from here on, strokes above each other are not read again as several."""

ReadMany = Callable[[Sequence[Drawing | np.ndarray]], Sequence[Prediction]]
"""Reads drawings, or images, as one digit each."""


def is_one_digit(drawing: Drawing, prediction: Prediction, pen_down: bool) -> bool:
    """Whether a drawing with ink is clearly one digit or none, and need not be read as a number.

    Args:
        drawing: with ink.
        prediction: of the drawing as one digit.
        pen_down: whether it is still being drawn. Then strokes above each other are one digit: half
            of a 4 may look like two.
    """
    if is_undivided(drawing) or (pen_down and len(drawing.strokes) == 1):
        return True
    is_digit = prediction.digit is not None and prediction.digit_score >= CLEARLY_ONE
    return (is_digit or pen_down) and stands_together(drawing)


def read_numbers(
    drawings: Sequence[Drawing], read_many: ReadMany, by: Weights | None = None
) -> list[Number]:
    """Read drawings of one digit or several; one number each, in the same order.

    Args:
        drawings: any; of an empty one, the number is empty.
        read_many: of a predictor.
        by: the weights of the division; those that come with the package if None.
    """
    by = by or weights()
    lattices = [lattice(drawing) for drawing in drawings]
    parts = [candidate.drawing for each in lattices for candidate in each.candidates]
    predictions = iter(read_many(parts) if parts else ())
    return [_number(each, [next(predictions) for _ in each.candidates], by) for each in lattices]


def _number(lattice: Lattice, predictions: Sequence[Prediction], by: Weights) -> Number:
    if not lattice.candidates:
        return Number()
    division, probability = best_division(lattice, predictions, by)
    chosen = [lattice.candidates[number] for number in division]
    digits = [predictions[number] for number in division]
    if len(digits) > 1:
        digits = [in_context(prediction) for prediction in digits]
    return Number(
        digits,
        [list(candidate.strokes) for candidate in chosen],
        by.confidence(probability * math.prod(map(certainty, digits))),
        [(*candidate.low.tolist(), *candidate.high.tolist()) for candidate in chosen],
    )


def in_context(prediction: Prediction) -> Prediction:
    """Return the prediction for a part that stands beside other digits."""
    if prediction.digit is None and prediction.digit_score >= ACCEPTED:
        return dataclasses.replace(prediction, digit=prediction.guess)
    return prediction


def certainty(prediction: Prediction) -> float:
    """Return the probability that one part is read correctly, given that it is one."""
    if prediction.digit is None:
        return 1.0 - prediction.digit_score
    return prediction.confidence
