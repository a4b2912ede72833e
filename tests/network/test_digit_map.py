"""The map of digits: classes lie apart, and it is always the same map."""

from __future__ import annotations

import numpy as np

from digitnet.network.digit_map import discriminant_directions

RNG = np.random.default_rng(0)
CENTRES = np.array([[0, 0], [9, 0], [0, 9], [9, 9]])
LABELS = np.arange(800) % 4
PLANE = np.concatenate([CENTRES[LABELS] + RNG.normal(size=(800, 2))], axis=1)
# Eight more directions that say nothing, and vary more; one that never varies.
FEATURES = np.concatenate([PLANE, 3 * RNG.normal(size=(800, 8)), np.ones((800, 1))], axis=1).astype(
    np.float32
)


def test_it_finds_the_directions_that_tell_classes_apart():
    points = FEATURES @ discriminant_directions(FEATURES, LABELS)
    means = np.stack([points[label == LABELS].mean(axis=0) for label in range(4)])
    distances = np.linalg.norm(points[:, None] - means, axis=2)
    assert (distances.argmin(axis=1) == LABELS).mean() > 0.98


def test_classes_spread_by_no_more_than_one():
    points = FEATURES @ discriminant_directions(FEATURES, LABELS)
    means = np.stack([points[label == LABELS].mean(axis=0) for label in range(4)])
    assert ((points - means[LABELS]).std(axis=0) > 0).all()
    assert ((points - means[LABELS]).std(axis=0) <= 1.05).all()


def test_the_same_images_give_the_same_map():
    first = discriminant_directions(FEATURES, LABELS)
    assert np.array_equal(first, discriminant_directions(FEATURES.copy(), LABELS.copy()))
    assert first.dtype == np.float32
    assert first.shape == (11, 2)
    # The first class lies to the left of the middle, and below.
    middle = FEATURES.mean(axis=0)
    assert ((FEATURES[LABELS == 0].mean(axis=0) - middle) @ first <= 0).all()
