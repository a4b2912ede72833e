"""The digits that the drawing page draws by itself."""

from __future__ import annotations

import json
from itertools import chain

import numpy as np

from digitnet import Drawing, load_predictor, paths
from digitnet.data.samples import SIDE, WRITERS, write_samples
from digitnet.drawing.canvas import smooth

FILE = paths.STATIC / "samples.json"


def read(path):
    return [
        [[np.reshape(stroke, (-1, 2)) for stroke in drawing] for drawing in drawings]
        for drawings in json.loads(path.read_text(encoding="utf-8"))
    ]


def test_the_file_is_what_the_script_writes(tmp_path):
    write_samples(tmp_path / "samples.json")
    made, shipped = read(tmp_path / "samples.json"), read(FILE)
    assert [len(drawings) for drawings in made] == [WRITERS] * 10
    for drawing, other in zip(chain(*made), chain(*shipped), strict=True):
        for stroke, same in zip(drawing, other, strict=True):
            # Another processor may round the last digit differently.
            assert np.abs(stroke - same).max() <= 1


def test_every_sample_is_on_the_canvas_and_read_as_its_digit():
    predictor = load_predictor()
    for digit, drawings in enumerate(read(FILE)):
        for strokes in drawings:
            points = np.concatenate(strokes)
            assert points.min() > 0.1 * SIDE
            assert points.max() < 0.9 * SIDE
            # As the canvas draws them, with a pen of its usual width.
            ink = [smooth(stroke.astype(float), 50) for stroke in strokes]
            prediction = predictor.predict(Drawing.from_strokes(ink, 50))
            assert prediction.digit == digit
            assert prediction.confidence * prediction.digit_score > 0.95
