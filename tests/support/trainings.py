"""Small recipes, the report of a training that never was, and an image to read."""

from typing import Any

import numpy as np

from digitnet import paths
from digitnet.drawing.mnist_format import SIDE
from digitnet.network.calibration import Calibration
from digitnet.training.recipe import QUICK, Recipe, Report

TINY = Recipe("tiny", epochs=8, batch_size=64, width=8, images=512)
ENDLESS = Recipe("endless", epochs=1000, batch_size=64, width=8, images=512)

REPORT = Report(
    recipe=QUICK,
    seed=3,
    parameters=75_035,
    test_accuracy=0.9942,
    validation_accuracy=0.993,
    synthetic_accuracy=0.98,
    refused=0.004,
    accepted=0.1,
    calibration=Calibration(0.6, 0.7, 0.4),
    device="a test's device",
    seconds=31.8,
    libraries={"keras": "3"},
)


def vertical_line() -> np.ndarray:
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[4:24, 13:15] = 255
    return image


def borrowed_light_form(*network_and_calibration: Any) -> bytes:
    """Instead of ``make_light_form``: the shipped model's, at once. To make one takes several
    seconds of processor time; ``tests/store/test_light_forms.py`` does."""
    return (paths.SHIPPED_MODEL / "model.tflite").read_bytes()
