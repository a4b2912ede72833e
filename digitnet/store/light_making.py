"""Making light forms, for new models and for those that have none yet."""

from __future__ import annotations

import logging

import keras

from digitnet.data.mnist import DataError, load_mnist
from digitnet.errors import reason
from digitnet.network.answers import check_light_form, to_light_form
from digitnet.network.calibration import Calibration
from digitnet.network.light import LightError
from digitnet.store.card import SHIPPED, ModelCard, StoredModel
from digitnet.store.errors import ModelError
from digitnet.store.loading import load_network
from digitnet.store.store import ModelStore
from digitnet.texts import errors
from digitnet.training.recipe import Report

log = logging.getLogger(__name__)

CHECKED_IMAGES = 1000
"""How many of MNIST's test images a light form has to read as the model does."""


def publish(store: ModelStore, network: keras.Model, report: Report, use: bool = True) -> ModelCard:
    """Publish a network with its light form, or without one if it cannot be made.

    Raises:
        StoreError: if it cannot be written; the store is unchanged.
    """
    try:
        light = make_light_form(network, report.calibration)
    except LightError as error:
        log.warning("The new model is published without a light form: %s", error)
        light = None
    return store.publish(network.save, report, use, light)


def make_light_form(network: keras.Model, calibration: Calibration) -> bytes:
    """Return a network's light form, checked to give the network's answers.

    Raises:
        LightError: if it cannot be made or checked, or gives other answers.
    """
    content = to_light_form(network, calibration)
    try:
        images = load_mnist().test_images[:CHECKED_IMAGES]
    except DataError as error:
        raise LightError(errors.LIGHT_FORM_UNCHECKED, reason=error.note) from error
    check_light_form(content, network, calibration, images)
    return content


def ensure_light_form(store: ModelStore, version: str) -> None:
    """Make a stored model's light form if it has none. Never raises an error of the library's."""
    try:
        model = store.get(version)
        if _has_light_form(model):
            return
        if version == SHIPPED:
            log.warning("The shipped model has no light form; restore assets/model.")
            return
        model.keep_light(make_light_form(load_network(model), model.card.report.calibration))
    except (LightError, ModelError) as error:
        log.warning("Model %s has no light form: %s", version, error)
    except OSError as error:
        log.warning("The light form of model %s cannot be saved: %s.", version, reason(error))
    else:
        log.info("Model %s has a light form now.", version)


def _has_light_form(model: StoredModel) -> bool:
    try:
        model.read_light()
    except LightError as error:
        log.info("%s", error)
        return False
    return True
