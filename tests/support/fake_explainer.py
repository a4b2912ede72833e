"""What explains a network that is none: made-up maps, always the same."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.network.arithmetic import FirstLayer
from digitnet.network.explanation import (
    Change,
    DigitMap,
    Excitation,
    Explanation,
    FeatureMap,
    Neighbour,
    StrokeShare,
)
from digitnet.network.prediction import Prediction

SHAPES = {
    "convolution 1": (14, 32), "convolution 2": (14, 48), "convolution 3": (14, 48),
    "pooling 1": (7, 48), "convolution 4": (7, 96), "convolution 5": (7, 96),
    "pooling 2": (3, 96), "convolution 6": (3, 128),
}  # fmt: skip


class FakeExplainer:
    """Reads everything as a 7; in each layer a map is the stronger the higher its number.

    Attributes:
        is_indexed: whether it points to examples.
        is_compiled: whether it answers everything at once.
    """

    def __init__(self) -> None:
        self.is_indexed = True
        self.is_compiled = True
        self.layers = [
            SimpleNamespace(name=name, field=5, step=2, start=-1, convolution=None)
            for name in SHAPES
        ]

    def read(self, images: np.ndarray) -> list[Prediction]:
        return [_seven(image) for image in images]

    def explain(
        self,
        image: np.ndarray,
        digit: int | None = None,
        against: int | None = None,
        *,
        attribute: bool = True,
        wait: bool = True,
    ) -> Explanation:
        layers = [
            (name, np.full((side, side, channels), np.arange(channels), np.float32))
            for name, (side, channels) in SHAPES.items()
        ]
        return Explanation(
            prediction=_seven(image),
            logits=np.arange(11, dtype=np.float32) - 3,
            target=7 if digit is None else digit,
            against=against,
            attribution=image.astype(np.float32) / 255 * (1 if attribute else 0),
            difference=12.5 if attribute else 0.0,
            layers=layers,
            neighbours=[Neighbour(image, 7, 0.93)] if self.is_indexed else [],
            place=(0.5, -1.0) if self.is_indexed else None,
        )

    def stroke_shares(
        self, drawing: Drawing, digit: int | None = None, whole: Prediction | None = None
    ) -> list[StrokeShare]:
        image = np.full((28, 28), 9, np.uint8)
        return [StrokeShare(0.25, _seven(image)) for _ in drawing.strokes]

    def feature_map(self, layer: str, channel: int, *, wait: bool = True) -> FeatureMap:
        if layer not in SHAPES or not 0 <= channel < SHAPES[layer][1]:
            raise ValueError("There is no such feature map.")
        image = np.full((28, 28), 50, np.uint8)
        examples = [Excitation(image, 4, 2.5, 3, 4, (5, 7, 5, 5))] * 9
        weights = np.linspace(-1, 1, 25, dtype=np.float32).reshape(5, 5, 1)
        is_convolution = layer.startswith("convolution")
        return FeatureMap(
            layer,
            channel,
            weights if is_convolution else None,
            examples if self.is_indexed else [],
        )

    def first_layer(self) -> FirstLayer:
        ones = np.ones(32, np.float32)
        return FirstLayer(np.ones((5, 5, 32), np.float32), 2, 1, 0 * ones, ones, ones, ones)

    def smallest_change(self, image: np.ndarray, digit: int | None = None) -> Change | None:
        if digit == 0:
            return None
        frames = np.stack([image, image // 2])
        return Change(1 if digit is None else digit, frames, 0.8, _seven(image))

    def index(self, *, wait: bool = True) -> SimpleNamespace | None:
        points = np.array([[0, 0], [1, 1], [-1, 2]], np.float32)
        labels = np.array([0, 7, 10], np.uint8)
        return SimpleNamespace(map=DigitMap(points, labels)) if self.is_indexed else None


def _seven(image: np.ndarray) -> Prediction:
    probabilities = np.full(10, 0.01, np.float32)
    probabilities[7] = 0.91
    return Prediction(probabilities, 7, 0.99, image)
