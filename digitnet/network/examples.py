"""What a network makes of known digits: their features, their map, what excites its filters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitnet.network.digit_map import discriminant_directions
from digitnet.network.explanation import DigitMap, Excitation, FeatureMap, Neighbour
from digitnet.network.feature_maps import FeatureMaps

NEIGHBOURS = 8
STRONGEST = 9
BATCH = 250


@dataclass(frozen=True, eq=False)
class Examples:
    """Known digits that explanations point to.

    Attributes:
        images: uint8 (n, 28, 28), ``mnist`` of MNIST's training images, then by synthetic writers.
        labels: uint8 (n,): 0..9, or 10 for no digit.
        mnist: how many are MNIST's.
    """

    images: np.ndarray
    labels: np.ndarray
    mnist: int


class ExampleIndex:
    """The examples as one network sees them.

    Attributes:
        map: all examples in two dimensions.
    """

    def __init__(self, maps: FeatureMaps, examples: Examples) -> None:
        """Run all examples through the network (10,000 take some 5 seconds on two cores)."""
        self._maps = maps
        self._examples = examples
        batches = [
            maps.summary(examples.images[start : start + BATCH])
            for start in range(0, len(examples.images), BATCH)
        ]
        features = _unit(np.concatenate([batch for batch, _ in batches]))
        self._features = features[: examples.mnist].copy()
        self._strongest = [
            _largest(np.concatenate(maxima)[: examples.mnist], STRONGEST)
            for maxima in zip(*(batch for _, batch in batches), strict=True)
        ]
        self._found: dict[tuple[str, int], FeatureMap] = {}
        self._directions = discriminant_directions(features, examples.labels)
        self.map = DigitMap(features @ self._directions, examples.labels)

    def neighbours(self, features: np.ndarray) -> list[Neighbour]:
        """Return the most similar of MNIST's training images; features float32 (d,)."""
        similarities = self._features @ _unit(features[None])[0]
        nearest = np.argsort(-similarities, kind="stable")[:NEIGHBOURS]
        return [
            Neighbour(
                self._examples.images[number],
                int(self._examples.labels[number]),
                min(float(similarities[number]), 1.0),
            )
            for number in nearest
        ]

    def place(self, features: np.ndarray) -> tuple[float, float]:
        """Where an image lies on the map; features float32 (d,)."""
        x, y = _unit(features[None])[0] @ self._directions
        return float(x), float(y)

    def image(self, number: int) -> np.ndarray:
        """The image, uint8 (28, 28), of a point of the map."""
        image: np.ndarray = self._examples.images[number]
        return image

    def feature_map(self, layer: str, channel: int) -> FeatureMap:
        """Say what a feature map reacts to.

        Raises:
            ValueError: if there is no such feature map.
        """
        if (layer, channel) not in self._found:
            self._found[layer, channel] = self._find(layer, channel)
        return self._found[layer, channel]

    def _find(self, layer: str, channel: int) -> FeatureMap:
        filter = self._maps.filter(layer, channel)
        place = [each.name for each in self._maps.layers].index(layer)
        numbers = self._strongest[place][channel]
        images = self._examples.images[numbers]
        values = self._maps.many(images)[1][place][..., channel]
        found = []
        for number, image, pixels in zip(numbers, images, values, strict=True):
            row, column = (int(k) for k in np.unravel_index(pixels.argmax(), pixels.shape))
            box = self._maps.layers[place].box(row, column)
            label = int(self._examples.labels[number])
            value = float(pixels[row, column])
            found.append(Excitation(image, label, value, row, column, box))
        return FeatureMap(layer, channel, filter, found)


def _unit(features: np.ndarray) -> np.ndarray:
    """Features, float32 (n, d), at length 1; of an image without any they stay 0."""
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    unit: np.ndarray = features / np.maximum(lengths, 1e-9)
    return unit


def _largest(values: np.ndarray, count: int) -> np.ndarray:
    """For each channel the numbers of its largest values, the largest first: int (channels, count);
    values (n, channels)."""
    return np.argsort(-values, axis=0, kind="stable")[:count].T
