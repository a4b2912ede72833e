"""The shipped network, and what explains it, for the tests of this folder."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet import paths
from digitnet.data.mnist import load_mnist
from digitnet.data.writers import synthetic_images
from digitnet.network.lessons import Lessons
from digitnet.store.card import ModelCard
from tests.support.plain_features import plain_reader


@pytest.fixture(scope="package")
def shipped_network():
    import keras

    return keras.saving.load_model(paths.SHIPPED_MODEL / "model.keras", compile=False)


@pytest.fixture(scope="package")
def few_examples():
    """600 of MNIST's training images and 100 drawings by synthetic writers."""
    from digitnet.network.examples import Examples

    mnist = load_mnist()
    drawn, labels = synthetic_images(100, 7)
    return Examples(
        np.concatenate([mnist.train_images[:600], drawn]),
        np.concatenate([mnist.train_labels[:600], labels]),
        600,
    )


@pytest.fixture(scope="package")
def explainer(shipped_network, few_examples):
    from digitnet.network.explain import Explainer

    card = ModelCard.from_json((paths.SHIPPED_MODEL / "card.json").read_text(encoding="utf-8"))
    return Explainer(shipped_network, card.report.calibration, lambda: few_examples)


@pytest.fixture
def lessons():
    """Lessons over features that are the image's own rows and columns; quick, without Keras."""
    return Lessons(plain_reader())
