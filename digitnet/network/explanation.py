"""What an explanation consists of: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from digitnet.drawing.mnist_format import SIDE
from digitnet.network.prediction import Prediction

NO_DIGIT = 10
"""The number of the network's eleventh output, "no digit"."""


class Neighbour(NamedTuple):
    """A training image that the network sees as similar.

    Attributes:
        image: uint8 (28, 28).
        label: the digit it shows, 0..9.
        similarity: the cosine between both images' features, 0..1.
    """

    image: np.ndarray
    label: int
    similarity: float


@dataclass(frozen=True, eq=False)
class Explanation:
    """How the network came to its prediction of one image.

    Attributes:
        prediction: what the network says, as ``Predictor.predict`` returns it.
        logits: float32 (11,), the network's outputs: ten digits, then "no digit".
        target: the output that is explained, 0..9 or ``NO_DIGIT``: the digit that was read, if
            no other was asked for.
        against: the output it is compared with ("why 4 and not 9"), or None.
        attribution: float32 (28, 28); the part of ``difference`` that each pixel's ink accounts
            for. Ink with a positive value speaks for the target, with a negative one against it;
            without ink it is 0.
        difference: how much higher the target's logit (less that of ``against``) is for this image
            than for an empty one. The attributions sum to it within 5 %.
        layers: the feature maps behind every convolution and every pooling, from the first to the
            last, as (name, float32 (height, width, channels)).
        neighbours: the most similar of MNIST's training images, the most similar one first.
        place: where the image lies on the map of digits, (x, y), or None if there is no map yet.
    """

    prediction: Prediction
    logits: np.ndarray
    target: int
    against: int | None
    attribution: np.ndarray
    difference: float
    layers: list[tuple[str, np.ndarray]] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    place: tuple[float, float] | None = None

    @classmethod
    def of_nothing(cls) -> Explanation:
        """The explanation of an empty drawing: there is nothing to explain."""
        return cls(
            prediction=Prediction.of_nothing(),
            logits=np.zeros(NO_DIGIT + 1, np.float32),
            target=NO_DIGIT,
            against=None,
            attribution=np.zeros((SIDE, SIDE), np.float32),
            difference=0.0,
        )

    @property
    def digit(self) -> int | None:
        """The digit that was read, or None if there is nothing to read or it is no digit."""
        return self.prediction.digit

    @property
    def probabilities(self) -> np.ndarray:
        """Each digit's calibrated probability, float32 (10,)."""
        return self.prediction.probabilities

    @property
    def image(self) -> np.ndarray | None:
        """The image the network saw, uint8 (28, 28), or None for an empty drawing."""
        return self.prediction.image


class StrokeShare(NamedTuple):
    """What one stroke contributes.

    Attributes:
        share: by how much the probability of the digit falls without the stroke; negative if it
            rises. That is the probability of being a digit at all times that of being this one.
        without: the prediction for the drawing without the stroke.
    """

    share: float
    without: Prediction


@dataclass(frozen=True, eq=False)
class Change:
    """The smallest change found that makes an image another digit.

    Attributes:
        digit: what the changed image is read as.
        frames: uint8 (n, 28, 28): from the image as it is, step by step to the changed one.
        distance: how far the ink is moved, the root mean square over the image, in pixels.
        prediction: for the last frame.
    """

    digit: int
    frames: np.ndarray
    distance: float
    prediction: Prediction


class Excitation(NamedTuple):
    """Where a feature map reacts to an image most strongly.

    Attributes:
        image: uint8 (28, 28).
        label: the digit it shows, 0..9.
        value: of the feature map's strongest pixel.
        row, column: of that pixel.
        box: what that pixel sees of the image, (top, left, height, width); it may reach beyond
            the image's edge.
    """

    image: np.ndarray
    label: int
    value: float
    row: int
    column: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class FeatureMap:
    """What one feature map reacts to.

    Attributes:
        layer: the name of its layer.
        channel: its number in the layer.
        filter: the weights that make it, float32 (height, width, channels of the layer before);
            None for pooling, which has no weights.
        examples: the training images that excite it most, the strongest first.
    """

    layer: str
    channel: int
    filter: np.ndarray | None
    examples: list[Excitation]


@dataclass(frozen=True, eq=False)
class DigitMap:
    """Known digits in two dimensions.

    Attributes:
        points: float32 (n, 2). One unit is about as far as the images of one digit spread.
        labels: uint8 (n,): 0..9, or ``NO_DIGIT``.
    """

    points: np.ndarray
    labels: np.ndarray
