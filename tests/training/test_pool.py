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

COUNT = 4096
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


def test_two_data_sets_of_equal_size_are_both_learned(pool):
    for shift in (0, 3):
        data = relabelled(shift)
        network = pool.trainer(TINY.width, data).run(TINY, data, seed=1)
        assert accuracy(network, shift) > 0.7


def test_other_data_frees_the_memory_of_the_old(pool):
    old, new = relabelled(0), relabelled(1)
    trainer = pool.trainer(TINY.width, old)
    few = dataclasses.replace(TINY, epochs=1, images=TINY.batch_size)
    trainer.run(few, dataclasses.replace(old, train=old.train[: TINY.batch_size]), seed=0)
    images = weakref.ref(trainer.images)
    del trainer
    gc.collect()
    assert images() is not None
    pool.trainer(TINY.width, new)
    assert images() is None


def test_the_same_data_are_copied_once(pool):
    some = dataclasses.replace(TINY, images=512, synthetic=500)
    trainer = pool.trainer(TINY.width, pool.dataset(some))
    for recipe in (
        some,
        dataclasses.replace(some, synthetic=0),
        dataclasses.replace(some, images=9),
    ):
        assert pool.trainer(TINY.width, pool.dataset(recipe)) is trainer
    more = pool.dataset(dataclasses.replace(some, synthetic=501))
    larger = pool.trainer(TINY.width, more)
    assert larger is not trainer
    assert (np.asarray(larger.images[-1, ..., 0]) == more.images[-1]).all()


def test_the_quick_trainer_and_the_last_other_one_stay(pool):
    data = relabelled(0)
    widths = (QUICK.width, 4, 5)
    quick, first, last = (pool.trainer(width, data) for width in widths)
    assert KEPT_TRAINERS == 2
    assert pool.trainer(QUICK.width, data) is quick
    assert pool.trainer(5, data) is last
    assert pool.trainer(4, data) is not first


def test_populations_are_different_data():
    data = [
        TrainerPool(population).dataset(dataclasses.replace(TINY, synthetic=100))
        for population in (Population(), Population(), Population(non_digit_share=0.5))
    ]
    assert data[0].key == data[1].key
    assert data[0].key != data[2].key
    assert (data[0].images != data[2].images).any()


def test_a_second_training_compiles_nothing_and_forgets_the_first(pool):
    recipe = dataclasses.replace(TINY, images=2048, synthetic=1000)
    prepare(recipe, lambda: None, pool)
    trainer = pool.trainer(recipe.width, pool.dataset(recipe))
    compiled = trainer.train_function
    first, _ = train(recipe, seed=5, pool=pool)
    other, _ = train(dataclasses.replace(recipe, warp=0.0, learning_rate=0.005), seed=6, pool=pool)
    assert pool.trainer(recipe.width, pool.dataset(recipe)) is trainer
    assert trainer.train_function is compiled
    again, _ = train(recipe, seed=5, pool=pool)
    images = load_mnist().test_images[:100]
    assert np.allclose(logits_of(first, images), logits_of(again, images), atol=0.5)
    assert not np.allclose(logits_of(first, images), logits_of(other, images), atol=0.5)
