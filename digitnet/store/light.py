"""From a stored model's light form to a predictor, without TensorFlow."""

from __future__ import annotations

import logging

from digitnet.network.light import LightError, LightPredictor
from digitnet.store.card import StoredModel
from digitnet.store.errors import ModelError
from digitnet.store.store import ModelStore
from digitnet.texts import errors

log = logging.getLogger(__name__)


def load_light(model: StoredModel) -> LightPredictor:
    """Return a predictor of one stored model's light form.

    Raises:
        LightError: if it has none, or it cannot be used.
    """
    return LightPredictor(model.read_light(), model.card.version)


def load_current_light(store: ModelStore | None = None) -> LightPredictor:
    """Return a predictor of the light form of the store's current model.

    A model whose Keras file is damaged is skipped, as in ``load_current``. An intact model without
    a light form is not skipped: another model's answers would be wrong.

    Args:
        store: where the models are; without one, the store in ``DIGITNET_HOME``.

    Raises:
        LightError: if the model that should answer has no light form that can be used.
    """
    for model in (store or ModelStore()).candidates():
        try:
            model.verify()
        except ModelError as error:
            log.warning("%s It is skipped.", error)
            continue
        return load_light(model)
    raise LightError(errors.NO_MODEL)
