"""Predictions without a network."""

from __future__ import annotations

import numpy as np

from digitnet.network.prediction import Prediction


def prediction(
    guess: int,
    confidence: float,
    digit: int | None,
    score: float,
    image: np.ndarray | None = None,
) -> Prediction:
    """Return a prediction whose likeliest digit is ``guess``; the others share the rest."""
    probabilities = np.full(10, (1 - confidence) / 9, np.float32)
    probabilities[guess] = confidence
    ink = np.full((28, 28), 9, np.uint8) if image is None else image
    return Prediction(probabilities, digit, score, ink)
