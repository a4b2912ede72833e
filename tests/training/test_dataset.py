"""What is trained on and what is held out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.data.writers import Population
from digitnet.labels import CLASSES, NON_DIGIT
from digitnet.training import dataset
from digitnet.training.dataset import (
    BLOCK,
    Dataset,
    SyntheticImages,
    held_out,
    load_dataset,
)
from digitnet.training.recipe import TRAIN_IMAGES, VALIDATION_IMAGES, Recipe

RECIPE = Recipe("tiny", epochs=1, images=500, synthetic=BLOCK // 2)


@pytest.fixture(scope="module")
def synthetic():
    return SyntheticImages()


def test_mnist_comes_first_and_synthetic_drawings_after_it(synthetic):
    data = load_dataset(RECIPE, synthetic)
    images = data.images
    assert images.shape == (60_000 + RECIPE.synthetic, 28, 28)
    assert images.dtype == np.uint8
    assert len(data.labels) == len(images)
    assert len(data.train) == RECIPE.images + RECIPE.synthetic
    assert (images[:60_000] == load_mnist().train_images).all()
    assert set(data.labels[data.train[RECIPE.images :]]) == set(range(CLASSES))
    assert images[60_000:].max(axis=(1, 2)).min() == 255


def test_held_out_images_are_never_trained_on(synthetic):
    everything = Recipe("all", epochs=1, synthetic=2 * BLOCK)
    data = load_dataset(everything, synthetic)
    assert not set(data.train) & set(range(TRAIN_IMAGES, TRAIN_IMAGES + VALIDATION_IMAGES))
    images, labels = held_out()
    assert len(images) == len(labels) == VALIDATION_IMAGES + dataset.HELD_OUT_DRAWINGS
    mnist = load_mnist()
    assert (images[:VALIDATION_IMAGES] == mnist.train_images[TRAIN_IMAGES:]).all()
    trained = {image.tobytes() for image in data.images[60_000:]}
    drawn = [image.tobytes() for image in images[VALIDATION_IMAGES:]]
    # A dot is a dot, whoever makes it; nothing else is the same twice.
    assert sum(image in trained for image in drawn) < 0.01 * len(drawn)


def test_more_drawings_begin_with_the_same_ones(synthetic):
    few = load_dataset(RECIPE, synthetic)
    many = load_dataset(dataclasses.replace(RECIPE, synthetic=2 * BLOCK), synthetic)
    assert (many.labels[: len(few.labels)] == few.labels).all()
    assert (many.images[: len(few.images)] == few.images).all()
    assert many.key == few.key


def test_none_are_drawn_where_none_are_asked_for(synthetic):
    data = load_dataset(dataclasses.replace(RECIPE, synthetic=0), synthetic)
    assert data.images.shape[0] == len(data.labels) == 60_000
    assert len(data.train) == RECIPE.images


def test_drawing_can_be_interrupted_and_goes_on_where_it_stopped():
    synthetic = SyntheticImages()
    calls = []

    def stop():
        calls.append(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_dataset(dataclasses.replace(RECIPE, synthetic=3 * BLOCK), synthetic, stop)
    assert len(calls) == 1
    load_dataset(
        dataclasses.replace(RECIPE, synthetic=2 * BLOCK), synthetic, lambda: calls.append(2)
    )
    assert calls == [1, 2]


def test_each_population_draws_its_own(synthetic):
    digits_only = SyntheticImages(Population(non_digit_share=0.0))
    _, labels = digits_only.first(200)
    assert NON_DIGIT not in labels
    assert digits_only.key != synthetic.key
    assert SyntheticImages(Population(non_digit_share=0.0)).key == digits_only.key
    assert SyntheticImages(seed=7).key != synthetic.key


def test_other_data_are_known_by_their_content():
    mnist = load_mnist()
    images, labels, train = mnist.train_images[:50], mnist.train_labels[:50], np.arange(50)
    data = Dataset(images, labels, train)
    assert Dataset(images.copy(), labels.copy(), train).key == data.key
    assert Dataset(images, labels[::-1], train).key != data.key
    assert Dataset(images[::-1], labels, train).key != data.key
