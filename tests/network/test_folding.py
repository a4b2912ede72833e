"""A folded network answers like the Keras network it was made of."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from digitnet.network.architecture import build_network
from digitnet.network.folding import FoldingError, fold

IMAGES = np.random.default_rng(1).integers(0, 256, (5, 28, 28)).astype(np.uint8)


def randomised(network: keras.Model) -> keras.Model:
    """With normalisation that does something, as after a training."""
    rng = np.random.default_rng(0)
    for layer in network.layers:
        if isinstance(layer, layers.BatchNormalization):
            shape = layer.gamma.shape
            gamma, variance = rng.uniform(0.5, 2, shape), rng.uniform(0.3, 3, shape)
            beta, mean = rng.normal(size=shape), rng.normal(size=shape)
            layer.set_weights([gamma, beta, mean, variance])
    return network


def sequential(*parts: layers.Layer) -> keras.Sequential:
    return keras.Sequential([layers.Input((28, 28, 1)), *parts])


def logits(network: keras.Model) -> np.ndarray:
    return np.asarray(network(IMAGES[..., None].astype(np.float32), training=False))


@pytest.mark.parametrize("width", [8, 32])
def test_it_answers_like_keras(width):
    network = randomised(build_network(width))
    expected = logits(network)
    found = fold(network).logits(IMAGES)
    assert found.shape == (5, 11)
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-4 * float(np.abs(expected).max()))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7])
@pytest.mark.parametrize("strides", [1, 2, 3])
def test_convolutions_of_any_size_and_step(size, strides):
    network = sequential(
        layers.Conv2D(3, size, strides=strides, padding="same", bias_initializer="ones"),
        layers.Activation("relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(11),
    )
    folded = fold(network)
    assert folded.logits(IMAGES) == pytest.approx(logits(network), rel=1e-4, abs=1e-2)


def test_half_precision_changes_little_and_something():
    folded = fold(randomised(build_network(8)))
    exact, half = folded.logits(IMAGES), folded.half().logits(IMAGES)
    assert half == pytest.approx(exact, abs=0.02 * float(np.abs(exact).max()))
    assert (half != exact).any()


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ([layers.Conv2D(3, 3, padding="valid", name="valid"), layers.Activation("relu")], "valid"),
        ([layers.Conv2D(3, 3, padding="same"), layers.Dropout(0.1, name="late")], "late"),
        ([layers.Conv2D(3, 3, padding="same"), layers.Activation("gelu", name="gelu")], "gelu"),
        ([layers.AveragePooling2D(2, name="average")], "average"),
        ([layers.MaxPooling2D(3, name="thirds")], "thirds"),
        ([layers.Rescaling(1, offset=1, name="shifted")], "shifted"),
        ([layers.Flatten()], "has to end with a dense layer"),
    ],
)
def test_what_it_does_not_know_is_refused(parts, named):
    with pytest.raises(FoldingError, match=named):
        fold(sequential(*parts))
