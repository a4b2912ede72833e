"""What the tests share of a training that never was."""

from digitnet.network.calibration import Calibration
from digitnet.training.recipe import QUICK, Report

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
