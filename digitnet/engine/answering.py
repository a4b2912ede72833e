"""The model that answers: which one it is, loading it, and following the store's choice."""

from __future__ import annotations

import dataclasses
import logging
import threading
from typing import TYPE_CHECKING

from digitnet.errors import DigitnetError
from digitnet.store.card import ModelCard
from digitnet.store.errors import ModelError
from digitnet.store.store import ModelStore
from digitnet.texts import errors

if TYPE_CHECKING:
    from digitnet.network.predictor import Predictor

log = logging.getLogger(__name__)


def _prepare(store: ModelStore, predictor: Predictor, version: str) -> None:
    """Do what answers do not have to wait for."""
    from digitnet.store.light_making import ensure_light_form

    try:
        predictor.prepare_lessons()
    except DigitnetError as error:
        log.warning("Nothing can be taught: %s", error)
    ensure_light_form(store, version)


class AnsweringModel:
    """The store's current model, compiled and warm; every method may be called from any thread."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._loading = threading.Lock()
        self._loaded: tuple[Predictor, ModelCard] | None = None
        self._choice = ("", "")

    @property
    def predictor(self) -> Predictor | None:
        """The model that answers, or None until the first one is loaded."""
        return self._loaded and self._loaded[0]

    @property
    def card(self) -> ModelCard | None:
        """The card of the model that answers, without its evaluations."""
        return self._loaded and self._loaded[1]

    def load(self) -> ModelCard:
        """Load the store's current model, or else the next best one; return its card.

        Raises:
            ModelError: if not even the shipped model can be loaded.
        """
        from digitnet.store.loading import load_current

        with self._loading:
            self._choice = self._store.choice()
            predictor, card = load_current(self._store)
            card = dataclasses.replace(card, evaluations=())
            self._loaded = predictor, card
        threading.Thread(
            target=_prepare, args=(self._store, predictor, card.version), name="model", daemon=True
        ).start()
        return card

    def load_version(self, version: str) -> ModelCard:
        """Load the store's current model and check that it is this one; return its card.

        Raises:
            ModelError: if it cannot be loaded; then another one answers.
        """
        card = self.load()
        if card.version != version:
            raise ModelError(errors.MODEL_REPLACED, version=version, current=card.version)
        return card

    def follow(self, closed: threading.Event, seconds: float | None = None) -> None:
        """Load what another server or the command line chooses, until the event is set.

        Args:
            closed: the event.
            seconds: how often to check the store; by default as often as it says.
        """
        seconds = self._store.check_seconds if seconds is None else seconds
        while not closed.wait(seconds):
            try:
                if self._store.choice() != self._choice:
                    self.load()
            except ModelError as error:
                log.warning("%s The model in memory still answers.", error)
