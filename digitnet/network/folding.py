"""A trained network as plain arrays, for runtimes without Keras.

Batch normalisation, once trained, only scales and shifts each channel; so does rescaling the
input. Both are folded into the weights of the convolutions, which then stand alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitnet.errors import DigitnetError
from digitnet.texts import errors

if TYPE_CHECKING:
    import keras


class FoldingError(DigitnetError, ValueError):
    """A network has a layer that cannot be folded."""


@dataclass(frozen=True, eq=False)
class Convolution:
    """A convolution with padding "same", then a rectifier.

    Attributes:
        kernel: float32 (height, width, channels in, channels out).
        bias: float32 (channels out,).
        strides: steps down and across.
    """

    kernel: np.ndarray
    bias: np.ndarray
    strides: int

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Return feature maps, float32 (n, h, w, out), of feature maps (n, h, w, in)."""
        size = self.kernel.shape[0]
        side = -(-images.shape[1] // self.strides)
        missing = max((side - 1) * self.strides + size - images.shape[1], 0)
        pad = (missing // 2, missing - missing // 2)
        padded = np.pad(images, ((0, 0), pad, pad, (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(1, 2))
        sums = np.tensordot(
            windows[:, :: self.strides, :: self.strides], self.kernel, axes=([4, 5, 3], [0, 1, 2])
        )
        return np.asarray(np.maximum(sums + self.bias, 0))


@dataclass(frozen=True, eq=False)
class MaxPooling:
    """The largest of each 2x2 values; an odd last row or column is left out."""

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Return feature maps, float32 (n, h // 2, w // 2, c), of feature maps (n, h, w, c)."""
        count, height, width, channels = images.shape
        even = images[:, : height // 2 * 2, : width // 2 * 2]
        pairs = even.reshape(count, height // 2, 2, width // 2, 2, channels)
        return np.asarray(pairs.max(axis=(2, 4)))


@dataclass(frozen=True, eq=False)
class Dense:
    """A fully connected layer, without a rectifier, on flattened feature maps.

    Attributes:
        kernel: float32 (values in, values out).
        bias: float32 (values out,).
    """

    kernel: np.ndarray
    bias: np.ndarray

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Return float32 (n, out) of feature maps (n, h, w, c)."""
        return np.asarray(images.reshape(len(images), -1) @ self.kernel + self.bias)


@dataclass(frozen=True)
class FoldedNetwork:
    """The layers in the order they run; images of 0..255 come in, logits come out."""

    layers: tuple[Convolution | MaxPooling | Dense, ...]

    def logits(self, images: np.ndarray) -> np.ndarray:
        """Compute in numpy what Keras would, float32 (n, 11); images uint8 (n, 28, 28)."""
        return self.outputs(images)[-1]

    def outputs(self, images: np.ndarray) -> list[np.ndarray]:
        """Return what every layer makes of images, uint8 (n, 28, 28): the feature maps, float32
        (n, h, w, channels) each, and last the logits, float32 (n, 11)."""
        values = images[..., None].astype(np.float32)
        found = []
        for layer in self.layers:
            values = layer(values)
            found.append(values)
        return found

    def half(self) -> FoldedNetwork:
        """Return the network with its weights as float16 can hold them."""
        return FoldedNetwork(tuple(_half(layer) for layer in self.layers))


def fold_file(path: Path) -> FoldedNetwork:
    """Fold the network in a Keras file.

    Raises:
        FoldingError: as ``fold`` does; Keras raises its own on a file that it cannot read.
    """
    import keras

    return fold(keras.saving.load_model(path, compile=False))


def fold(network: keras.Sequential) -> FoldedNetwork:
    """Fold a network of the kind that ``build_network`` makes.

    Raises:
        FoldingError: if it has a layer, or an order of layers, that this does not know.
    """
    from keras import layers

    folded: list[Convolution | MaxPooling | Dense] = []
    scale = 1.0
    # A convolution waits here for its normalisation and its rectifier.
    waiting: Convolution | None = None
    for layer in network.layers:
        if waiting is not None and isinstance(layer, layers.BatchNormalization):
            waiting = _normalised(waiting, layer)
        elif waiting is not None and _is_rectifier(layer):
            folded.append(waiting)
            waiting = None
        elif waiting is not None:
            raise FoldingError(errors.FOLDING_ORDER, layer=layer.name)
        elif isinstance(layer, layers.Rescaling) and not folded and layer.offset == 0:
            scale *= float(layer.scale)
        elif isinstance(layer, layers.Conv2D) and _is_plain(layer):
            waiting = _convolution(layer, scale)
            scale = 1.0
        elif isinstance(layer, layers.MaxPooling2D) and _halves(layer):
            folded.append(MaxPooling())
        elif isinstance(layer, layers.Dense) and layer.activation.__name__ == "linear":
            folded.append(Dense(np.asarray(layer.kernel), np.asarray(layer.bias)))
        elif not isinstance(layer, (layers.InputLayer, layers.Flatten, layers.Dropout)):
            raise FoldingError(errors.FOLDING_LAYER, layer=layer.name)
    if not folded or not isinstance(folded[-1], Dense):
        raise FoldingError(errors.FOLDING_END)
    return FoldedNetwork(tuple(folded))


def _convolution(layer: keras.layers.Conv2D, scale: float) -> Convolution:
    kernel = np.asarray(layer.kernel) * np.float32(scale)
    bias = np.asarray(layer.bias) if layer.use_bias else np.zeros(layer.filters, np.float32)
    return Convolution(kernel, bias, layer.strides[0])


def _normalised(convolution: Convolution, layer: keras.layers.BatchNormalization) -> Convolution:
    factor = np.asarray(layer.gamma) / np.sqrt(np.asarray(layer.moving_variance) + layer.epsilon)
    bias = (convolution.bias - np.asarray(layer.moving_mean)) * factor + np.asarray(layer.beta)
    return Convolution(
        (convolution.kernel * factor).astype(np.float32),
        bias.astype(np.float32),
        convolution.strides,
    )


def _is_rectifier(layer: keras.layers.Layer) -> bool:
    activation = getattr(layer, "activation", None)
    return activation is not None and activation.__name__ == "relu"


def _is_plain(layer: keras.layers.Conv2D) -> bool:
    """Whether its kernel and its steps are square and nothing is dilated or grouped."""
    return (
        layer.padding == "same"
        and layer.activation.__name__ == "linear"
        and len(set(layer.kernel_size)) == len(set(layer.strides)) == 1
        and set(layer.dilation_rate) == {1}
        and layer.groups == 1
    )


def _halves(layer: keras.layers.MaxPooling2D) -> bool:
    return tuple(layer.pool_size) == tuple(layer.strides) == (2, 2) and layer.padding == "valid"


def _half(layer: Convolution | MaxPooling | Dense) -> Convolution | MaxPooling | Dense:
    if isinstance(layer, MaxPooling):
        return layer
    kernel, bias = (
        array.astype(np.float16).astype(np.float32) for array in (layer.kernel, layer.bias)
    )
    return replace(layer, kernel=kernel, bias=bias)
