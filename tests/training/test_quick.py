"""Quick, as people start it: on all images, measured with all test images."""

from __future__ import annotations

import pytest

from digitnet.training.recipe import QUICK
from digitnet.training.train import train


@pytest.mark.long
def test_quick_reads_mnist_and_synthetic_writers_and_rejects_what_is_no_digit():
    _, report = train(QUICK, seed=1)
    assert report.recipe == QUICK
    assert report.test_accuracy > 0.99
    assert report.synthetic_accuracy > 0.9
    assert report.refused < 0.02
    assert report.accepted < 0.3
