"""Answers in the pages' own process while no engine can answer, without TensorFlow."""

from __future__ import annotations

import logging
import threading
import time

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.network.light import LightError, LightPredictor
from digitnet.network.number import Number
from digitnet.network.prediction import Prediction
from digitnet.store.light import load_current_light
from digitnet.store.store import ModelStore

log = logging.getLogger(__name__)


class StandIn:
    """The light form of the store's current model; all methods are thread-safe."""

    def __init__(self, store: ModelStore | None = None) -> None:
        """Follow this store, or without one, that in ``DIGITNET_HOME``."""
        self._store = store or ModelStore()
        self._loading = threading.Lock()
        self._predictor: LightPredictor | None = None
        self._choice: tuple[str, str] | None = None
        self._checked = 0.0

    def start(self) -> None:
        """Load it in the background, so that the first drawing does not wait for it."""
        threading.Thread(target=self.predictor, name="stand-in", daemon=True).start()

    @property
    def can_answer(self) -> bool:
        """Whether there was a light form when the store was last checked."""
        return self._predictor is not None

    def check_now(self) -> None:
        """Check the store at the next question, since its current model has changed."""
        self._checked = float("-inf")

    def predict(self, image: np.ndarray) -> Prediction | None:
        """Read one image, uint8 (28, 28); None if the current model has no light form.

        Raises:
            ValueError: if the image has another shape or dtype.
        """
        predictor = self.predictor()
        return None if predictor is None else predictor.predict(image)

    def read_number(self, drawing: Drawing) -> Number | None:
        """Read a drawing of one digit or several; None if the current model has no light form."""
        predictor = self.predictor()
        return None if predictor is None else predictor.read_number(drawing)

    def predict_many(self, images: np.ndarray) -> list[Prediction] | None:
        """Read images, uint8 (n, 28, 28); None if the current model has no light form."""
        predictor = self.predictor()
        return None if predictor is None else predictor.predict_many(list(images))

    def predictor(self) -> LightPredictor | None:
        """Return the light form of the store's current model, loaded if it has changed; None if the
        model has none.
        """
        with self._loading:
            now = time.monotonic()
            if self._choice is not None and now - self._checked < self._store.check_seconds:
                return self._predictor
            self._checked = now
            choice = self._store.choice()
            # A missing light form is tried again: the engine may have made it in the meantime.
            if choice != self._choice or self._predictor is None:
                is_new = choice != self._choice
                self._choice = choice
                try:
                    self._predictor = load_current_light(self._store)
                except LightError as error:
                    self._predictor = None
                    log.log(
                        logging.WARNING if is_new else logging.DEBUG,
                        "Without an engine there are no answers: %s",
                        error,
                    )
            return self._predictor
