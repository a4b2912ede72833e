"""The predictor of a model that loads fastest: its light form, or else TensorFlow's."""

from __future__ import annotations

import logging

from digitnet.network.installed import has_tensorflow
from digitnet.network.light import LightError
from digitnet.network.reader import Reader
from digitnet.store.card import StoredModel
from digitnet.store.errors import ModelError
from digitnet.store.light import load_current_light, load_light
from digitnet.store.store import ModelStore

log = logging.getLogger(__name__)


def load_reader(store: ModelStore) -> Reader:
    """Return a predictor of the store's current model, in the form that loads fastest.

    A model without a light form gets one, for the next time.

    Raises:
        ModelError: if not even the shipped model can be loaded.
    """
    try:
        return load_current_light(store)
    except LightError as error:
        _require_tensorflow(error)
    from digitnet.store.light_making import ensure_light_form
    from digitnet.store.loading import load_current

    predictor, card = load_current(store)
    ensure_light_form(store, card.version)
    return predictor


def load_reader_of(model: StoredModel) -> Reader:
    """Return a predictor of one stored model, in the form that loads fastest.

    Raises:
        ModelError: if its file is damaged or holds another kind of network.
    """
    model.verify()
    try:
        return load_light(model)
    except LightError as error:
        _require_tensorflow(error)
    from digitnet.store.loading import load_model

    return load_model(model)


def _require_tensorflow(error: LightError) -> None:
    """Check that TensorFlow can be loaded instead of a light form.

    Raises:
        ModelError: if it is not installed.
    """
    if not has_tensorflow():
        raise ModelError(error.message, **error.parameters) from error
    log.info("%s TensorFlow is loaded instead.", error)
