"""One training as a job: what was asked for, who watches, and how it ends."""

from __future__ import annotations

import dataclasses
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitnet.data.collection_facts import CollectionError
from digitnet.data.mnist import DataError
from digitnet.engine.audience import Audience
from digitnet.engine.estimate import Estimate, Plan
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
from digitnet.training.comparison import is_clearly_worse
from digitnet.training.progress import PREPARING, SAVING, Progress
from digitnet.training.recipe import Recipe, Report

if TYPE_CHECKING:
    import keras

    from digitnet.training.collection_images import CollectionImages
    from digitnet.training.report import ReadMany

log = logging.getLogger(__name__)

Publish = Callable[["keras.Model", Report], tuple[ModelCard, ModelCard]]
"""Saves a network and lets it answer unless it is clearly worse; returns its card, and that of the
model that answered before it."""

Train = Callable[..., tuple["keras.Model", Report]]
"""Trains: ``training.train.train``, or what does the same on several machines."""


@dataclass(frozen=True)
class Addition:
    """What people drew, for a training that includes it.

    Attributes:
        load: reads the drawings; called from the training's thread.
        before: reads images with the model that answers.
    """

    load: Callable[[], CollectionImages]
    before: ReadMany


class Job:
    """One training; ``run`` is called once, everything else from any thread.

    Attributes:
        id: tells it from all others.
        recipe: what to do.
        audience: who watches it.
        estimate: the clock, which starts now.
    """

    def __init__(
        self, recipe: Recipe, seed: int, plan: Plan, addition: Addition | None = None
    ) -> None:
        self.estimate = Estimate(plan)
        self.id = secrets.token_hex(8)
        self.audience = Audience(self.id, Progress(PREPARING, 1, recipe.epochs, 0, recipe.steps))
        self.recipe = recipe
        self._seed = seed
        self._addition = addition
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._publishing = False

    def running(self) -> Running:
        """Return how far it is."""
        return Running(self.id, self.recipe, self._progress())

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

    def run(self, train: Train, publish: Publish) -> Outcome:
        """Train and publish; return how that ended. Never raises."""
        from digitnet.training.errors import TrainingCancelled, TrainingFailed

        addition = self._addition
        try:
            network, report = train(
                self.recipe,
                self._seed,
                self._tell,
                self._cancelled.is_set,
                self.audience.look,
                collection=None if addition is None else addition.load(),
                before=None if addition is None else addition.before,
            )
            with self._lock:
                if self._cancelled.is_set():
                    return self._cancelled_outcome()
                self._publishing = True
            self._tell(dataclasses.replace(self.audience.progress, phase=SAVING))
            seconds = round(self._progress().seconds, 1)
            card, before = publish(network, dataclasses.replace(report, seconds=seconds))
        except TrainingCancelled:
            return self._cancelled_outcome()
        except TrainingFailed as error:
            return self._failed(Note(errors.TRAINING_NOT_SAVED, {"problem": error.note}))
        except (CollectionError, DataError, ModelError, StoreError) as error:
            return self._failed(error.note)
        except Exception as error:
            log.exception("A training failed.")
            return self._failed(Note(errors.TRAINING_FAILED, {"reason": type(error).__name__}))
        finally:
            self.audience.finish()
        is_used = not is_clearly_worse(card.report, before.report)
        entry = reports.MODEL_PUBLISHED if is_used else reports.MODEL_KEPT
        message = Note(entry, {"version": card.version, "before": before.version})
        return Published(self.id, message, self._progress(), card, before, is_used)

    def _tell(self, progress: Progress) -> None:
        self.audience.tell(self.estimate.tell(progress))

    def _progress(self) -> Progress:
        """Return how far it is, with the times of this moment."""
        return self.estimate.now(self.audience.progress)

    def _cancelled_outcome(self) -> Outcome:
        return Cancelled(self.id, Note(reports.TRAINING_CANCELLED), self._progress())

    def _failed(self, message: Note) -> Outcome:
        return Failed(self.id, message, self._progress())
