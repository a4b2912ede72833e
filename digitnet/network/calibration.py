"""Calibration: logits to probabilities, and to a score for being a digit at all.

The network has eleven outputs: ten digits and "not a digit". The softmax of the ten gives the
digits' probabilities; their log-sum-exp against the eleventh gives the digit score. Each is scaled
by its own temperature (Guo et al., 2017), fitted on images held out from training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitnet.labels import DIGIT_COUNT, NON_DIGIT
from digitnet.network.prediction import Prediction

TEMPERATURES = np.geomspace(0.1, 10.0, 401)
COARSE_TEMPERATURES = np.geomspace(0.25, 4.0, 17)
"""Temperatures for fits that are repeated during a training, each a fifth higher than the last."""

REFUSED = 0.002
"""The share of held-out digits that the threshold rejects. A larger share would reject more
letters, and also more real digits."""


@dataclass(frozen=True)
class Calibration:
    """Turns logits into probabilities and scores.

    Attributes:
        temperature: divides the ten digits' logits.
        score_temperature: divides the margin of the digits over "not a digit".
        threshold: a drawing with a lower score is rejected.
    """

    temperature: float = 1.0
    score_temperature: float = 1.0
    threshold: float = 0.5

    def check(self) -> None:
        """Raise a ValueError if the numbers cannot come from a fit."""
        for temperature in (self.temperature, self.score_temperature):
            if not 0.0 < temperature < float("inf"):
                raise ValueError("A temperature is a positive number.")
        if not 0.0 <= self.threshold <= 1.0:
            raise ValueError("A threshold lies between 0 and 1.")

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        """Return each digit's probability, float32 (n, 10), rows summing to 1; logits (n, 11)."""
        return softmax(logits[:, :DIGIT_COUNT], self.temperature)

    def scores(self, logits: np.ndarray) -> np.ndarray:
        """Return the probability of being a digit, float64 (n,), 0..1; logits (n, 11)."""
        return _sigmoid(digit_margin(logits) / self.score_temperature)

    def predictions(self, logits: np.ndarray, images: Sequence[np.ndarray]) -> list[Prediction]:
        """Return what the network says of images, uint8 (28, 28) each; logits (n, 11)."""
        return [
            Prediction(
                probabilities,
                int(probabilities.argmax()) if score >= self.threshold else None,
                float(score),
                image,
            )
            for probabilities, score, image in zip(
                self.probabilities(logits), self.scores(logits), images, strict=True
            )
        ]


def fit_calibration(logits: np.ndarray, labels: np.ndarray) -> Calibration:
    """Fit on held-out images of digits and non-digits.

    Args:
        logits: float (n, 11).
        labels: integers (n,), 0..9 or ``NON_DIGIT``.
    """
    is_digit = labels != NON_DIGIT
    margin = digit_margin(logits)
    score_temperature = fit_temperature(
        np.stack([np.zeros_like(margin), margin], axis=1), is_digit.astype(int)
    )
    scores = _sigmoid(margin[is_digit] / score_temperature)
    return Calibration(
        temperature=fit_temperature(logits[is_digit, :DIGIT_COUNT], labels[is_digit]),
        score_temperature=score_temperature,
        threshold=float(np.quantile(scores, REFUSED)),
    )


def digit_margin(logits: np.ndarray) -> np.ndarray:
    """Return the log-odds of the digits against "not a digit", float64 (n,); logits (n, 11)."""
    logits = np.asarray(logits, np.float64)
    return np.asarray(_log_sum_exp(logits[:, :DIGIT_COUNT]) - logits[:, NON_DIGIT])


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Return probabilities, float32 of the same shape, summing to 1 along the last axis."""
    scaled = np.asarray(logits, np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def fit_temperature(
    logits: np.ndarray, labels: np.ndarray, candidates: np.ndarray = TEMPERATURES
) -> float:
    """Return the temperature with the lowest cross-entropy on held-out images.

    Args:
        logits: float (n, classes).
        labels: integers (n,).
        candidates: float (m,), the temperatures to try.
    """
    logits = np.asarray(logits, np.float64)
    right = logits[np.arange(len(labels)), labels]
    losses = [
        float((_log_sum_exp(logits / temperature) - right / temperature).mean())
        for temperature in candidates
    ]
    return float(round(candidates[int(np.argmin(losses))], 4))


def _log_sum_exp(values: np.ndarray) -> np.ndarray:
    top = values.max(axis=1)
    return np.asarray(top + np.log(np.exp(values - top[:, None]).sum(axis=1)))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -500, 500))))
