"""Finds images in a set by what they show and by what models read."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import numpy as np

from digitnet.data.collection import Collection
from digitnet.data.disputed import DISPUTED
from digitnet.engine.data_sets import DataSet, DataSets
from digitnet.engine.data_view import (
    FIXED,
    MNIST_TEST,
    PAGE,
    STORED,
    UNKNOWN,
    DataQuery,
    DataView,
    WriterFigures,
)
from digitnet.engine.reading import Reading, Readings
from digitnet.labels import CLASSES
from digitnet.store.readers import load_reader_of
from digitnet.store.store import ModelStore

WRITERS = 20
"""Writers in a view, at most."""


class Browser:
    """Every method may be called from any thread.

    Args:
        store: the models.
        collection: what people drew.
        closed: ends what runs in the background.
    """

    def __init__(self, store: ModelStore, collection: Collection, closed: threading.Event) -> None:
        self._store = store
        self._sets = DataSets(collection)
        self._readings = Readings(closed)

    def view(self, query: DataQuery, answering: Callable[[], str]) -> DataView:
        """Return what a query finds (see ``EngineProtocol.browse``).

        Args:
            query: what to find.
            answering: returns the version of the model that answers.
        """
        query.check()
        version = query.version or answering()
        data = self._sets.load(query.source)
        reading = self._read(query.source, version, data)
        compared = query.compared and self._read(query.source, query.compared, data)
        done = min(item.done for item in (reading, compared) if item)
        if done < 1:
            return DataView(done, version, len(data.ids))
        places = _found(query, data, reading, compared or None)
        shown = places[query.page * PAGE :][:PAGE]
        figures = _figures(data, reading)
        return DataView(
            done=1.0,
            version=version,
            total=len(data.ids),
            found=len(places),
            ids=data.ids[shown],
            images=data.images[shown],
            labels=data.labels[shown],
            answers=reading.answers[shown],
            sure=_sure(reading)[shown],
            writers=tuple(data.writers[place] for place in shown) if data.writers else (),
            disputed=_disputed(data.ids[shown]) if query.source == MNIST_TEST else {},
            matrix=_matrix(data, reading),
            worst_writers=figures[:WRITERS],
            writer_count=len(figures),
        )

    def _read(self, source: str, version: str, data: DataSet) -> Reading:
        model = self._store.get(version)
        return self._readings.get(
            source, model.card.sha256, data.images, lambda: load_reader_of(model)
        )


def _found(
    query: DataQuery, data: DataSet, reading: Reading, compared: Reading | None
) -> np.ndarray:
    """Return the places of the images that a query finds, in its order."""
    labels, sure = data.labels, _sure(reading)
    correct = reading.answers == labels
    fits = (sure >= query.least) & (sure <= query.most)
    if query.label is not None:
        fits &= labels == query.label
    if query.answer is not None:
        fits &= reading.answers == query.answer
    if query.wrong:
        fits &= ~correct & (labels != UNKNOWN)
    if query.change is not None and compared is not None:
        other = compared.answers == labels
        fits &= (correct & ~other) if query.change == FIXED else (~correct & other)
        fits &= labels != UNKNOWN
    places = np.flatnonzero(fits)
    if query.order == STORED:
        return places
    known = labels != UNKNOWN
    right = np.where(
        known, reading.shares[np.arange(len(labels)), np.where(known, labels, 0)], sure
    )
    # What is misread comes first, however sure the network is of the rest.
    return places[np.lexsort((right[places], correct[places] | ~known[places]))]


def _sure(reading: Reading) -> np.ndarray:
    sure: np.ndarray = reading.shares[np.arange(len(reading.answers)), reading.answers]
    return sure


def _matrix(data: DataSet, reading: Reading) -> np.ndarray:
    matrix = np.zeros((CLASSES, CLASSES), np.int64)
    known = data.labels != UNKNOWN
    np.add.at(matrix, (data.labels[known], reading.answers[known]), 1)
    return matrix


def _figures(data: DataSet, reading: Reading) -> tuple[WriterFigures, ...]:
    """Return the figures of all writers with labelled drawings, the worst first."""
    counts: Counter[str] = Counter()
    correct: Counter[str] = Counter()
    for writer, label, answer in zip(data.writers, data.labels, reading.answers, strict=False):
        if writer and label != UNKNOWN:
            counts[writer] += 1
            correct[writer] += bool(label == answer)
    figures = (WriterFigures(name, count, correct[name]) for name, count in counts.items())
    return tuple(sorted(figures, key=lambda item: (item.correct - item.count, item.writer)))


def _disputed(ids: np.ndarray) -> dict[int, int]:
    return {id: DISPUTED[id][1] for id in ids.tolist() if id in DISPUTED}
