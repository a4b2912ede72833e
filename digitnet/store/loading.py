"""From a stored model to a predictor that answers."""

from __future__ import annotations

import logging

import keras

from digitnet.network.device import prepare_device
from digitnet.network.predictor import Predictor
from digitnet.store.card import ModelCard, StoredModel
from digitnet.store.errors import ModelError
from digitnet.store.store import ModelStore

log = logging.getLogger(__name__)


def load_current(store: ModelStore | None = None) -> tuple[Predictor, ModelCard]:
    """Return a predictor of the store's current model, and its card.

    If the current model is broken, the one before it is used, and at last the shipped one.

    Args:
        store: where the models are; without one, the store in ``DIGITNET_HOME``.

    Raises:
        ModelError: if not even the shipped model can be loaded.
    """
    for model in (store or ModelStore()).candidates():
        try:
            return load_model(model), model.card
        except ModelError as error:
            log.warning("%s It is skipped.", error)
    raise ModelError("No model can be loaded, not even the shipped one; restore assets/model.")


def load_model(model: StoredModel) -> Predictor:
    """Return a predictor of one stored model.

    Raises:
        ModelError: if its file is damaged or holds another kind of network.
    """
    network = load_network(model)
    try:
        return Predictor(network, model.card.report.calibration, model.card.version)
    except ValueError as error:
        message = f"Model {model.card.version} is not a network that reads digits."
        raise ModelError(message) from error


def load_network(model: StoredModel) -> keras.Model:
    """Return one stored model's network, as it was saved.

    Raises:
        ModelError: if its file is damaged, or is none of Keras'.
    """
    prepare_device()
    model.verify()
    try:
        return keras.saving.load_model(model.file, compile=False)
    # Keras raises whatever its parts raise on a file that is not what it should be.
    except Exception as error:
        raise ModelError(f"Model {model.card.version} cannot be read by Keras.") from error
