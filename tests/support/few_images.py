"""Fewer images to measure trainings with: to read all of them takes ten seconds a training."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.training import dataset

COUNT = 1000
"""How many of MNIST's test images, and of those held out from training, a report is made of."""

CHECKED = 200
"""How many of the latter are read again and again during a training."""


@pytest.fixture(scope="session")
def few_images() -> Iterator[None]:
    """Measures all trainings of this process with few images; imports TensorFlow."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_few_images(monkeypatch)
        yield


def use_few_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what reports and progress are measured with."""
    mnist = load_mnist()
    few = dataclasses.replace(
        mnist, test_images=mnist.test_images[:COUNT], test_labels=mnist.test_labels[:COUNT]
    )

    def few_held_out() -> tuple[np.ndarray, np.ndarray]:
        count = COUNT + dataset.HELD_OUT_DRAWINGS
        images, labels = (array[-count:] for array in dataset.held_out())
        return images, labels

    monkeypatch.setattr("digitnet.training.report.load_mnist", lambda: few)
    monkeypatch.setattr("digitnet.training.report.held_out", few_held_out)
    monkeypatch.setattr("digitnet.training.report.VALIDATION_IMAGES", COUNT)
    monkeypatch.setattr("digitnet.training.monitor.CHECK_IMAGES", CHECKED)
