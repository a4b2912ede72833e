"""What stays from one training to the next, and what does not."""

from __future__ import annotations

import dataclasses
import gc
import weakref

import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.data.writers import Population
from digitnet.labels import DIGIT_COUNT
from digitnet.network.architecture import logits_of
from digitnet.training.dataset import Dataset
from digitnet.training.pool import KEPT_TRAINERS, TrainerPool
from digitnet.training.recipe import QUICK, Recipe
from digitnet.training.train import prepare, train

pytestmark = pytest.mark.usefixtures("few_images")

COUNT = 2048
TINY = Recipe("tiny", epochs=2, batch_size=64, width=8, images=COUNT)


@pytest.fixture
def pool():
    return TrainerPool()


def relabelled(shift: int) -> Dataset:
    """The first training images, each digit renamed."""
    mnist = load_mnist()
    labels = ((mnist.train_labels[:COUNT] + shift) % DIGIT_COUNT).astype(np.uint8)
    return Dataset(mnist.train_images[:COUNT], labels, np.arange(COUNT, dtype=np.int32))


def accuracy(network, shift: int) -> float:
    mnist = load_mnist()
    digits = logits_of(network, mnist.test_images[:1000])[:, :DIGIT_COUNT].argmax(axis=1)
    return float((digits == (mnist.test_labels[:1000] + shift) % DIGIT_COUNT).mean())


def test_other_data_of_equal_size_are_learned_and_free_the_memory_of_the_old(pool):
    old, new = relabelled(0), relabelled(3)
    network, report = train(TINY, seed=1, data=old, pool=pool)
    assert accuracy(network, 0) > 0.7
    assert report.test_accuracy > 0.7
    images = weakref.ref(pool.trainer(TINY, old).images)
    gc.collect()
    assert images() is not None
    trainer = pool.trainer(TINY, new)
    assert images() is None
    assert accuracy(trainer.run(TINY, new, seed=1), 3) > 0.7


def test_the_same_data_are_copied_once(pool):
    some = dataclasses.replace(TINY, images=512, synthetic=500)
    trainer = pool.trainer(TINY, pool.dataset(some))
    for recipe in (
        some,
        dataclasses.replace(some, synthetic=0),
        dataclasses.replace(some, images=9),
    ):
        assert pool.trainer(TINY, pool.dataset(recipe)) is trainer
    more = pool.dataset(dataclasses.replace(some, synthetic=501))
    larger = pool.trainer(TINY, more)
    assert larger is not trainer
    assert (np.asarray(larger.images[-1, ..., 0]) == more.images[-1]).all()


def test_the_quick_trainer_and_the_last_other_one_stay(pool):
    data = relabelled(0)
    four, five = (dataclasses.replace(TINY, width=width) for width in (4, 5))
    quick, first, last = (pool.trainer(recipe, data) for recipe in (QUICK, four, five))
    assert KEPT_TRAINERS == 2
    assert pool.trainer(QUICK, data) is quick
    assert pool.trainer(five, data) is last
    assert pool.trainer(four, data) is not first


def test_populations_are_different_data():
    data = [
        TrainerPool(population).dataset(dataclasses.replace(TINY, synthetic=100))
        for population in (Population(), Population(), Population(non_digit_share=0.5))
    ]
    assert data[0].key == data[1].key
    assert data[0].key != data[2].key
    assert (data[0].images != data[2].images).any()


def test_a_second_training_compiles_nothing_and_forgets_the_first(pool):
    recipe = dataclasses.replace(TINY, images=768, synthetic=256)
    prepare(recipe, lambda: None, pool)
    trainer = pool.trainer(recipe, pool.dataset(recipe))
    compiled = trainer.train_function

    def trained(recipe: Recipe, seed: int) -> np.ndarray:
        network = pool.trainer(recipe, data := pool.dataset(recipe)).run(recipe, data, seed)
        return logits_of(network, load_mnist().test_images[:100])

    first = trained(recipe, 5)
    other = trained(dataclasses.replace(recipe, warp=0.0, learning_rate=0.005), 6)
    assert pool.trainer(recipe, pool.dataset(recipe)) is trainer
    assert trainer.train_function is compiled
    assert np.allclose(first, trained(recipe, 5), atol=0.1)
    assert not np.allclose(first, other, atol=0.5)
