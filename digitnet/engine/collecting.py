"""The engine's side of the collection: adding what people drew, and handing it to trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitnet.data.collected import Collected, now
from digitnet.data.collection import Collection
from digitnet.data.collection_facts import LEAST
from digitnet.data.mnist import DataError
from digitnet.drawing.drawing import Drawing
from digitnet.engine.job import Addition
from digitnet.labels import NON_DIGIT
from digitnet.store.store import ModelStore
from digitnet.texts import errors

if TYPE_CHECKING:
    from digitnet.network.reader import Reader
    from digitnet.training.collection_images import CollectionImages
    from digitnet.training.report import ReadMany


class Collector:
    """The collection beside a store; every method may be called from any thread."""

    def __init__(self, store: ModelStore) -> None:
        self.collection = Collection.of_home(store.models.parent)

    def add(
        self,
        drawing: Drawing,
        label: int | None,
        writer: str | None,
        origin: str,
        predictor: Reader,
    ) -> None:
        """Add a drawing, with what the model reads; for the rest see ``EngineProtocol.collect``."""
        prediction = predictor.predict(drawing)
        answer = NON_DIGIT if prediction.digit is None else prediction.digit
        item = Collected(drawing, label, writer, origin, now(), predictor.version, answer)
        self.collection.add([item.checked()])

    def addition(self, before: ReadMany) -> Addition:
        """Return what people drew, for a training that starts now.

        Args:
            before: reads images with the model that answers.

        Raises:
            CollectionError: if the collection cannot be read.
            DataError: if it is too small.
        """
        if not self.collection.stats().is_enough:
            raise DataError(errors.COLLECTION_TOO_SMALL, least=LEAST)
        return Addition(self._images, before)

    def _images(self) -> CollectionImages:
        from digitnet.training.collection_images import CollectionImages

        items = (item for _, item in self.collection.items())
        return CollectionImages.of((item.drawing, item.label, item.writer) for item in items)
