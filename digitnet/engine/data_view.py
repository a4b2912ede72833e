"""What pages ask of the data, and what they get: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from digitnet.engine.status import EngineError
from digitnet.labels import CLASSES
from digitnet.texts import errors

MNIST_TEST, MNIST_TRAIN, SYNTHETIC, COLLECTION = "test", "train", "synthetic", "collection"
SOURCES = (MNIST_TEST, MNIST_TRAIN, SYNTHETIC, COLLECTION)

WORST, STORED = "worst", "stored"
ORDERS = (WORST, STORED)

FIXED, BROKEN = "fixed", "broken"
CHANGES = (FIXED, BROKEN)

PAGE = 1_000
"""Images that a view holds at most."""

NEWEST = 2_000
"""How many drawings of the collection can be looked at: those that were added last."""

UNKNOWN = 255
"""The label of a drawing whose digit nobody gave."""


@dataclass(frozen=True)
class DataQuery:
    """Which images to show, of one set, and in which order.

    Attributes:
        source: one of ``SOURCES``.
        version: the model that reads them; None for the one that answers.
        compared: another model that reads them, too, or None.
        label: only those with this label, 0..9 or ``NON_DIGIT``; None for all.
        answer: only those that the model reads as this; None for all.
        wrong: only those that it reads as something else than their label.
        change: only what it reads correctly and ``compared`` does not (``FIXED``), or the other way
            round (``BROKEN``); None for all.
        least, most: only those of whose answer it is at least, and at most, this sure, 0..1.
        order: ``WORST`` for the least probable labels first, or ``STORED``.
        page: from 0; each has ``PAGE`` images.
    """

    source: str = MNIST_TEST
    version: str | None = None
    compared: str | None = None
    label: int | None = None
    answer: int | None = None
    wrong: bool = False
    change: str | None = None
    least: float = 0.0
    most: float = 1.0
    order: str = WORST
    page: int = 0

    def check(self) -> None:
        """See that every value is possible; one that came from another process may not be.

        Raises:
            EngineError: if one is not.
        """
        shares = (self.least, self.most)
        is_possible = (
            self.source in SOURCES
            and self.order in ORDERS
            and (self.change is None or self.change in CHANGES)
            and all(item is None or _is_class(item) for item in (self.label, self.answer))
            and all(item is None or isinstance(item, str) for item in (self.version, self.compared))
            and all(type(share) in (int, float) and 0 <= share <= 1 for share in shares)
            and type(self.wrong) is bool
            and type(self.page) is int
            and self.page >= 0
        )
        if not is_possible:
            raise EngineError(errors.QUERY_IMPOSSIBLE)


@dataclass(frozen=True)
class WriterFigures:
    """How a model reads one writer.

    Attributes:
        writer: the name.
        count: drawings with a label.
        correct: those that are read as labelled.
    """

    writer: str
    count: int
    correct: int


@dataclass(frozen=True, eq=False)
class DataView:
    """What a query finds.

    Attributes:
        done: which share of the set has been read, 0..1; below 1 nothing below is known yet.
        version: the model that reads.
        total: images in the set.
        found: those that fit the query.
        ids: of those on this page, int64 (n,); in MNIST the number of the image, from 0.
        images: uint8 (n, 28, 28).
        labels: uint8 (n,), 0..9, ``NON_DIGIT`` or ``UNKNOWN``.
        answers: uint8 (n,), what the model reads: 0..9 or ``NON_DIGIT``.
        sure: float32 (n,), the share of the answer's bar, 0..1.
        writers: names, where they are known, else empty.
        disputed: for some test images of MNIST, by id, what else people see in them.
        matrix: int64 (11, 11), how many images with a label (row) are read as what (column).
        worst_writers: those of whom most is misread, the worst first.
        writer_count: how many writers there are.
    """

    done: float
    version: str
    total: int = 0
    found: int = 0
    ids: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    images: np.ndarray = field(default_factory=lambda: np.empty((0, 28, 28), np.uint8))
    labels: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint8))
    answers: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint8))
    sure: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    writers: tuple[str, ...] = ()
    disputed: dict[int, int] = field(default_factory=dict)
    matrix: np.ndarray = field(default_factory=lambda: np.zeros((CLASSES, CLASSES), np.int64))
    worst_writers: tuple[WriterFigures, ...] = ()
    writer_count: int = 0


def _is_class(value: object) -> bool:
    return type(value) is int and 0 <= value < CLASSES
