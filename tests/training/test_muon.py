"""Muon for convolutions."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from digitnet.training.muon import ADAM_SHARE, ConvolutionMuon


def step(shape: tuple[int, ...], gradient: np.ndarray, rate: float = 0.1) -> np.ndarray:
    """What one step without weight decay adds to a variable."""
    optimizer = ConvolutionMuon(weight_decay=0.0)
    optimizer.learning_rate = rate
    variable = keras.Variable(np.zeros(shape, np.float32))
    optimizer.apply([keras.ops.convert_to_tensor(gradient.astype(np.float32))], [variable])
    return np.asarray(variable)


def test_a_kernels_step_has_the_same_size_in_every_direction():
    rng = np.random.default_rng(0)
    shape = (3, 3, 4, 8)
    # Nearly of rank one: plain gradient steps would only learn one direction.
    common = np.outer(rng.normal(size=36), rng.normal(size=8))
    gradient = (common + 0.05 * rng.normal(size=common.shape)).reshape(shape)
    singular = np.linalg.svd(step(shape, gradient).reshape(36, 8), compute_uv=False)
    assert np.linalg.svd(gradient.reshape(36, 8), compute_uv=False).min() < 0.05 * 36
    assert singular.max() / singular.min() < 2.5


def test_a_step_goes_downhill_and_is_as_long_as_the_rate_says():
    rng = np.random.default_rng(1)
    gradient = rng.normal(size=(3, 3, 4, 8))
    change = step((3, 3, 4, 8), gradient)
    assert (change * gradient).sum() < 0
    assert step((3, 3, 4, 8), gradient, 0.2) == pytest.approx(2 * change, rel=1e-4)
    assert np.sqrt((change**2).mean()) == pytest.approx(0.1 * 0.2, rel=0.3)


@pytest.mark.parametrize("shape", [(8,), (4, 8), (5, 5, 1, 8)])
def test_all_other_weights_are_adams(shape):
    gradient = np.random.default_rng(2).normal(size=shape)
    # Adam's first step is the learning rate, against the gradient's sign.
    expected = -0.1 * ADAM_SHARE * np.sign(gradient)
    assert step(shape, gradient) == pytest.approx(expected, rel=1e-3)
