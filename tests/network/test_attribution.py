"""The attribution is held to account: it is complete, it depends on the weights, it matters."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.network.attribution import IntegratedGradients
from tests.support.sanity import deleting, rank_correlation

ONE_OF = np.eye(11, dtype=np.float32)


@pytest.fixture(scope="module")
def gradients(shipped_network):
    return IntegratedGradients(shipped_network)


def test_attributions_sum_to_the_difference_of_the_logits(gradients, explainer):
    images, labels = load_mnist().test_images[:15], load_mnist().test_labels[:15]
    logits, _ = explainer._maps.many(images)
    empty, _ = explainer._maps.one(np.zeros((28, 28), np.uint8))
    for image, label, outputs in zip(images, labels, logits, strict=True):
        for other in (None, (int(label) + 5) % 10):
            weights = ONE_OF[label] - (0 if other is None else ONE_OF[other])
            attribution, difference = gradients(image, weights)
            assert attribution.dtype == np.float32
            assert attribution.shape == (28, 28)
            assert difference == pytest.approx((outputs - empty) @ weights, abs=1e-3)
            assert attribution.sum() == pytest.approx(difference, rel=0.05)


def test_pixels_without_ink_have_no_part(gradients):
    image = load_mnist().test_images[0]
    attribution, _ = gradients(image, ONE_OF[7])
    assert not attribution[image == 0].any()


def test_random_weights_change_the_picture(gradients):
    """The sanity check of Adebayo et al. (2018)."""
    import keras

    from digitnet.network.architecture import build_network

    keras.utils.set_random_seed(0)
    random = IntegratedGradients(build_network())
    images, labels = load_mnist().test_images[:30], load_mnist().test_labels[:30]
    correlations, whole = [], []
    for image, label in zip(images, labels, strict=True):
        trained, _ = gradients(image, ONE_OF[label])
        untrained, _ = random(image, ONE_OF[label])
        ink = image > 0
        correlations.append(rank_correlation(trained[ink], untrained[ink]))
        whole.append(rank_correlation(trained.ravel(), untrained.ravel()))
    assert np.abs(correlations).mean() < 0.3
    assert abs(np.mean(correlations)) < 0.15
    assert np.abs(whole).mean() < 0.3


def test_important_ink_matters(gradients, explainer):
    """Deleted in the order of importance, ink takes the probability along faster than at random."""
    images, labels = load_mnist().test_images[:60], load_mnist().test_labels[:60]
    rng = np.random.default_rng(0)
    by_importance, at_random = [], []
    for image, label in zip(images, labels, strict=True):
        ink = np.flatnonzero(image)
        attribution, _ = gradients(image, ONE_OF[label])
        order = ink[np.argsort(-attribution.ravel()[ink])]
        for pixels, drops in ((order, by_importance), (rng.permutation(ink), at_random)):
            read = explainer.read(deleting(image, pixels))
            start, *rest = (prediction.probabilities[label] for prediction in read)
            drops.append(start - np.mean(rest))
    assert np.mean(by_importance) >= 1.5 * np.mean(at_random)
