"""What a network learns from, and what it is held against: MNIST and synthetic writers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from digitnet.data.handwriting import synthetic_images
from digitnet.data.mnist import load_mnist
from digitnet.drawing.mnist_format import SIDE
from digitnet.training.recipe import TRAIN_IMAGES, Recipe

BLOCK = 1000
"""Synthetic drawings are made in blocks of this size, each from a seed of its own: a recipe that
asks for more of them gets those that it had, and more."""

LEARNT, HELD_OUT = 0, 1
"""The seeds of the writers who are trained on, and of those who are only tested on."""

HELD_OUT_DRAWINGS = 5_000

_blocks: list[tuple[np.ndarray, np.ndarray]] = []
_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Dataset:
    """All images and labels of a training.

    Attributes:
        images: uint8 (n, 28, 28): MNIST's 60,000, then the synthetic ones.
        labels: uint8 (n,), 0..9, or ``NON_DIGIT``.
        train: int32, the numbers of the images to train on.
    """

    images: np.ndarray
    labels: np.ndarray
    train: np.ndarray


def load_dataset(recipe: Recipe, on_block: Callable[[], None] = lambda: None) -> Dataset:
    """Return what a recipe trains on.

    Args:
        recipe: how much of it.
        on_block: called after every ``BLOCK`` of new synthetic drawings (a third of a second
            each); what it raises ends the work, and what is drawn by then is kept.

    Raises:
        DataError: if the bundled MNIST is missing or altered.
    """
    mnist = load_mnist()
    drawn, drawn_labels = _synthetic(recipe.synthetic, on_block)
    mnist_count = len(mnist.train_labels)
    return Dataset(
        images=np.concatenate([mnist.train_images, drawn]),
        labels=np.concatenate([mnist.train_labels, drawn_labels]),
        train=np.concatenate(
            [
                *[np.arange(recipe.images)] * recipe.repeats,
                mnist_count + np.arange(recipe.synthetic),
            ]
        ).astype(np.int32),
    )


@lru_cache(maxsize=1)
def held_out() -> tuple[np.ndarray, np.ndarray]:
    """Images that no training sees: MNIST's last 5,000 training images, and as many drawings by
    synthetic writers of their own; uint8 (n, 28, 28), and labels, uint8 (n,)."""
    mnist = load_mnist()
    images, labels = synthetic_images(HELD_OUT_DRAWINGS, HELD_OUT)
    return (
        np.concatenate([mnist.train_images[TRAIN_IMAGES:], images]),
        np.concatenate([mnist.train_labels[TRAIN_IMAGES:], labels]),
    )


def _synthetic(count: int, on_block: Callable[[], None]) -> tuple[np.ndarray, np.ndarray]:
    needed = -(-count // BLOCK)
    while len(_blocks) < needed:
        # One block at a time, so that whoever else waits can be told how far it is, or cancel.
        with _lock:
            if len(_blocks) < needed:
                _blocks.append(synthetic_images(BLOCK, (LEARNT, len(_blocks))))
        on_block()
    blocks = [(np.empty((0, SIDE, SIDE), np.uint8), np.empty(0, np.uint8)), *_blocks[:needed]]
    images, labels = zip(*blocks, strict=True)
    return np.concatenate(images)[:count], np.concatenate(labels)[:count]
