"""The process that owns TensorFlow: it predicts, it trains, it tells how far it is.

Why a process of its own: after every run Streamlit clears Keras' session if Keras is loaded, and
collects garbage, which with TensorFlow's objects in memory stalls everybody for a third of a
second. The pages talk to it through ``engine.client``; this module imports TensorFlow only once
the process already answers, so that "warming up" can be said from the start.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import secrets
import threading
from dataclasses import dataclass, field

import numpy as np

from digitnet.data.mnist import DataError
from digitnet.engine.audience import Audience
from digitnet.engine.status import EngineError, EngineStatus, Outcome
from digitnet.network.prediction import Prediction
from digitnet.store.card import ModelError
from digitnet.store.store import ModelStore, StoreError
from digitnet.training.progress import PREPARING, Progress, TrainingView
from digitnet.training.recipe import QUICK, RECIPES, Recipe

log = logging.getLogger(__name__)

STORE_CHECK_SECONDS = 2.0
"""How often the engine looks whether another program chose another model."""


@dataclass
class _Training:
    """The training that runs: what was asked, who watches, and how it ends.

    Attributes:
        cancelled: set once nobody waits for it any more.
        publishing: whether it is too late to cancel.
        thread: where it runs.
    """

    id: str
    recipe: Recipe
    seed: int
    audience: Audience
    cancelled: threading.Event = field(default_factory=threading.Event)
    publishing: bool = False
    thread: threading.Thread | None = None


class Engine:
    """One predictor and at most one training; every method may be called from any thread."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._status = EngineStatus("starting", "The network is warming up.")
        self._predictor = None
        self._choice = ("", "")
        self._pace = None
        # Made once TensorFlow is loaded.
        self._pool = None
        # The training that runs, if one does, and the last one that was started.
        self._training: _Training | None = None
        self._last: _Training | None = None
        self._closed = threading.Event()

    def start(self) -> None:
        """Load TensorFlow and the current model in the background."""
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def close(self) -> None:
        """End the training that runs, if one does, and look after the store no longer."""
        self._closed.set()
        with contextlib.suppress(EngineError):
            self.cancel_training()

    def status(self) -> EngineStatus:
        """Return what a page has to know."""
        return self._status

    def predict(self, image: np.ndarray) -> Prediction:
        """Read one image, uint8 (28, 28).

        Raises:
            EngineError: while the engine is not ready.
        """
        if self._predictor is None:
            raise EngineError(self._status.message)
        return self._predictor.predict(image)

    def start_training(self, recipe: Recipe, seed: int) -> None:
        """Start a training in the background.

        Raises:
            EngineError: if the engine is not ready or a training runs already.
            StoreError: if its result could not be saved.
        """
        if self._predictor is None:
            raise EngineError(self._status.message)
        self._store.check_writable()
        progress = Progress(PREPARING, 1, recipe.epochs, 0, recipe.steps)
        name = secrets.token_hex(8)
        with self._lock:
            if self._training is not None:
                raise EngineError("A training is running already.")
            before = self._last and self._last.thread
            training = _Training(name, recipe, seed, Audience(name, progress))
            training.thread = threading.Thread(
                target=self._train, args=(training, before), name="training", daemon=True
            )
            training.thread.start()
            self._training = self._last = training
            self._status = dataclasses.replace(self._status, recipe=recipe, progress=progress)

    def cancel_training(self) -> None:
        """End the training that runs, if one does; nothing of it is kept.

        Raises:
            EngineError: if its result is being saved already.

        It counts as ended at once. Its thread may be busy for some seconds more, while TensorFlow
        compiles; the next training waits for it.
        """
        with self._lock:
            training = self._training
            if training is None:
                return
            if training.publishing:
                raise EngineError("It is too late to cancel: the new model is being saved.")
            training.cancelled.set()
        self._end(
            training,
            Outcome(training.id, "cancelled", "The training was cancelled. Nothing has changed."),
        )

    def training(self, visitor: str, drawing: np.ndarray | None = None) -> TrainingView:
        """Return what a visitor sees of the training that runs, or of the last one.

        Args:
            visitor: tells them from all others.
            drawing: their own, uint8 (28, 28), for the network to read as it learns.

        Returns:
            The view, which has no ``id`` as long as nothing was trained.
        """
        watched = self._last
        audience = watched.audience if watched else Audience("", Progress(PREPARING, 1, 1, 0, 1))
        return audience.view(visitor, drawing)

    def expected_seconds(self, recipe: Recipe) -> float | None:
        """Expect what the last training by the recipe took here; else what a measurement tells.

        Returns:
            Seconds, or None while the engine is not ready.
        """
        if self._pace is None:
            return None
        device = self._status.device
        for model in self._store.list():
            report = model.card.report
            if report.recipe == recipe and device.endswith(report.device):
                return report.seconds
        return self._pace.seconds(recipe)

    def use(self, version: str) -> None:
        """Let another model answer.

        Raises:
            ModelError, StoreError: if it cannot.
        """
        self._store.use(version)
        self._load()
        if self._status.card.version != version:
            raise ModelError(
                f"Model {version} cannot be loaded; {self._status.card.version} answers."
            )

    def _warm_up(self) -> None:
        try:
            from digitnet.engine.pace import measure_pace
            from digitnet.network.device import prepare_device
            from digitnet.training.pool import TrainerPool

            device = prepare_device()
            self._pool = TrainerPool()
            self._load()
            self._update(device=f"{device.kind}: {device.name}")
            self._pace = measure_pace(self._predictor, self._status.card.report.recipe.width)
            self._estimate()
            self._update(state="ready", message="")
        except ModelError as error:
            self._update(state="failed", message=str(error))
        except Exception as error:
            log.exception("The engine could not start.")
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self._update(state="failed", message=f"The network could not be started ({reason}).")
        else:
            threading.Thread(target=self._follow_store, name="store", daemon=True).start()
            threading.Thread(target=self._prepare, name="data", daemon=True).start()

    def _load(self) -> None:
        from digitnet.store.loading import load_current

        with self._loading:
            self._choice = self._chosen()
            self._predictor, card = load_current(self._store)
            self._update(card=card)

    def _follow_store(self) -> None:
        """Another server or the command line may share the store and choose another model."""
        while not self._closed.wait(STORE_CHECK_SECONDS):
            try:
                if self._chosen() != self._choice:
                    self._load()
            except ModelError as error:
                log.warning("%s The model in memory goes on answering.", error)

    def _chosen(self) -> tuple[str, str]:
        """The version that is to answer, and which model that is: a store that was deleted begins
        its numbers again."""
        version = self._store.current_version()
        try:
            return version, self._store.get(version).card.sha256
        except ModelError:
            return version, ""

    def _prepare(self) -> None:
        """Get ready for the quick recipe, so that it starts at once when asked for."""
        from digitnet.training.train import prepare

        def check() -> None:
            if self._closed.is_set():
                raise EngineError("The engine was closed.")

        try:
            prepare(QUICK, check, self._pool)
        # The training itself will say what is wrong.
        except (DataError, EngineError) as error:
            log.info("Nothing was prepared: %s", error)

    def _estimate(self) -> None:
        self._update(
            expected_seconds={
                recipe.name: self.expected_seconds(recipe) for recipe in RECIPES.values()
            }
        )

    def _train(self, training: _Training, before: threading.Thread | None) -> None:
        from digitnet.training.errors import TrainingCancelled, TrainingFailed
        from digitnet.training.train import train

        def tell(progress: Progress) -> None:
            training.audience.tell(progress)
            with self._lock:
                if self._training is training:
                    self._status = dataclasses.replace(self._status, progress=progress)

        is_cancelled, look = training.cancelled.is_set, training.audience.look
        try:
            if before is not None:
                before.join()
            network, report = train(
                training.recipe, training.seed, tell, is_cancelled, look, pool=self._pool
            )
            with self._lock:
                if training.cancelled.is_set():
                    return
                training.publishing = True
            old = self._status.card
            card = self._store.publish(network.save, report)
            self._load()
            if self._status.card.version != card.version:
                raise ModelError(f"Model {card.version} was saved, but cannot be loaded.")
            outcome = Outcome(training.id, "done", f"Model {card.version} answers now.", card, old)
        except TrainingCancelled:
            return
        except TrainingFailed as error:
            kept = "Nothing was kept; the model that answered before goes on."
            outcome = Outcome(training.id, "failed", f"{error} {kept}")
        except (DataError, ModelError, StoreError) as error:
            outcome = Outcome(training.id, "failed", str(error))
        except Exception as error:
            log.exception("A training failed.")
            outcome = Outcome(
                training.id, "failed", f"The training failed ({type(error).__name__})."
            )
        self._end(training, outcome)
        if outcome.kind == "done":
            self._estimate()

    def _end(self, training: _Training, outcome: Outcome) -> None:
        with self._lock:
            if self._training is training:
                self._training = None
                self._status = dataclasses.replace(
                    self._status, recipe=None, progress=None, outcome=outcome
                )

    def _update(self, **changes: object) -> None:
        with self._lock:
            self._status = dataclasses.replace(self._status, **changes)
