"""Whether a new model is clearly worse than another one: plain data, no TensorFlow."""

from __future__ import annotations

from digitnet.training.recipe import Report

MNIST_MARGIN = 0.005
"""On MNIST's 10,000 test images; two trainings by the same recipe differ by about 0.001."""

WRITERS_MARGIN = 0.01
"""On digits by synthetic writers."""

_ROUNDING = 9
"""Decimals: differences of shares are no exact numbers."""


def is_clearly_worse(new: Report, old: Report) -> bool:
    """Whether a model loses more than a margin on either test set."""
    mnist = round(old.test_accuracy - new.test_accuracy, _ROUNDING)
    writers = round(old.synthetic_accuracy - new.synthetic_accuracy, _ROUNDING)
    return mnist > MNIST_MARGIN or writers > WRITERS_MARGIN
