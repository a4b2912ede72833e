"""The process that owns TensorFlow: it predicts, it trains, it tells how far it is.

Why a process of its own: after every run Streamlit clears Keras' session if Keras is loaded, and
collects garbage, which with TensorFlow's objects in memory stalls everybody for a third of a
second. The pages talk to it through ``digitnet.client``; this module imports TensorFlow only once
the process already answers, so that "warming up" can be said from the start.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import secrets
import shutil
import socket
import sys
import threading
from dataclasses import dataclass
from multiprocessing.managers import BaseManager

import numpy as np

from digitnet.mnist import DataError
from digitnet.prediction import Prediction
from digitnet.recipes import QUICK, RECIPES, Progress, Recipe
from digitnet.store import ModelCard, ModelError, ModelStore, StoreError

log = logging.getLogger(__name__)

STORE_CHECK_SECONDS = 2.0
"""How often the engine looks whether another program chose another model."""


class EngineError(RuntimeError):
    """The engine cannot do what it was asked; the message is for people."""


@dataclass(frozen=True)
class Outcome:
    """How a training ended.

    Attributes:
        id: tells this training from all others.
        kind: "done", "cancelled" or "failed".
        message: one sentence for people.
        card: the new model's, if there is one.
    """

    id: str
    kind: str
    message: str
    card: ModelCard | None = None


@dataclass(frozen=True)
class EngineStatus:
    """What a page has to know of the engine.

    Attributes:
        state: "starting", "ready" or "failed".
        message: why it failed, or what it is doing; for people.
        card: the model that answers.
        device: what it computes on, for people.
        recipe: the recipe of the training that runs, or None.
        progress: how far that training is.
        outcome: how the last training ended, or None.
        expected_seconds: for each recipe by name, how long it will take on this device.
    """

    state: str
    message: str = ""
    card: ModelCard | None = None
    device: str | None = None
    recipe: Recipe | None = None
    progress: Progress | None = None
    outcome: Outcome | None = None
    expected_seconds: dict[str, float] = dataclasses.field(default_factory=dict)


class Engine:
    """One predictor and at most one training; every method may be called from any thread."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._status = EngineStatus("starting", "The network is warming up.")
        self._predictor = None
        self._choice = ""
        self._cancel = threading.Event()
        self._closed = threading.Event()

    def start(self) -> None:
        """Load TensorFlow and the current model in the background."""
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def close(self) -> None:
        """End the training that runs, if one does, and look after the store no longer."""
        self._cancel.set()
        self._closed.set()

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
        with self._lock:
            if self._status.recipe is not None:
                raise EngineError("A training is running already.")
            self._cancel.clear()
            progress = Progress("preparing", 1, recipe.epochs, 0, recipe.steps)
            self._status = dataclasses.replace(self._status, recipe=recipe, progress=progress)
        threading.Thread(
            target=self._train, args=(recipe, seed), name="training", daemon=True
        ).start()

    def cancel_training(self) -> None:
        """Ask the training that runs, if one does, to end; nothing of it is kept."""
        self._cancel.set()

    def use(self, version: str) -> None:
        """Let another model answer.

        Raises:
            ModelError, StoreError: if it cannot.
        """
        self._store.use(version)
        self._load()

    def _warm_up(self) -> None:
        try:
            from digitnet.device import prepare_device

            device = prepare_device()
            self._load()
            self._update(device=f"{device.kind}: {device.name}")
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
        from digitnet.predictor import load_predictor

        self._choice = self._store.current_version()
        self._predictor = load_predictor(self._store)
        self._update(card=self._predictor.card)

    def _follow_store(self) -> None:
        """Another server or the command line may share the store and choose another model."""
        while not self._closed.wait(STORE_CHECK_SECONDS):
            try:
                if self._store.current_version() != self._choice:
                    self._load()
            except ModelError as error:
                log.warning("%s The model in memory goes on answering.", error)

    def _prepare(self) -> None:
        """Draw what the quick recipe learns from, so that it starts at once when asked for."""
        from digitnet.dataset import held_out, load_dataset

        def check() -> None:
            if self._closed.is_set():
                raise EngineError("The engine was closed.")

        try:
            load_dataset(QUICK, check)
            held_out()
        # The training itself will say what is wrong.
        except (DataError, EngineError) as error:
            log.info("Nothing was prepared: %s", error)

    def _estimate(self) -> None:
        """Expect what the last training of a recipe took here; else what a measurement tells."""
        from digitnet.device import prepare_device
        from digitnet.pace import expected_seconds

        reports = [model.card.report for model in self._store.list()]
        here = [report for report in reports if report.device == prepare_device().name]
        expected = {
            recipe.name: next((report.seconds for report in here if report.recipe == recipe), None)
            or expected_seconds(recipe, self._predictor)
            for recipe in RECIPES.values()
        }
        self._update(expected_seconds=expected)

    def _train(self, recipe: Recipe, seed: int) -> None:
        from digitnet.training import TrainingCancelled, TrainingDiverged, train

        name = secrets.token_hex(8)
        try:
            network, report = train(
                recipe, seed, lambda progress: self._update(progress=progress), self._cancel.is_set
            )
            card = self._store.publish(network.save, report)
            self._load()
            outcome = Outcome(name, "done", f"Model {card.version} answers now.", card)
        except TrainingCancelled:
            outcome = Outcome(name, "cancelled", "The training was cancelled.")
        except TrainingDiverged:
            outcome = Outcome(
                name, "failed", "The training went astray: its learning rate was too high."
            )
        except (DataError, ModelError, StoreError) as error:
            outcome = Outcome(name, "failed", str(error))
        except Exception as error:
            log.exception("A training failed.")
            outcome = Outcome(name, "failed", f"The training failed ({type(error).__name__}).")
        self._update(recipe=None, progress=None, outcome=outcome)
        if outcome.kind == "done":
            self._estimate()

    def _update(self, **changes: object) -> None:
        with self._lock:
            self._status = dataclasses.replace(self._status, **changes)


class EngineManager(BaseManager):
    """Carries calls between the pages and the engine: a private socket and a random key."""


EXPOSED = ("status", "predict", "start_training", "cancel_training", "use")


def serve() -> None:
    """Run the engine until the process that started it is gone.

    The key and a private folder for the socket come as lines on standard input, and the address
    goes out as one on standard output. Standard input stays open as long as the parent lives, so
    its end is the parent's.
    """
    key = bytes.fromhex(sys.stdin.readline().strip())
    folder = sys.stdin.readline().strip()
    threading.Thread(target=_end_with_parent, args=(folder,), name="parent", daemon=True).start()
    address = os.path.join(folder, "engine") if hasattr(socket, "AF_UNIX") else None
    engine = Engine(ModelStore())
    EngineManager.register("engine", callable=lambda: engine, exposed=EXPOSED)
    server = EngineManager(address, key).get_server()
    print(server.address, flush=True)
    engine.start()
    server.serve_forever()


def _end_with_parent(folder: str) -> None:
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    # A training has threads of its own that a polite exit would wait for; a model that is being
    # published is safe at any moment.
    os._exit(0)
