"""The engine: implements ``engine.protocol`` with the modules beside this one.

It runs in its own process because Streamlit, after every run, clears Keras' session if Keras is
loaded and collects garbage; with TensorFlow's objects in memory that blocks all users for a third
of a second. Pages reach it through ``engine.client``. TensorFlow is imported only once the process
already answers, so that pages can say from the start that the network is warming up.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import secrets
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from digitnet.data.mnist import DataError
from digitnet.engine.answer_verbs import AnswerVerbs
from digitnet.engine.answering import AnsweringModel
from digitnet.engine.audience import Audience, shown
from digitnet.engine.bounds import check_duration, check_request, longest_seconds
from digitnet.engine.data_verbs import DataVerbs
from digitnet.engine.estimate import Plan
from digitnet.engine.forecast import Forecast
from digitnet.engine.job import Job, Train
from digitnet.engine.job_runner import JobRunner
from digitnet.engine.model_list import entries
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import (
    EngineError,
    EngineStatus,
    ModelEntry,
    ModelFile,
    Ready,
    Starting,
    Unavailable,
)
from digitnet.network.prediction import Prediction
from digitnet.store.card import ModelCard
from digitnet.store.errors import ModelError
from digitnet.store.formats import ORIGINAL, file_name
from digitnet.store.store import ModelStore
from digitnet.texts import errors, reports
from digitnet.texts.message import Note
from digitnet.training.comparison import is_clearly_worse
from digitnet.training.progress import PREPARING, Learning, Progress, TrainingView
from digitnet.training.recipe import MAX_SEED, QUICK, Recipe, Report

if TYPE_CHECKING:
    import keras

    from digitnet.engine.pace import Pace, Readiness
    from digitnet.network.predictor import Predictor
    from digitnet.training.pool import TrainerPool

log = logging.getLogger(__name__)

FORECAST_SECONDS = 5.0
"""How long a training that is to start waits for the first forecast, which takes half a second."""


class Engine(AnswerVerbs, DataVerbs, EngineProtocol):
    """One model that answers and at most one training; all methods are thread-safe."""

    def __init__(self, store: ModelStore, train: Train | None = None) -> None:
        """Make an engine that does not run yet; ``start`` comes next.

        Args:
            store: where models and what people drew are kept.
            train: trains elsewhere; without it, this process trains.
        """
        self._closed = threading.Event()
        AnswerVerbs.__init__(self)
        DataVerbs.__init__(self, store, self._closed)
        self._store = store
        self._model = AnsweringModel(store)
        self._jobs = JobRunner(self._publish, self._learn)
        self._longest_seconds = longest_seconds()
        # Of no training: there are digits to watch before the first one.
        self._audience = Audience("", Progress(PREPARING, 1, 1, 0, 1))
        self._absent: Starting | Unavailable = Starting(Note(reports.WARMING_UP))
        self._device = ""
        # Measured once a model answers.
        self._forecast: Forecast | None = None
        self._forecast_tried = threading.Event()
        self._pool: TrainerPool | None = None
        self._train_elsewhere = train

    def start(self) -> None:
        """Load TensorFlow and the current model in the background."""
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def close(self) -> None:
        """Cancel the running training, if any, and stop following the store."""
        self._closed.set()
        with contextlib.suppress(EngineError):
            self.cancel_training()

    def status(self) -> EngineStatus:
        # Read first: when a training has ended, the model has already been replaced.
        training, outcome = self._jobs.state()
        card = self._model.card
        if card is None:
            return EngineStatus(self._absent, training, outcome)
        return EngineStatus(self._ready(card), training, outcome)

    def start_training(
        self, recipe: Recipe, seed: int | None = None, with_collection: bool = False
    ) -> None:
        self._predictor()
        check_request(recipe, seed)
        addition = self._collector.addition(self._read_many) if with_collection else None
        # It takes a moment after the model answers, and without it no training is too long.
        self._forecast_tried.wait(FORECAST_SECONDS)
        forecast = self._forecast
        plan = Plan() if forecast is None else forecast.plan(recipe)
        check_duration(plan.total, self._longest_seconds)
        self._store.check_writable()
        seed = secrets.randbelow(MAX_SEED + 1) if seed is None else seed
        self._jobs.start(recipe, seed, plan, self._train(), addition)

    def cancel_training(self) -> None:
        self._jobs.cancel()

    def watch_training(self, visitor: str, drawing: np.ndarray | None = None) -> TrainingView:
        return self._watched().view(visitor, drawing)

    def replay_training(self, drawing: np.ndarray | None = None) -> Learning:
        return self._watched().replay(drawing)

    def expected_seconds(self, recipe: Recipe) -> float | None:
        check_request(recipe, None)
        return None if self._forecast is None else self._forecast.seconds(recipe)

    def models(self) -> list[ModelEntry]:
        card = self._model.card
        return entries(self._store, None if card is None else card.version)

    def use(self, version: str) -> None:
        self._predictor()
        self._store.use(version)
        self._model.load_version(version)

    def remove(self, version: str) -> None:
        self._store.remove(version)

    def download(self, version: str, format: str = ORIGINAL) -> ModelFile:
        model = self._store.get(version)
        if format == ORIGINAL:
            return ModelFile(model.download_name, model.read())
        from digitnet.store.export import export_model

        return ModelFile(file_name(version, format), export_model(model, format))

    def _read_many(self, images: Sequence[np.ndarray]) -> Sequence[Prediction]:
        # A training asks once it has ended, so the model is looked up only then.
        return self._predictor().predict_many(images)

    def _train(self) -> Train:
        if self._train_elsewhere is not None:
            return self._train_elsewhere
        from digitnet.training.train import train

        return functools.partial(train, pool=self._pool)

    def _watched(self) -> Audience:
        last = self._jobs.last
        return last.audience if last else self._audience

    def _predictor(self) -> Predictor:
        if self._model.predictor is None:
            note = self._absent.message
            raise EngineError(note.message, **note.parameters)
        return self._model.predictor

    def _is_training(self) -> bool:
        training, _ = self._jobs.state()
        return training is not None

    def _ready(self, card: ModelCard) -> Ready:
        expected = {} if self._forecast is None else self._forecast.by_recipe
        return Ready(card, self._device, expected, self._longest_seconds)

    def _warm_up(self) -> None:
        try:
            from digitnet.network.device import prepare_device
            from digitnet.training.pool import TrainerPool

            device = prepare_device()
            self._device = f"{device.kind}: {device.name}"
            self._pool = pool = TrainerPool()
            self._model.load()
        except ModelError as error:
            self._absent = Unavailable(error.note)
        except Exception as error:
            log.exception("The engine could not start.")
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self._absent = Unavailable(Note(errors.ENGINE_NOT_STARTED, {"reason": reason}))
        else:
            follow = self._model.follow
            threading.Thread(target=follow, args=(self._closed,), name="store", daemon=True).start()
            threading.Thread(
                target=self._measure, args=(pool,), name="forecast", daemon=True
            ).start()

    def _prepare(self, pool: TrainerPool) -> None:
        """Prepare the quick recipe, so that its training starts without delay."""
        from digitnet.training.train import prepare

        def check() -> None:
            if self._closed.is_set():
                raise EngineError(errors.ENGINE_CLOSED)

        try:
            # Otherwise the first visitor of the Train page would wait for it.
            shown()
            prepare(QUICK, check, pool)
        # The training itself will report the problem.
        except (DataError, EngineError) as error:
            log.info("Nothing was prepared: %s", error)

    def _measure_pace(self, step_per_forward: float) -> Pace:
        from digitnet.engine.pace import measure_pace

        predictor, card = self._predictor(), self._model.card
        assert card is not None  # it came with the predictor
        return measure_pace(predictor, card.report.recipe.width, step_per_forward)

    def _readiness(self, recipe: Recipe) -> Readiness:
        from digitnet.engine.pace import Readiness
        from digitnet.training.dataset import missing_held_out

        pool = self._pool
        assert pool is not None  # made before the forecast
        return Readiness(
            pool.has_trainer(recipe), pool.missing_drawings(recipe), missing_held_out()
        )

    def _measure(self, pool: TrainerPool) -> None:
        """Measure the device, then prepare the quick recipe, which would distort the measurement;
        from then on keep the forecast true to the load, while no training makes it useless.
        """
        try:
            self._forecast = Forecast(self._measure_pace, self._readiness)
        finally:
            self._forecast_tried.set()
            if self._train_elsewhere is None:
                prepare = functools.partial(self._prepare, pool)
                threading.Thread(target=prepare, name="data", daemon=True).start()
        while not self._closed.wait(1.0):
            if not self._is_training() and self._forecast is not None:
                self._forecast.refresh_if_due()

    def _learn(self, job: Job) -> None:
        """Improve the forecast by what a training has shown."""
        seconds = job.estimate.step_seconds
        if seconds is not None and self._forecast is not None:
            self._forecast.learn(job.recipe, seconds)

    def _publish(self, network: keras.Model, report: Report) -> tuple[ModelCard, ModelCard]:
        """Save a network, and let it answer unless it is clearly worse; return its card and that of
        the model that answered before it.

        Raises:
            ModelError, StoreError: if that fails.
        """
        from digitnet.store.light_making import publish

        before = self._model.card
        use = before is None or not is_clearly_worse(report, before.report)
        card = publish(self._store, network, report, use)
        if use:
            card = self._model.load_version(card.version)
        return card, before or card
