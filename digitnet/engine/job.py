"""One training as a job: what was asked, who watches, and how it ends."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from digitnet.data.mnist import DataError
from digitnet.engine.audience import Audience
from digitnet.engine.status import (
    Cancelled,
    EngineError,
    Failed,
    Outcome,
    Published,
    Running,
)
from digitnet.store.card import ModelCard
from digitnet.store.errors import ModelError, StoreError
from digitnet.texts import errors, reports
from digitnet.texts.message import Note
from digitnet.training.progress import PREPARING, Progress
from digitnet.training.recipe import Recipe, Report

if TYPE_CHECKING:
    import keras

    from digitnet.training.pool import TrainerPool

log = logging.getLogger(__name__)

Publish = Callable[["keras.Model", Report], tuple[ModelCard, ModelCard]]
"""Saves a network and lets it answer; returns its card and that of the one before it."""


class Job:
    """One training; ``run`` is called once, everything else from any thread.

    Attributes:
        id: tells it from all others.
        audience: who watches it; knows how far it is.
    """

    def __init__(self, recipe: Recipe, seed: int) -> None:
        self.id = secrets.token_hex(8)
        self.audience = Audience(self.id, Progress(PREPARING, 1, recipe.epochs, 0, recipe.steps))
        self._recipe = recipe
        self._seed = seed
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._publishing = False

    def running(self) -> Running:
        """Return how far it is."""
        return Running(self.id, self._recipe, self.audience.progress)

    def cancel(self) -> Outcome:
        """Ask ``run`` to end soon; return what there is to say.

        Raises:
            EngineError: if the new model is being saved already.
        """
        with self._lock:
            if self._publishing:
                raise EngineError(errors.TRAINING_BEING_SAVED)
            self._cancelled.set()
        return self._cancelled_outcome()

    def run(self, publish: Publish, pool: TrainerPool | None) -> Outcome:
        """Train and publish; return how that ended. Never raises."""
        from digitnet.training.errors import TrainingCancelled, TrainingFailed
        from digitnet.training.train import train

        try:
            network, report = train(
                self._recipe,
                self._seed,
                self.audience.tell,
                self._cancelled.is_set,
                self.audience.look,
                pool=pool,
            )
            with self._lock:
                if self._cancelled.is_set():
                    return self._cancelled_outcome()
                self._publishing = True
            card, before = publish(network, report)
        except TrainingCancelled:
            return self._cancelled_outcome()
        except TrainingFailed as error:
            return self._failed(Note(errors.TRAINING_NOT_SAVED, {"problem": error.note}))
        except (DataError, ModelError, StoreError) as error:
            return self._failed(error.note)
        except Exception as error:
            log.exception("A training failed.")
            return self._failed(Note(errors.TRAINING_FAILED, {"reason": type(error).__name__}))
        published = Note(reports.MODEL_PUBLISHED, {"version": card.version})
        return Published(self.id, published, self.audience.progress, card, before)

    def _cancelled_outcome(self) -> Outcome:
        return Cancelled(self.id, Note(reports.TRAINING_CANCELLED), self.audience.progress)

    def _failed(self, message: Note) -> Outcome:
        return Failed(self.id, message, self.audience.progress)
