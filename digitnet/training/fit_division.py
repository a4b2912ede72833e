"""``python -m digitnet.training.fit_division``: fit how numbers are divided into digits.

Numbers by synthetic writers are read with the shipped model's light form, and the weights are
fitted by maximum likelihood of the true divisions among all; then, on other numbers, the
confidence. The result is ``network/division.json``. It takes a minute of processor time. No human
handwriting is used.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitnet import paths
from digitnet.data.numbers import WrittenNumber, synthetic_numbers
from digitnet.drawing.segment import Lattice, lattice
from digitnet.network.division import (
    CANDIDATE_FEATURES,
    PAIR_FEATURES,
    WEIGHTS_FILE,
    Weights,
    of_candidate,
    of_pair,
)
from digitnet.network.light import LightPredictor
from digitnet.network.number_reader import ReadMany, read_numbers
from digitnet.network.prediction import Prediction

NUMBERS = 4000
CALIBRATION_NUMBERS = 2000
SEED = 17

MOST_DIVISIONS = 400
"""Most divisions of one number; if there are more, some hundred represent all."""

PENALTY = 1e-3
STEPS = 800
RATE = 0.05


@dataclass(frozen=True, eq=False)
class Choice:
    """All divisions of a number.

    Attributes:
        features: float64 (divisions, features).
        right: the row of the true one.
    """

    features: np.ndarray
    right: int


def fit(read_many: ReadMany, numbers: int = NUMBERS, others: int = CALIBRATION_NUMBERS) -> Weights:
    """Fit the weights for a predictor.

    Args:
        read_many: the predictor's.
        numbers: on so many the weights are fitted.
        others: on so many the confidence is.
    """
    choices = [
        choice
        for number in synthetic_numbers(numbers, [SEED, 0])
        if (choice := choice_of(number, read_many)) is not None
    ]
    values = most_likely(choices)
    count = len(CANDIDATE_FEATURES)
    plain = Weights(values[:count], values[count:])
    tested = list(synthetic_numbers(others, [SEED, 1]))
    found = read_numbers([number.drawing for number in tested], read_many, plain)
    right = [number.text == written.text for number, written in zip(found, tested, strict=True)]
    slope, offset = calibrated([number.confidence for number in found], right)
    return Weights(plain.candidate, plain.pair, slope, offset)


def choice_of(number: WrittenNumber, read_many: ReadMany) -> Choice | None:
    """Return all divisions of a number; None if none is right, or there is nothing to choose."""
    cells = lattice(number.drawing)
    true = _true_division(number, cells)
    if true is None or len(cells.candidates) < 2:
        return None
    divisions = divisions_of(cells)
    if true not in divisions:
        divisions.append(true)
    rows = features_of(cells, read_many([each.drawing for each in cells.candidates]), divisions)
    return Choice(rows, divisions.index(true))


def _true_division(number: WrittenNumber, cells: Lattice) -> list[int] | None:
    """The candidates that are the digits, or None if some digit is no candidate."""
    owners = [_owner(number, cells, unit) for unit in range(cells.count)]
    edges = [place for place in range(1, cells.count) if owners[place] != owners[place - 1]]
    if len(edges) + 1 != len(number.text):
        return None
    spans = zip([0, *edges], [*edges, cells.count], strict=True)
    known = {(each.start, each.end): place for place, each in enumerate(cells.candidates)}
    division = [known.get(span) for span in spans]
    return None if None in division else [place for place in division if place is not None]


def _owner(number: WrittenNumber, cells: Lattice, unit: int) -> int:
    """The digit to which most points of a unit belong."""
    (single,) = [c for c in cells.candidates if (c.start, c.end) == (unit, unit + 1)]
    votes: list[int] = []
    for stroke in single.strokes:
        points, owners = number.drawing.strokes[stroke], number.owners[stroke]
        # A part between two points of a fast stroke has none of its own: then the nearest count.
        outside = np.maximum(np.maximum(single.low - points, points - single.high), 0).sum(axis=1)
        votes += owners[outside <= outside.min()].tolist()
    return max(set(votes), key=votes.count)


def divisions_of(cells: Lattice) -> list[list[int]]:
    """Return divisions, each as its candidates' numbers; all, or some hundred of them."""
    by_start: dict[int, list[int]] = {}
    for place, candidate in enumerate(cells.candidates):
        by_start.setdefault(candidate.start, []).append(place)
    found: list[list[int]] = []
    open_: list[list[int]] = [[place] for place in by_start[0]]
    while open_ and len(found) < MOST_DIVISIONS:
        division = open_.pop()
        end = cells.candidates[division[-1]].end
        if end == cells.count:
            found.append(division)
        else:
            open_ += [[*division, place] for place in by_start[end]]
    return found


