"""Augmentation: images change, and keep their ink."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.training.augmentation import change_pen, warp


def test_warps_move_ink_and_keep_it():
    images = load_mnist().train_images[:64, ..., None].astype(np.float32)
    seed = keras.random.SeedGenerator(0)
    warped = keras.ops.convert_to_numpy(warp(images, 1.0, seed))
    assert warped.shape == images.shape
    assert np.abs(warped - images).mean() > 5
    assert warped.min() >= 0
    assert warped.max() <= 255.01
    assert warped.sum(axis=(1, 2, 3)) == pytest.approx(images.sum(axis=(1, 2, 3)), rel=0.45)
    assert np.allclose(keras.ops.convert_to_numpy(warp(images, 0.0, seed)), images, atol=0.1)


def test_the_pen_gets_thinner_and_thicker_and_stays_in_range():
    images = load_mnist().train_images[:64, ..., None].astype(np.float32)
    seed = keras.random.SeedGenerator(0)
    changed = keras.ops.convert_to_numpy(change_pen(images, 0.5, seed))
    ink = changed.sum(axis=(1, 2, 3)) / images.sum(axis=(1, 2, 3))
    assert ink.min() < 0.85
    assert ink.max() > 1.2
    assert changed.min() >= 0
    assert changed.max() <= 255
    assert np.allclose(keras.ops.convert_to_numpy(change_pen(images, 0.0, seed)), images)
