"""The engine's verbs for data: what people drew, and the sets that can be looked at."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digitnet.data.collected import LESSON
from digitnet.data.collection_facts import CollectionStats
from digitnet.drawing.drawing import Drawing
from digitnet.engine.browsing import Browser
from digitnet.engine.collecting import Collector
from digitnet.engine.data_view import DataQuery, DataView
from digitnet.store.store import ModelStore

if TYPE_CHECKING:
    from digitnet.network.reader import Reader


class DataVerbs(ABC):
    """A part of each engine; for what each verb does see ``EngineProtocol``."""

    def __init__(self, store: ModelStore, closed: threading.Event) -> None:
        self._collector = Collector(store)
        self._browser = Browser(store, self._collector.collection, closed)

    def collect(
        self, drawing: Drawing, label: int | None, writer: str | None = None, origin: str = LESSON
    ) -> None:
        self._collector.add(drawing, label, writer, origin, self._predictor())

    def withdraw(self, drawing: Drawing, writer: str | None) -> None:
        self._collector.collection.withdraw(drawing, writer)

    def collection(self) -> CollectionStats:
        return self._collector.collection.stats()

    def relabel_collected(self, id: int, label: int | None) -> None:
        self._collector.collection.relabel(id, label)

    def remove_collected(self, ids: Sequence[int]) -> int:
        return self._collector.collection.remove(ids)

    def export_collection(self) -> str:
        items = self._collector.collection.items()
        return "".join(f"{item.to_json()}\n" for _, item in items)

    def browse(self, query: DataQuery) -> DataView:
        return self._browser.view(query, lambda: self._predictor().version)

    @abstractmethod
    def _predictor(self) -> Reader:
        """Return the model that answers.

        Raises:
            EngineError: while none does.
        """