def features_of(
    cells: Lattice, predictions: Sequence[Prediction], divisions: list[list[int]]
) -> np.ndarray:
    """Return the features of divisions, float64 (divisions, features): sums over their parts."""
    candidates = cells.candidates
    own = np.array(
        [of_candidate(c, p, cells) for c, p in zip(candidates, predictions, strict=True)]
    )
    rows = np.zeros((len(divisions), len(CANDIDATE_FEATURES) + len(PAIR_FEATURES)))
    for row, division in zip(rows, divisions, strict=True):
        row[: own.shape[1]] = own[division].sum(axis=0)
        for before, after in itertools.pairwise(division):
            row[own.shape[1] :] += of_pair(candidates[before], candidates[after], cells)
    return rows


def most_likely(choices: Sequence[Choice], penalty: float = PENALTY) -> np.ndarray:
    """Return the weights under which the true divisions are likeliest, by Adam on all of them.

    Args:
        choices: at least one.
        penalty: on the weights' squares, each in units of its feature's standard deviation.
    """
    rows = np.concatenate([choice.features for choice in choices])
    sizes = [len(choice.features) for choice in choices]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = starts + [choice.right for choice in choices]
    owner = np.repeat(np.arange(len(choices)), sizes)
    scale = np.maximum(rows.std(axis=0), 1e-6)
    rows = rows / scale
    truth = rows[right].sum(axis=0)
    weights, mean, square = np.zeros((3, rows.shape[1]))
    for step in range(1, STEPS + 1):
        scores = rows @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        shares = powers / np.add.reduceat(powers, starts)[owner]
        gradient = (shares @ rows - truth) / len(choices) + penalty * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = RATE * (1 - (step - 1) / STEPS)
        move = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
        weights = weights - rate * move
    return np.asarray(weights / scale)


def calibrated(raw: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Return the most likely slope and offset of the log-odds (Platt, 1999), by Newton's method."""
    odds = np.clip(np.array(raw), 1e-6, 1 - 1e-6)
    rows = np.stack([np.log(odds / (1 - odds)), np.ones(len(odds))], axis=1)
    values = np.array([1.0, 0.0])
    for _ in range(30):
        shares = 1 / (1 + np.exp(-rows @ values))
        slopes = rows.T @ (shares - np.array(right)) + 1e-6 * values
        bends = (rows * (shares * (1 - shares))[:, None]).T @ rows + 1e-6 * np.eye(2)
        values = values - np.linalg.solve(bends, slopes)
    return float(values[0]), float(values[1])


def to_json(weights: Weights) -> str:
    """Return the content of ``network/division.json``."""
    value = {
        "candidate": dict(zip(CANDIDATE_FEATURES, _rounded(weights.candidate), strict=True)),
        "pair": dict(zip(PAIR_FEATURES, _rounded(weights.pair), strict=True)),
        "slope": round(weights.slope, 4),
        "offset": round(weights.offset, 4),
    }
    return json.dumps(value, indent=2) + "\n"


def _rounded(values: np.ndarray) -> list[float]:
    assert all(map(math.isfinite, values))
    return [round(float(value), 4) for value in values]


if __name__ == "__main__":
    light_form = (paths.SHIPPED_MODEL / "model.tflite").read_bytes()
    fitted = fit(LightPredictor(light_form, "shipped").predict_many)
    WEIGHTS_FILE.write_text(to_json(fitted), encoding="utf-8")
