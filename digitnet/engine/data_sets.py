"""The sets of images that people can look at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitnet.data.collection import Collection
from digitnet.data.mnist import load_mnist
from digitnet.data.writers import DRAWINGS_PER_WRITER
from digitnet.drawing.mnist_format import SIDE, to_mnist
from digitnet.engine.data_view import (
    COLLECTION,
    MNIST_TEST,
    MNIST_TRAIN,
    NEWEST,
    UNKNOWN,
)


@dataclass(frozen=True, eq=False)
class DataSet:
    """Images with what is known of each.

    Attributes:
        ids: int64 (n,), which name them.
        images: uint8 (n, 28, 28).
        labels: uint8 (n,), 0..9, ``NON_DIGIT`` or ``UNKNOWN``.
        writers: who drew each, "" where that is unknown; empty if nobody's name is known.
    """

    ids: np.ndarray
    images: np.ndarray
    labels: np.ndarray
    writers: tuple[str, ...] = ()


class DataSets:
    """Loads the sets; every method may be called from any thread.

    Args:
        collection: what people drew.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._images: OrderedDict[str, np.ndarray] = OrderedDict()

    def load(self, source: str) -> DataSet:
        """Return a set. Of synthetic writers it is the set that reports measure with.

        Raises:
            DataError: if the bundled MNIST is missing or altered.
            CollectionError: if the collection cannot be read.
        """
        if source == COLLECTION:
            return self._collected()
        mnist = load_mnist()
        if source == MNIST_TEST:
            return _numbered(mnist.test_images, mnist.test_labels)
        if source == MNIST_TRAIN:
            return _numbered(mnist.train_images, mnist.train_labels)
        from digitnet.training.dataset import HELD_OUT_DRAWINGS, held_out

        images, labels = (array[-HELD_OUT_DRAWINGS:] for array in held_out())
        writers = (str(1 + number // DRAWINGS_PER_WRITER) for number in range(len(labels)))
        return _numbered(images, labels, tuple(writers))

    def _collected(self) -> DataSet:
        known, self._images = self._images, OrderedDict()
        ids, images, labels, writers = [], [], [], []
        for id, item in self._collection.newest(NEWEST):
            content = item.content
            image = known[content] if content in known else to_mnist(item.drawing)
            if image is None:
                continue
            self._images[content] = image
            ids.append(id)
            images.append(image)
            labels.append(UNKNOWN if item.label is None else item.label)
            writers.append(item.writer or "")
        return DataSet(
            np.array(ids, np.int64), _stacked(images), np.array(labels, np.uint8), tuple(writers)
        )


def _numbered(images: np.ndarray, labels: np.ndarray, writers: tuple[str, ...] = ()) -> DataSet:
    return DataSet(np.arange(len(labels)), images, labels, writers)


def _stacked(images: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack(images) if images else np.empty((0, SIDE, SIDE), np.uint8)
