"""What people drew, for a training: most of it to train on, the rest to measure with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from digitnet.data.collection_facts import LEAST
from digitnet.data.mnist import DataError
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import SIDE, to_mnist
from digitnet.labels import NON_DIGIT
from digitnet.network.prediction import Prediction
from digitnet.texts import errors

LEFT_OUT = 0.2
"""The share of writers, or of drawings, that is never trained on."""

FEW_WRITERS = 3
"""With fewer writers, single drawings are left out instead of all drawings of a writer."""

SHARE = 0.1
"""Largest share of an epoch for people's drawings, so that other digits are still learned."""

REPEATS = 20
"""The most times that one drawing is used in an epoch, warped anew each time."""


@dataclass(frozen=True, eq=False)
class CollectionImages:
    """People's drawings in MNIST format, divided once and for all.

    Attributes:
        images: uint8 (n, 28, 28), to train on.
        labels: uint8 (n,), 0..9 or ``NON_DIGIT``.
        left_out: uint8 (m, 28, 28), never trained on.
        left_out_labels: uint8 (m,).
    """

    images: np.ndarray
    labels: np.ndarray
    left_out: np.ndarray
    left_out_labels: np.ndarray

    @classmethod
    def of(cls, items: Iterable[tuple[Drawing, int | None, str | None]]) -> CollectionImages:
        """Divide drawings with their labels and writers; those without ink or label do not count.

        What is left out depends only on the writers' names, or on the drawings where fewer than
        ``FEW_WRITERS`` are known, not on a training's seed: a model that was trained with some of
        the drawings can be compared with one that is trained with more of them. An image that is in
        both parts counts as trained on.

        Raises:
            DataError: if there are fewer than ``LEAST`` drawings.
        """
        known = [
            (image, label, writer)
            for drawing, label, writer in items
            if label is not None and (image := to_mnist(drawing)) is not None
        ]
        if len(known) < LEAST:
            raise DataError(errors.COLLECTION_TOO_SMALL, least=LEAST)
        by_writer = len({writer for *_, writer in known if writer is not None}) >= FEW_WRITERS
        names = [
            writer.encode() if by_writer and writer is not None else image.tobytes()
            for image, _, writer in known
        ]
        left_out = _left_out(set(names))
        trained = {
            image.tobytes()
            for (image, *_), name in zip(known, names, strict=True)
            if name not in left_out
        }
        parts: tuple[list[tuple[np.ndarray, int]], ...] = ([], [])
        for (image, label, _), name in zip(known, names, strict=True):
            if name not in left_out or image.tobytes() not in trained:
                parts[name in left_out].append((image, label))
        return cls(*_arrays(parts[0]), *_arrays(parts[1]))

    @property
    def key(self) -> str:
        """Identifies what is trained on."""
        return hashlib.sha256(self.images.tobytes() + self.labels.tobytes()).hexdigest()

    def mixed_into(self, train: np.ndarray, first: int) -> np.ndarray:
        """Return an epoch of the same length, in which people's drawings replace some of the
        others.

        Args:
            train: int32 (n,), the indices of an epoch without them.
            first: the index of the first of these images in the data set.
        """
        count = len(self.labels)
        places = min(int(SHARE * len(train)), REPEATS * count)
        kept = np.linspace(0, len(train) - 1, len(train) - places).round().astype(int)
        own = first + np.arange(places) * count // max(1, places)
        return np.concatenate([train[kept], own]).astype(np.int32)


def share_correct(predictions: Sequence[Prediction], labels: np.ndarray) -> float:
    """Return the share of digits read as labelled, and of non-digits that are rejected."""
    correct = [
        prediction.digit is None if label == NON_DIGIT else prediction.guess == label
        for prediction, label in zip(predictions, labels.tolist(), strict=True)
    ]
    return float(np.mean(correct))


def _left_out(names: set[bytes]) -> set[bytes]:
    """Return a random share, always the same, at least one and never all."""
    places = sorted((int.from_bytes(hashlib.sha256(name).digest()[:4]), name) for name in names)
    below = [name for place, name in places if place < LEFT_OUT * 2**32]
    most = max(0, len(places) - 1)
    return set((below or [name for _, name in places[:1]])[:most])


def _arrays(pairs: list[tuple[np.ndarray, int]]) -> tuple[np.ndarray, np.ndarray]:
    none = np.empty((0, SIDE, SIDE), np.uint8)
    images = np.stack([image for image, _ in pairs]) if pairs else none
    return images, np.array([label for _, label in pairs], np.uint8)
