"""How results are counted."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.files import LabelledDrawing
from digitnet.network.prediction import Prediction
from digitnet.store.evaluation import calibration_error, evaluate_drawings, evaluate_images


def test_calibration_error_is_the_gap():
    right = np.array([True] * 7 + [False] * 3)
    assert calibration_error(np.full(10, 0.7), right) == pytest.approx(0)
    assert calibration_error(np.full(10, 1.0), right) == pytest.approx(0.3)


class Parrot:
    """A predictor that reads the digit from the first pixel or point, and takes a 9 for none."""

    def predict_many(self, things):
        predictions = []
        for thing in things:
            first = thing.strokes[0][0, 0] if isinstance(thing, Drawing) else thing[0, 0]
            probabilities = np.full(10, 0.01, np.float32)
            probabilities[int(first)] = 0.91
            digit = None if first == 9 else int(first)
            predictions.append(Prediction(probabilities, digit, 0.91, np.ones((28, 28))))
        return predictions


def test_evaluating_images():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 0, 0] = [3, 3, 7, 7]
    result = evaluate_images(Parrot(), images, np.array([3, 5, 7, 7]), "four")
    assert (result.source, result.count, result.accuracy) == ("four", 4, 0.75)
    assert result.per_digit == {3: 1.0, 5: 0.0, 7: 1.0}
    assert result.confusions == [(5, 3, 1)]
    assert result.calibration_error == pytest.approx(0.16, abs=1e-6)
    assert result.writers == 0


def test_a_rejected_drawing_is_an_error_even_if_the_guess_is_correct():
    images = np.zeros((2, 28, 28), np.uint8)
    images[:, 0, 0] = [9, 3]
    result = evaluate_images(Parrot(), images, np.array([9, 3]), "two")
    assert (result.accuracy, result.refused) == (0.5, 0.5)
    assert result.confusions == [(9, None, 1)]
    assert result.calibration_error == pytest.approx(0.09, abs=1e-6)


def test_evaluating_drawings_counts_writers_and_leaves_out_what_has_no_label():
    def item(read: int, label: int | None, writer: str) -> LabelledDrawing:
        return LabelledDrawing(Drawing.from_strokes([[(read, 0)]]), label, writer)

    items = [item(1, 1, "a")] * 10 + [item(2, 3, "b")] * 10 + [item(4, None, "a")]
    items.append(LabelledDrawing(Drawing.from_strokes([]), 5, "a"))
    result, misread = evaluate_drawings(Parrot(), items, "some")
    assert (result.count, result.accuracy) == (20, 0.5)
    assert (result.writers, result.mean_writer, result.worst_writer) == (2, 0.5, 0.0)
    assert [(item.label, prediction.digit) for item, prediction in misread] == [(3, 2)] * 10
    with pytest.raises(ValueError, match="no drawing with a label"):
        evaluate_drawings(Parrot(), items[-2:], "none")
