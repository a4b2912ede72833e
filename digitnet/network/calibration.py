"""Probabilities that can be trusted, and how surely something is a digit at all.

The network has eleven outputs, ten digits and "no digit". What the ten say among themselves gives
the digits' probabilities, what they say together against the eleventh gives the digit's score.
Both are softened by a temperature of their own (Guo et al., 2017), fitted on images held out from
training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitnet.network.prediction import Prediction

_TEMPERATURES = np.geomspace(0.1, 10.0, 401)

REFUSED = 0.002
"""The share of held-out digits that the threshold refuses. More would refuse more letters, and more
of what people meant to be a digit."""


@dataclass(frozen=True)
class Calibration:
    """What turns logits into probabilities and scores.

    Attributes:
        temperature: what the ten digits' logits are divided by.
        score_temperature: what the margin of the digits over "no digit" is divided by.
        threshold: a drawing with a lower score is refused.
    """

    temperature: float = 1.0
    score_temperature: float = 1.0
    threshold: float = 0.5

    def check(self) -> None:
        """Raise a ValueError if the numbers cannot be what was fitted."""
        for temperature in (self.temperature, self.score_temperature):
            if not 0.0 < temperature < float("inf"):
                raise ValueError("A temperature is a positive number.")
        if not 0.0 <= self.threshold <= 1.0:
            raise ValueError("A threshold lies between 0 and 1.")

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        """Return each digit's probability, float32 (n, 10), rows summing to 1; logits (n, 11)."""
        return softmax(logits[:, :10], self.temperature)

    def scores(self, logits: np.ndarray) -> np.ndarray:
        """Return how surely each is a digit, float64 (n,), 0..1; logits (n, 11)."""
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
    """Fit on held-out images, some of them no digits.

    Args:
        logits: float (n, 11).
        labels: integers (n,), 0..9 or 10 for no digit.
    """
    is_digit = labels < 10
    margin = digit_margin(logits)
    score_temperature = fit_temperature(
        np.stack([np.zeros_like(margin), margin], axis=1), is_digit.astype(int)
    )
    scores = _sigmoid(margin[is_digit] / score_temperature)
    return Calibration(
        temperature=fit_temperature(logits[is_digit, :10], labels[is_digit]),
        score_temperature=score_temperature,
        threshold=float(np.quantile(scores, REFUSED)),
    )


def digit_margin(logits: np.ndarray) -> np.ndarray:
    """By how much the digits together outweigh "no digit", float64 (n,); logits (n, 11)."""
    logits = np.asarray(logits, np.float64)
    return _log_sum_exp(logits[:, :10]) - logits[:, 10]


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Return probabilities, float32 of the same shape, summing to 1 along the last axis."""
    scaled = np.asarray(logits, np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the temperature in 0.1..10 with the least cross-entropy on held-out images.

    Args:
        logits: float (n, classes).
        labels: integers (n,).
    """
    logits = np.asarray(logits, np.float64)
    right = logits[np.arange(len(labels)), labels]
    losses = [
        float((_log_sum_exp(logits / temperature) - right / temperature).mean())
        for temperature in _TEMPERATURES
    ]
    return float(round(_TEMPERATURES[int(np.argmin(losses))], 4))


def _log_sum_exp(values: np.ndarray) -> np.ndarray:
    top = values.max(axis=1)
    return top + np.log(np.exp(values - top[:, None]).sum(axis=1))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(values, -500, 500)))
