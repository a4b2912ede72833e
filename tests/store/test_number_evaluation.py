"""How results on whole numbers are counted."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.files import LabelledDrawing
from digitnet.network.number import Number
from digitnet.network.prediction import Prediction
from digitnet.store.number_evaluation import evaluate_numbers


class Parrot:
    """A predictor that reads the digits of the first point's x, a 9 as no digit."""

    def read_numbers(self, drawings):
        return [self._read(str(int(drawing.strokes[0][0, 0]))) for drawing in drawings]

    def _read(self, text):
        shares = np.full(10, 0.1, np.float32)
        digits = [
            Prediction(shares, None if digit == "9" else int(digit), 0.5, None) for digit in text
        ]
        return Number(digits, [[0]] * len(digits), 0.75)


def item(read, number, writer="a", label=None):
    return LabelledDrawing(Drawing.from_strokes([[(read, 0)]]), label, writer, number)


def test_numbers_are_right_as_a_whole():
    items = [item(12, "12"), item(12, "13", "b"), item(345, "34"), item(98, "98"), item(5, None)]
    items += [item(7, None, label=7), LabelledDrawing(Drawing(()), None, "a", "1")]
    result, misread = evaluate_numbers(Parrot(), items, "some")
    assert (result.source, result.count, result.accuracy) == ("some", 5, 0.4)
    assert (result.length_accuracy, result.unread, result.writers) == (0.8, 0.2, 2)
    assert result.digit_accuracy == pytest.approx(5 / 7)
    assert result.by_length == {1: 1.0, 2: 0.25}
    assert result.calibration_error == pytest.approx(0.35)
    assert result.confusions == [("13", "12", 1), ("34", "345", 1), ("98", "?8", 1)]
    assert [number.text for _, number in misread] == ["12", "345", "?8"]
    text = result.to_text()
    assert "40.00% of 5 numbers" in text
    assert "13 read as 12" in text


def test_without_labels_there_is_nothing_to_evaluate():
    with pytest.raises(DrawingError, match="some"):
        evaluate_numbers(Parrot(), [item(5, None)], "some")
