"""The engine of a server without TensorFlow: the page's process itself, with the light form.

It reads drawings, keeps the collection, shows data and lists models. Everything else is refused in
one sentence.
"""

from __future__ import annotations

import dataclasses
import functools
import threading
from typing import Any, NoReturn

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.engine.data_verbs import DataVerbs
from digitnet.engine.model_list import entries
from digitnet.engine.protocol import DEADLINES, EngineProtocol
from digitnet.engine.stand_in import StandIn
from digitnet.engine.status import (
    EngineError,
    EngineStatus,
    LightOnly,
    ModelEntry,
    ModelFile,
    Unavailable,
)
from digitnet.network.light import LightError, LightPredictor
from digitnet.network.number import Number
from digitnet.network.prediction import Prediction
from digitnet.store.card import ModelCard
from digitnet.store.errors import ModelError
from digitnet.store.formats import ORIGINAL
from digitnet.store.light import load_light
from digitnet.store.store import ModelStore
from digitnet.texts import errors
from digitnet.texts.message import Note


def _refused(name: str) -> Any:
    @functools.wraps(getattr(EngineProtocol, name))
    def refuse(self: LightEngine, *arguments: Any, **keywords: Any) -> NoReturn:
        raise EngineError(errors.NEEDS_TENSORFLOW)

    return refuse


def _refuse_the_rest(engine: type[LightEngine]) -> type[LightEngine]:
    """Make a class refuse every verb that it does not have."""
    for name in DEADLINES:
        if getattr(engine, name) is getattr(EngineProtocol, name):
            setattr(engine, name, _refused(name))
    return engine


@_refuse_the_rest
class LightEngine(DataVerbs, EngineProtocol):
    """Reads with the light form of the store's current model; all methods are thread-safe."""

    def __init__(self, store: ModelStore | None = None) -> None:
        """Follow this store, or without one, that in ``DIGITNET_HOME``."""
        self._closed = threading.Event()
        self._store = store or ModelStore()
        super().__init__(self._store, self._closed)
        self._stand_in = StandIn(self._store)
        self._stand_in.start()
        self._known: tuple[LightPredictor, ModelCard] | None = None

    def close(self) -> None:
        """End what runs in the background."""
        self._closed.set()

    def status(self) -> EngineStatus:
        try:
            return EngineStatus(LightOnly(self._card(), Note(errors.NEEDS_TENSORFLOW)))
        except (EngineError, ModelError) as error:
            return EngineStatus(Unavailable(error.note))

    def predict(self, image: np.ndarray) -> Prediction:
        return self._predictor().predict(image)

    def predict_many(self, images: np.ndarray) -> list[Prediction]:
        return self._predictor().predict_many(list(images))

    def read_number(self, drawing: Drawing) -> Number:
        return self._predictor().read_number(drawing)

    def models(self) -> list[ModelEntry]:
        predictor = self._stand_in.predictor()
        return entries(self._store, None if predictor is None else predictor.version)

    def use(self, version: str) -> None:
        try:
            load_light(self._store.get(version))
        except LightError as error:
            raise EngineError(error.message, **error.parameters) from error
        self._store.use(version)
        self._stand_in.check_now()

    def remove(self, version: str) -> None:
        self._store.remove(version)

    def download(self, version: str, format: str = ORIGINAL) -> ModelFile:
        if format != ORIGINAL:
            raise EngineError(errors.NEEDS_TENSORFLOW)
        model = self._store.get(version)
        return ModelFile(model.download_name, model.read())

    def _predictor(self) -> LightPredictor:
        predictor = self._stand_in.predictor()
        if predictor is None:
            raise EngineError(errors.NO_LIGHT_FORM)
        return predictor

    def _card(self) -> ModelCard:
        predictor, known = self._predictor(), self._known
        if known is None or known[0] is not predictor:
            card = self._store.get(predictor.version).card
            self._known = known = predictor, dataclasses.replace(card, evaluations=())
        return known[1]
