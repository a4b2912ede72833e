"""Whether a new model is clearly worse than another one: plain data, no TensorFlow."""

from __future__ import annotations

from digitnet.training.recipe import Report

MNIST_MARGIN = 0.005
"""On MNIST's 10,000 test images; two trainings by the same recipe differ by about 0.001."""

WRITERS_MARGIN = 0.01
"""On digits by synthetic writers."""

_ROUNDING = 9
"""Decimals to round to: differences of shares are not exact."""


def is_clearly_worse(new: Report, old: Report) -> bool:
    """Whether a model loses more than a margin on either test set."""
    return loses_mnist(new, old) or _loss(old.synthetic_accuracy, new.synthetic_accuracy) > (
        WRITERS_MARGIN
    )


def loses_mnist(new: Report, old: Report) -> bool:
    """Whether a model loses more than the margin on MNIST's test set."""
    return _loss(old.test_accuracy, new.test_accuracy) > MNIST_MARGIN


def _loss(old: float, new: float) -> float:
    return round(old - new, _ROUNDING)
