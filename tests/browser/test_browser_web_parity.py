"""The web page reads what Python reads: the same images, the same digits."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.data.writers import synthetic_drawings
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from tests.support.web import READ_IMAGES, shipped_model

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def predictor():
    from digitnet.store.loading import load_model

    return load_model(shipped_model())


def parity_drawings() -> list[Drawing]:
    """2,000: synthetic writers at any place, size and pen; taps, stray taps, many strokes."""
    rng = np.random.default_rng(5)
    drawings = []
    for drawing, _ in synthetic_drawings(1700, 11):
        scale, place = np.exp(rng.uniform(-3, 4)), rng.uniform(-500, 500, 2)
        strokes = [stroke * scale + place for stroke in drawing.strokes]
        pen = rng.choice([None, drawing.pen_width * scale * rng.uniform(0.2, 5)])
        if rng.random() < 0.2:
            low, high = np.concatenate(strokes).min(axis=0), np.concatenate(strokes).max(axis=0)
            tap = low + (high - low) * rng.uniform(-0.6, 1.6, 2)
            strokes.append(tap + rng.normal(0, 0.02, (rng.integers(1, 4), 2)) * (high - low).max())
        if rng.random() < 0.1:
            steps = np.linspace(0, len(strokes[0]) - 1, int(rng.integers(64, 3000)))
            numbers = np.arange(len(strokes[0]))
            strokes[0] = np.stack(
                [np.interp(steps, numbers, strokes[0][:, axis]) for axis in (0, 1)], axis=1
            )
        drawings.append(Drawing.from_strokes(strokes, pen))
    for number in range(300):
        if number % 3 == 0:
            wobble = rng.normal(0, 0.2 * (number % 2), (rng.integers(1, 5), 2))
            drawings.append(Drawing.from_strokes([rng.uniform(0, 400, 2) + wobble], 20))
        else:
            count = 300 if number % 3 == 1 else int(rng.integers(2, 30))
            walk = rng.normal(0, 30, (count, 6, 2)).cumsum(axis=1) + rng.uniform(0, 400, 2)
            drawings.append(Drawing.from_strokes(list(walk), rng.uniform(1, 60)))
    return drawings


# As text, because the driver takes long over nested lists.
READ_DRAWINGS = """(drawings) => JSON.stringify(JSON.parse(drawings).map((drawing) => {
    const { image, probabilities, digit, score } = page.predictor.predict(drawing);
    return { image: [...image], probabilities, digit, score };
}))"""


def test_it_sees_and_reads_drawings_as_python_does(open_sheet, predictor):
    drawings = parity_drawings()
    sheet = open_sheet()
    sent = json.dumps(
        [
            {"strokes": [stroke.tolist() for stroke in d.strokes], "pen_width": d.pen_width}
            for d in drawings
        ]
    )
    answers = json.loads(sheet.page.evaluate(READ_DRAWINGS, sent))
    images = np.stack([to_mnist(drawing) for drawing in drawings])
    found = np.array([answer["image"] for answer in answers]).reshape(images.shape)
    differences = np.abs(found - images.astype(int))
    assert differences.max() <= 6
    assert differences.mean() <= 0.5
    agree(answers, predictor.predict_many(list(images)))


def test_it_reads_mnist_as_keras_does(open_sheet, predictor):
    """A fifth of the test images; ``benchmarks/web.py`` compares all of them."""
    images = load_mnist().test_images[::5]
    sheet = open_sheet()
    sent = base64.b64encode(images.tobytes()).decode()
    answers = json.loads(sheet.page.evaluate(READ_IMAGES, sent))
    agree(answers, predictor.predict_many(list(images)))


def agree(answers, predictions) -> None:
    assert len(answers) == len(predictions)
    for answer, prediction in zip(answers, predictions, strict=True):
        assert answer["probabilities"] == pytest.approx(prediction.probabilities, abs=0.02)
        assert answer["digit"] == prediction.digit
