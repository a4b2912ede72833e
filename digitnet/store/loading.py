"""From a stored model to a predictor that answers."""

from __future__ import annotations

import logging

import keras

from digitnet.network.device import prepare_device
from digitnet.network.predictor import Predictor
from digitnet.store.card import ModelCard, StoredModel
from digitnet.store.errors import ModelError
from digitnet.store.examples import load_examples
from digitnet.store.store import ModelStore
from digitnet.texts import errors

log = logging.getLogger(__name__)


def load_current(store: ModelStore | None = None) -> tuple[Predictor, ModelCard]:
    """Return a predictor of the store's current model, and its card.

    If the current model is broken, earlier ones are tried, and finally the shipped one.

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
    raise ModelError(errors.NO_MODEL)


def load_model(model: StoredModel) -> Predictor:
    """Return a predictor of one stored model.

    Raises:
        ModelError: if its file is damaged or holds another kind of network.
    """
    network = load_network(model)
    try:
        return Predictor(network, model.card.report.calibration, model.card.version, load_examples)
    except ValueError as error:
        raise ModelError(errors.MODEL_FOREIGN, version=model.card.version) from error


def load_network(model: StoredModel) -> keras.Model:
    """Return one stored model's network, as it was saved.

    Raises:
        ModelError: if its file is damaged or Keras cannot read it.
    """
    prepare_device()
    model.verify()
    try:
        return keras.saving.load_model(model.file, compile=False)
    # On a damaged file, Keras may raise any kind of error.
    except Exception as error:
        raise ModelError(errors.MODEL_NOT_KERAS, version=model.card.version) from error
