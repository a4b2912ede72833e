"""The report of a finished training: figures on held-out images, and the calibration."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from digitnet.data.mnist import load_mnist
from digitnet.labels import DIGIT_COUNT, NON_DIGIT
from digitnet.network.architecture import logits_of
from digitnet.network.calibration import fit_calibration
from digitnet.network.prediction import Prediction
from digitnet.training.collection_images import CollectionImages, share_correct
from digitnet.training.dataset import held_out
from digitnet.training.recipe import VALIDATION_IMAGES, Recipe, Report

ReadMany = Callable[[Sequence[np.ndarray]], Sequence[Prediction]]
"""Reads images, uint8 (28, 28) each, as ``Predictor.predict_many`` does."""


def report_on(
    network: keras.Model, recipe: Recipe, seed: int, device: str, seconds: float = 0.0
) -> Report:
    """Calibrate a trained network and measure it on images that it was not trained on.

    Args:
        network: images, float32 (n, 28, 28, 1), to logits, float32 (n, 11).
        recipe, seed, device, seconds: how it was trained, for the report.

    Raises:
        DataError: if the bundled MNIST is missing or altered.
    """
    images, labels = held_out()
    logits = logits_of(network, images)
    calibration = fit_calibration(logits, labels)
    correct = _likeliest(logits) == labels
    is_accepted = calibration.scores(logits) >= calibration.threshold
    is_mnist = np.arange(len(labels)) < VALIDATION_IMAGES
    is_digit = labels != NON_DIGIT
    mnist = load_mnist()
    test = _likeliest(logits_of(network, mnist.test_images)) == mnist.test_labels
    by_digit = [float(test[mnist.test_labels == digit].mean()) for digit in range(DIGIT_COUNT)]
    return Report(
        recipe=recipe,
        seed=seed,
        parameters=network.count_params(),
        test_accuracy=float(test.mean()),
        validation_accuracy=float(correct[is_mnist].mean()),
        synthetic_accuracy=float(correct[~is_mnist & is_digit].mean()),
        refused=float(1 - is_accepted[is_digit].mean()),
        accepted=float(is_accepted[~is_digit].mean()),
        calibration=calibration,
        device=device,
        seconds=seconds,
        libraries={
            "keras": keras.__version__,
            "numpy": np.__version__,
            "tensorflow": tf.__version__,
        },
        digit_accuracy=tuple(by_digit),
    )


def report_on_collection(
    network: keras.Model, report: Report, collection: CollectionImages, before: ReadMany | None
) -> Report:
    """Add to a report what the network, and the model before it, read of people's drawings that
    were left out of the training."""
    images, labels = collection.left_out, collection.left_out_labels
    report = dataclasses.replace(report, drawings=len(collection.labels), left_out=len(labels))
    if not len(labels):
        return report
    after = report.calibration.predictions(logits_of(network, images), list(images))
    return dataclasses.replace(
        report,
        left_out_accuracy=share_correct(after, labels),
        left_out_before=before and share_correct(before(list(images)), labels),
    )


def _likeliest(logits: np.ndarray) -> np.ndarray:
    """Return the likeliest digit of each row, also where "not a digit" is likelier."""
    return np.asarray(logits[:, :DIGIT_COUNT].argmax(axis=1))
