"""The network's size and what goes in and out."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.drawing.mnist_format import SIDE
from digitnet.labels import CLASSES
from digitnet.network.architecture import BATCH, MAX_PARAMETERS, build_network, logits_of
from digitnet.training.recipe import RECIPES


def test_every_recipe_has_a_small_network():
    for recipe in RECIPES.values():
        network = build_network(recipe.width)
        assert network.count_params() <= MAX_PARAMETERS
        assert network.output_shape == (None, CLASSES)
    with pytest.raises(ValueError, match="more than"):
        build_network(60)


def test_any_number_of_images_is_read():
    network = build_network(8)
    images = np.random.default_rng(0).integers(0, 256, (BATCH + 3, SIDE, SIDE), np.uint8)
    logits = logits_of(network, images)
    assert logits.shape == (BATCH + 3, CLASSES)
    assert np.allclose(logits[-2:], logits_of(network, images[-2:]), atol=1e-4)
