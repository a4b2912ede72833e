"""The web page reads what Python reads: the same images, the same digits, the same numbers."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.data.numbers import synthetic_numbers
from digitnet.data.writers import synthetic_drawings
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.network.number_reader import is_one_digit
from tests.support.web import READ_IMAGES, shipped_model

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def predictor():
    from digitnet.store.loading import load_model

    return load_model(shipped_model())


def parity_drawings() -> list[Drawing]:
    """700: synthetic writers at any place, size and pen; taps, stray taps, many strokes."""
    rng = np.random.default_rng(5)
    drawings = []
    for drawing, _ in synthetic_drawings(600, 11):
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
    for number in range(100):
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


def test_it_sees_and_reads_drawings_as_python_does(sheet, predictor):
    drawings = parity_drawings()
    answers = json.loads(sheet.page.evaluate(READ_DRAWINGS, as_json(drawings)))
    images = np.stack([to_mnist(drawing) for drawing in drawings])
    found = np.array([answer["image"] for answer in answers]).reshape(images.shape)
    differences = np.abs(found - images.astype(int))
    assert differences.max() <= 6
    assert differences.mean() <= 0.5
    agree(answers, predictor.predict_many(list(images)))


def as_json(drawings: list[Drawing]) -> str:
    return json.dumps(
        [
            {"strokes": [stroke.tolist() for stroke in d.strokes], "pen_width": d.pen_width}
            for d in drawings
        ]
    )


def number_drawings() -> list[Drawing]:
    """100: synthetic writers' numbers and lone digits, of which some are joined; scribbles of many
    strokes, wide ones, taps, and one with more points than are looked at."""
    drawings = [written.drawing for written in synthetic_numbers(80, 23)]
    rng = np.random.default_rng(4)
    for number in range(20):
        count, points = int(rng.integers(1, 40)), int(rng.integers(1, 30))
        walk = rng.normal(0, 20, (count, points, 2)).cumsum(axis=1)
        walk += rng.uniform(0, (1500, 200), (count, 1, 2))
        if number == 0:
            walk = np.repeat(walk, -(-5000 // (count * points)), axis=1)
        drawings.append(Drawing.from_strokes(list(walk), 20.0))
    return drawings


READ_NUMBERS = """(drawings) => JSON.stringify(JSON.parse(drawings).map((drawing) => {
    const prediction = page.predictor.predict(drawing);
    const { text, groups, boxes, confidence } = page.numbers.readAtOnce(drawing);
    const isOne = [false, true].map((down) => page.numbers.isOneDigit(drawing, prediction, down));
    return { text, groups, boxes, confidence, isOne };
}))"""

# A drawing that grows, point by point: only what has changed is read again.
GROW = """(drawing) => {
    const { strokes, pen_width } = JSON.parse(drawing);
    const predict = page.predictor.predict.bind(page.predictor);
    const answers = [];
    for (const [number, stroke] of strokes.entries()) {
        for (let end = 1; end <= stroke.length; end += 10) {
            const grown = [...strokes.slice(0, number), stroke.slice(0, end)];
            let read = 0;
            page.predictor.predict = (part) => {
                read += 1;
                return predict(part);
            };
            const { text, confidence } = page.numbers.readAtOnce({ strokes: grown, pen_width });
            page.predictor.predict = predict;
            const anew = new NumberReader(page.predictor, page.numbers.weights);
            const other = anew.readAtOnce({ strokes: grown, pen_width });
            answers.push([read, text, other.text, confidence, other.confidence]);
        }
    }
    return answers;
}"""


def test_it_reads_numbers_as_python_does(sheet, predictor):
    drawings = number_drawings()
    answers = json.loads(sheet.page.evaluate(READ_NUMBERS, as_json(drawings)))
    numbers = predictor.read_numbers(drawings)
    predictions = predictor.predict_many(drawings)
    assert sum(len(number.digits) > 1 for number in numbers) > 40
    for answer, number, drawing, prediction in zip(
        answers, numbers, drawings, predictions, strict=True
    ):
        assert (answer["text"], answer["groups"]) == (number.text, number.groups)
        assert answer["confidence"] == pytest.approx(number.confidence, abs=0.01)
        assert np.allclose(answer["boxes"], number.boxes)
        assert answer["isOne"] == [is_one_digit(drawing, prediction, pen) for pen in (False, True)]


def test_it_reads_anew_only_what_has_changed(sheet):
    strokes = [[(x, y) for y in range(300, 500, 10)] for x in range(50, 800, 90)]
    answers = sheet.page.evaluate(GROW, as_json([Drawing.from_strokes(strokes, 40)])[1:-1])
    assert answers[-1][1] == "1" * len(strokes)
    for read, text, anew, confidence, other in answers:
        # The stroke that grows, alone and with its neighbours, and the drawing as one digit.
        assert read <= 6
        assert text == anew
        assert confidence == other


def test_it_reads_mnist_as_keras_does(sheet, predictor):
    """One in twenty test images; ``benchmarks/web.py`` compares all of them."""
    images = load_mnist().test_images[::20]
    sent = base64.b64encode(images.tobytes()).decode()
    answers = json.loads(sheet.page.evaluate(READ_IMAGES, sent))
    agree(answers, predictor.predict_many(list(images)))


def agree(answers, predictions) -> None:
    assert len(answers) == len(predictions)
    for answer, prediction in zip(answers, predictions, strict=True):
        assert answer["probabilities"] == pytest.approx(prediction.probabilities, abs=0.02)
        assert answer["digit"] == prediction.digit
