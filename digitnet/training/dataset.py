"""What a network is trained on and what is held out: MNIST and drawings by synthetic writers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from digitnet.data.mnist import load_mnist
from digitnet.data.writers import POPULATION, Population, synthetic_images
from digitnet.drawing.mnist_format import SIDE
from digitnet.training.collection_images import CollectionImages
from digitnet.training.recipe import TRAIN_IMAGES, Recipe

BLOCK = 1000
"""Synthetic drawings are made in blocks of this size, each with its own seed, so that a recipe that
asks for more of them gets the same ones first."""

TRAINED_ON, HELD_OUT = 0, 1
"""The seeds of the writers whose drawings are trained on, and of those held out."""

HELD_OUT_DRAWINGS = 5_000


@dataclass(frozen=True, eq=False)
class Dataset:
    """All images and labels of a training.

    Attributes:
        images: uint8 (n, 28, 28).
        labels: uint8 (n,), 0..9 or ``NON_DIGIT``.
        train: int32, the indices of the images to train on; an index may occur several times.
        key: identifies the data: of two data sets with equal keys, the longer one begins with the
            images and labels of the shorter one. Without a key, one is made from the content.
    """

    images: np.ndarray
    labels: np.ndarray
    train: np.ndarray
    key: Hashable = None

    def __post_init__(self) -> None:
        if self.key is None:
            digest = hashlib.sha256(self.images.tobytes())
            digest.update(self.labels.tobytes())
            object.__setattr__(self, "key", digest.hexdigest())


class SyntheticImages:
    """Images drawn by one population's writers, made when they are asked for and then kept.

    Args:
        population: where the writers come from.
        seed: of all writers.
    """

    def __init__(self, population: Population = POPULATION, seed: int = TRAINED_ON) -> None:
        self.key = ("synthetic", population, seed)
        self._population = population
        self._seed = seed
        self._blocks: list[tuple[np.ndarray, np.ndarray]] = []
        self._lock = threading.Lock()

    def missing(self, count: int) -> int:
        """Return how many of the first images are still to be drawn."""
        return max(0, count - BLOCK * len(self._blocks))

    def first(
        self, count: int, on_block: Callable[[], None] = lambda: None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the first images, uint8 (count, 28, 28), and their labels, uint8 (count,).

        Args:
            count: how many.
            on_block: called after each new block (a third of a second); what it raises ends the
                work, and the blocks that are finished are kept.
        """
        needed = -(-count // BLOCK)
        while len(self._blocks) < needed:
            # The lock is held for one block at a time, so that every waiting thread can report its
            # progress and be cancelled.
            with self._lock:
                if len(self._blocks) < needed:
                    seed = (self._seed, len(self._blocks))
                    self._blocks.append(synthetic_images(BLOCK, seed, self._population))
            on_block()
        none = np.empty((0, SIDE, SIDE), np.uint8), np.empty(0, np.uint8)
        images, labels = zip(none, *self._blocks[:needed], strict=True)
        return np.concatenate(images)[:count], np.concatenate(labels)[:count]


def load_dataset(
    recipe: Recipe,
    synthetic: SyntheticImages,
    on_block: Callable[[], None] = lambda: None,
    collection: CollectionImages | None = None,
) -> Dataset:
    """Return what a recipe trains on: MNIST's 60,000 training images, people's drawings, if there
    are any, and synthetic ones.

    Args:
        recipe: how much of each.
        synthetic: where the synthetic images come from.
        on_block: see ``SyntheticImages.first``.
        collection: what people drew.

    Raises:
        DataError: if the bundled MNIST is missing or altered.
    """
    mnist = load_mnist()
    drawn, drawn_labels = synthetic.first(recipe.synthetic, on_block)
    mnist_count = len(mnist.train_labels)
    # Synthetic images come last, so that a data set with more of them begins with the same ones.
    images, labels = [mnist.train_images, drawn], [mnist.train_labels, drawn_labels]
    if collection is not None:
        images.insert(1, collection.images)
        labels.insert(1, collection.labels)
    count = sum(map(len, labels))
    train = np.concatenate(
        [
            *[np.arange(recipe.images)] * recipe.repeats,
            count - recipe.synthetic + np.arange(recipe.synthetic),
        ]
    ).astype(np.int32)
    return Dataset(
        images=np.concatenate(images),
        labels=np.concatenate(labels),
        train=train if collection is None else collection.mixed_into(train, mnist_count),
        key=dataset_key(synthetic, collection),
    )


def dataset_key(synthetic: SyntheticImages, collection: CollectionImages | None) -> Hashable:
    """Return the key of the data sets that consist of MNIST and these."""
    return "MNIST", None if collection is None else collection.key, synthetic.key


@lru_cache(maxsize=1)
def held_out() -> tuple[np.ndarray, np.ndarray]:
    """Return images that are never trained on: MNIST's last 5,000 training images, and as many
    drawings by other synthetic writers; uint8 (n, 28, 28), and labels, uint8 (n,)."""
    mnist = load_mnist()
    images, labels = synthetic_images(HELD_OUT_DRAWINGS, HELD_OUT)
    return (
        np.concatenate([mnist.train_images[TRAIN_IMAGES:], images]),
        np.concatenate([mnist.train_labels[TRAIN_IMAGES:], labels]),
    )


def missing_held_out() -> int:
    """Return how many drawings ``held_out`` would still have to make."""
    return 0 if held_out.cache_info().currsize else HELD_OUT_DRAWINGS
