"""The test of teaching: who teaches gains, and it says what others lose."""

from __future__ import annotations

import dataclasses
import json

import pytest

from digitnet import load_predictor
from digitnet.data.mnist import load_mnist
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.errors import DrawingError
from digitnet.drawing.files import LabelledDrawing
from digitnet.store import teaching
from digitnet.store.store import ModelStore
from digitnet.store.teaching import evaluate_teaching
from tests.support.drawings import DIGITS
from tests.support.writers import once_more


@pytest.fixture(scope="module")
def predictor(tmp_path_factory):
    return load_predictor(ModelStore(tmp_path_factory.mktemp("home")))


@pytest.fixture(autouse=True)
def small_mnist(monkeypatch):
    mnist = load_mnist()
    small = dataclasses.replace(
        mnist, test_images=mnist.test_images[:200], test_labels=mnist.test_labels[:200]
    )
    monkeypatch.setattr(teaching, "load_mnist", lambda: small)


def item(drawing: Drawing, label: int | None, writer: str | None) -> LabelledDrawing:
    return LabelledDrawing(drawing, label, writer)


def contrary() -> list[LabelledDrawing]:
    """One writer means a 1 by what looks like a 7; the other writes like everybody."""
    seven, two = Drawing.from_strokes(DIGITS[7]), Drawing.from_strokes(DIGITS[2])
    return [
        *[item(once_more(seven, seed), 1, "contrary") for seed in range(10)],
        *[item(once_more(two, seed), 2, "contrary") for seed in range(10)],
        *[item(once_more(two, 100 + seed), 2, "other") for seed in range(5)],
        item(seven, None, "other"),
        item(Drawing.from_strokes([]), 3, "other"),
    ]


def test_who_teaches_gains(predictor):
    result = evaluate_teaching(predictor, contrary(), "two people")
    assert (result.count, result.writers, result.wrong) == (25, 2, 0)
    assert result.error_before == result.likeliest_before == pytest.approx(10 / 25)
    assert 1 <= result.lessons <= 3
    assert result.error_after == pytest.approx(result.lessons / 25)
    assert result.others_loss == result.others_loss_most == 0
    assert 0 <= result.mnist_loss == result.mnist_loss_most < 0.03
    assert json.loads(json.dumps(result.to_json()))["lessons"] == result.lessons
    assert f"error: 40.00% without lessons, {result.lessons / 25:.2%} with" in result.to_text()


def test_the_order_is_the_seeds(predictor):
    first = evaluate_teaching(predictor, contrary(), "a", seed=3)
    assert evaluate_teaching(predictor, contrary(), "a", seed=3) == first


def test_lessons_can_be_taught_wrong_on_purpose(predictor):
    result = evaluate_teaching(predictor, contrary(), "wrong", wrong=1.0)
    assert result.wrong == result.lessons > 3
    assert result.error_after > 0.2


def test_nobody_else_and_nothing_to_teach(predictor):
    alone = [item(Drawing.from_strokes(DIGITS[7]), 7, None)]
    result = evaluate_teaching(predictor, alone, "one")
    assert (result.writers, result.lessons, result.error_after) == (1, 0, 0)
    assert result.others_loss is None
    assert result.mnist_loss_most is None
    assert "lose" not in result.to_text()
    with pytest.raises(DrawingError, match="empty contains no drawing with a label"):
        evaluate_teaching(predictor, [item(Drawing.from_strokes([]), 3, None)], "empty")
