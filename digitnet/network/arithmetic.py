"""The arithmetic of one pixel of a first-layer feature map, in numbers to check by hand.

Plain numpy, no TensorFlow: a page that has the ``FirstLayer`` can follow the pointer by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WHITE = 255.0


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """How one pixel of a feature map comes about.

    Attributes:
        patch: float32 (k, k), the image's pixels that count, 0..1; beyond its edge 0.
        weights: float32 (k, k), the filter.
        products: float32 (k, k), patch times weights.
        sum: of the products.
        mean, deviation: what batch normalisation subtracts, then divides by.
        scale, shift: what it then multiplies by and adds.
        normalised: ``(sum - mean) / deviation * scale + shift``.
        value: ``max(normalised, 0)``, what the feature map shows.
        box: the patch in the image, (top, left, height, width); it may reach beyond its edge.
    """

    patch: np.ndarray
    weights: np.ndarray
    products: np.ndarray
    sum: float
    mean: float
    deviation: float
    scale: float
    shift: float
    normalised: float
    value: float
    box: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class FirstLayer:
    """A convolution of the image, batch normalisation, and relu.

    Attributes:
        filters: float32 (k, k, channels).
        stride: pixels of the image from one pixel of a feature map to the next.
        padding: rows and columns of zeros before the image's first.
        mean, deviation, scale, shift: of batch normalisation, float32 (channels,).
    """

    filters: np.ndarray
    stride: int
    padding: int
    mean: np.ndarray
    deviation: np.ndarray
    scale: np.ndarray
    shift: np.ndarray

    def at(self, image: np.ndarray, row: int, column: int, channel: int) -> Arithmetic:
        """Compute one pixel of a feature map.

        Args:
            image: uint8 (28, 28).
            row, column, channel: of the pixel in the layer's feature maps.
        """
        size = self.filters.shape[0]
        top, left = (self.stride * place - self.padding for place in (row, column))
        padded = np.pad(image.astype(np.float32) / WHITE, size)
        patch = padded[top + size : top + 2 * size, left + size : left + 2 * size]
        weights = self.filters[:, :, channel]
        products = patch * weights
        total = float(products.sum())
        normalisation = (self.mean, self.deviation, self.scale, self.shift)
        mean, deviation, scale, shift = (float(values[channel]) for values in normalisation)
        normalised = (total - mean) / deviation * scale + shift
        return Arithmetic(
            patch=patch,
            weights=weights,
            products=products,
            sum=total,
            mean=mean,
            deviation=deviation,
            scale=scale,
            shift=shift,
            normalised=normalised,
            value=max(normalised, 0.0),
            box=(top, left, size, size),
        )
