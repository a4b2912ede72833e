"""The best division of a drawing into digits: features of a division, and their weights.

A division is a row of candidates, one beside the other, that are all of the drawing. Its score is
the weighted sum of what the network says of each candidate, of each candidate's size, and of how
neighbours stand to each other: a semi-Markov conditional random field (Sarawagi & Cohen, 2004).
The weights are fitted on numbers by synthetic writers, drawn and in pictures. Dynamic programming
finds the best division, and the sum over all divisions, which makes a probability of its score.
``web/division.js`` does the same for drawings: change both or neither.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digitnet.drawing.segment import Candidate, Lattice
from digitnet.network.prediction import Prediction

WEIGHTS_FILE = Path(__file__).with_name("division.json")
PICTURE_WEIGHTS_FILE = Path(__file__).with_name("picture_division.json")
"""``training.fit_division`` fits the first, ``training.fit_pictures`` the second."""

LOWEST = 1e-3
"""Lower probabilities count as this one, so that a single misread digit does not decide."""

CANDIDATE_FEATURES = (
    "digit",
    "log_probability",
    "log_score",
    "rejected",
    "gap",
    "more_strokes",
    "flat",
    "low",
    "very_low",
    "wide",
    "tiny",
    "narrow",
    "one",
    "one_low",
    "whole",
    "left_out",
    "left_out_height",
    "left_out_width",
    "left_out_edge",
)
"""Features of each candidate; all lengths are shares of the height of the number's digits. The last
ones are for what is left out in a picture, for which all others are 0."""

PAIR_FEATURES = ("near", "overlap", "overlap_part", "cut", "deep", "tops", "bottoms", "inside")
"""Features of each pair of neighbours; a drawing has no deep cuts, only through one stroke."""


@dataclass(frozen=True)
class Weights:
    """What ``training.fit_division`` fits.

    Attributes:
        candidate, pair: float64, one a feature.
        slope, offset: turn the log-odds of the uncalibrated confidence into the calibrated one's.
    """

    candidate: np.ndarray
    pair: np.ndarray
    slope: float = 1.0
    offset: float = 0.0

    def confidence(self, raw: float) -> float:
        """Calibrate the probability that a whole number is correct."""
        raw = min(max(raw, 1e-6), 1 - 1e-6)
        return 1 / (1 + math.exp(-self.slope * math.log(raw / (1 - raw)) - self.offset))


@functools.cache
def weights(file: Path = WEIGHTS_FILE) -> Weights:
    """Return the weights that come with the package."""
    stored = json.loads(file.read_text(encoding="utf-8"))
    return Weights(
        np.array([stored["candidate"][name] for name in CANDIDATE_FEATURES]),
        np.array([stored["pair"][name] for name in PAIR_FEATURES]),
        stored["slope"],
        stored["offset"],
    )


def of_candidate(candidate: Candidate, prediction: Prediction, lattice: Lattice) -> list[float]:
    """Return the values of ``CANDIDATE_FEATURES``."""
    width, height = ((candidate.high - candidate.low) / lattice.height).tolist()
    if candidate.is_left_out:
        left_out = [1.0, min(height, 2.0), min(width, 2.0), float(candidate.is_cut_off)]
        return [0.0] * (len(CANDIDATE_FEATURES) - len(left_out)) + left_out
    gap = candidate.gap / lattice.height
    is_one = float(prediction.guess == 1)
    return [
        1.0,
        math.log(max(prediction.confidence, LOWEST)),
        math.log(max(prediction.digit_score, LOWEST)),
        float(prediction.digit is None),
        min(gap, 0.4),
        min(len(candidate.strokes) - 1.0, 8.0),
        max(0.0, 0.35 - height),
        max(0.0, 0.75 - height),
        max(0.0, 0.5 - height),
        min(max(0.0, width - 0.8), 2.0),
        max(0.0, 0.3 - max(width, height)),
        max(0.0, 0.2 - width),
        is_one,
        is_one * max(0.0, 0.75 - height),
        float(candidate.end - candidate.start == lattice.count),
        0.0,
        0.0,
        0.0,
        0.0,
    ]


def of_pair(before: Candidate, after: Candidate, lattice: Lattice) -> list[float]:
    """Return the values of ``PAIR_FEATURES`` for two neighbours."""
    scale = lattice.height
    (left, top), (right, bottom) = before.low.tolist(), before.high.tolist()
    (next_left, next_top), (next_right, next_bottom) = after.low.tolist(), after.high.tolist()
    gap = (next_left - right) / scale
    narrower = min(right - left, next_right - next_left) / scale
    overlap = max(0.0, -gap)
    cut = lattice.cuts[after.start - 1]
    if before.is_left_out or after.is_left_out:
        return [0.0, 0.0, 0.0, float(cut > 0), min(max(0.0, cut - 1), 4.0), 0.0, 0.0, 0.0]
    return [
        max(0.0, 0.15 - max(gap, 0.0)),
        min(overlap, 1.0),
        min(1.0, overlap / max(narrower, 0.05)),
        float(cut > 0),
        min(max(0.0, cut - 1), 4.0),
        min(abs(top - next_top) / scale, 1.5),
        min(abs(bottom - next_bottom) / scale, 1.5),
        float(overlap > 0 and overlap >= 0.95 * narrower),
    ]


def best_division(
    lattice: Lattice, predictions: Sequence[Prediction], by: Weights
) -> tuple[list[int], float]:
    """Return the numbers of the best division's candidates, and its probability, 0..1.

    Args:
        lattice: not empty.
        predictions: one for each candidate.
        by: the weights.
    """
    candidates = lattice.candidates
    own = [
        float(by.candidate @ of_candidate(candidate, prediction, lattice))
        for candidate, prediction in zip(candidates, predictions, strict=True)
    ]
    by_end: list[list[int]] = [[] for _ in range(lattice.count + 1)]
    best: dict[int, tuple[float, int | None]] = {}
    total: dict[int, float] = {}
    # Candidates are ordered by their start, so all that end there have been visited.
    for number, candidate in enumerate(candidates):
        if candidate.start == 0:
            best[number] = own[number], None
            total[number] = own[number]
        else:
            before = by_end[candidate.start]
            steps = [
                float(by.pair @ of_pair(candidates[other], candidate, lattice)) for other in before
            ]
            score, previous = max(
                (best[other][0] + step, other) for other, step in zip(before, steps, strict=True)
            )
            sums = [total[other] + step for other, step in zip(before, steps, strict=True)]
            best[number] = score + own[number], previous
            total[number] = _log_sum_exp(sums) + own[number]
        by_end[candidate.end].append(number)
    last: int | None = max(by_end[-1], key=lambda number: best[number][0])
    assert last is not None
    probability = math.exp(best[last][0] - _log_sum_exp([total[other] for other in by_end[-1]]))
    division: list[int] = []
    while last is not None:
        division.append(last)
        last = best[last][1]
    return division[::-1], min(1.0, probability)


def _log_sum_exp(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values))
