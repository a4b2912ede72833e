"""The feature maps of a network: what every convolution and every pooling makes of an image."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from digitnet.drawing.mnist_format import SIDE
from digitnet.network.arithmetic import FirstLayer


@dataclass(frozen=True, eq=False)
class MapLayer:
    """A layer whose outputs are shown as feature maps.

    Attributes:
        name: for example "convolution 2" or "pooling 1".
        output: the Keras layer that they come from: for a convolution its activation.
        convolution: the convolution that makes them, or None for pooling.
        field: pixels of the image, along one side, that a feature map's pixel sees.
        step: pixels of the image from one pixel of a feature map to the next.
        start: where the first pixel's field begins; negative beyond the image's edge.
    """

    name: str
    output: keras.layers.Layer
    convolution: keras.layers.Conv2D | None
    field: int
    step: int
    start: int

    def box(self, row: int, column: int) -> tuple[int, int, int, int]:
        """What a feature map's pixel sees of the image: (top, left, height, width)."""
        top, left = (self.start + self.step * place for place in (row, column))
        return top, left, self.field, self.field


class FeatureMaps:
    """A network that also tells what is between its input and its logits.

    Attributes:
        layers: the layers that have feature maps, from the first to the last.
    """

    def __init__(self, network: keras.Sequential) -> None:
        self._network = network
        self.layers = map_layers(network)
        self._model = keras.Model(
            network.inputs,
            [*network.outputs, *(layer.output.output for layer in self.layers)],
        )
        # As in Predictor: XLA for one image, the usual way for batches.
        self._one = tf.function(
            self._run,
            input_signature=[tf.TensorSpec((1, SIDE, SIDE), tf.uint8)],
            jit_compile=True,
        )
        self._many = tf.function(
            self._run, input_signature=[tf.TensorSpec((None, SIDE, SIDE), tf.uint8)]
        )
        self._summary = tf.function(
            self._summarise, input_signature=[tf.TensorSpec((None, SIDE, SIDE), tf.uint8)]
        )

    def one(self, image: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return the logits, float32 (11,), and each layer's maps, float32 (h, w, channels).

        Args:
            image: uint8 (28, 28).
        """
        logits, *maps = self._one(image[None])
        return logits.numpy()[0], [values.numpy()[0] for values in maps]

    def many(self, images: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
        """The same for images, uint8 (n, 28, 28); both have one more axis, n, in front."""
        logits, *maps = self._many(images)
        return logits.numpy(), [values.numpy() for values in maps]

    def summary(self, images: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return the images' features and the maxima of their feature maps.

        Args:
            images: uint8 (n, 28, 28).

        Returns:
            The values before the logits, float32 (n, features), and for each layer float32
            (n, channels).
        """
        features, *maxima = self._summary(images)
        return features.numpy(), [values.numpy() for values in maxima]

    def filter(self, layer: str, channel: int) -> np.ndarray | None:
        """Return the weights that make a feature map, float32 (height, width, channels before).

        Returns:
            The weights; None for pooling, which has none.

        Raises:
            ValueError: if there is no such feature map.
        """
        for each in self.layers:
            if each.name == layer and 0 <= channel < each.output.output.shape[-1]:
                kernel = each.convolution and each.convolution.kernel
                return None if kernel is None else np.asarray(kernel)[..., channel]
        raise ValueError(f"There is no feature map {channel} of a layer {layer!r}.")

    @cached_property
    def first_layer(self) -> FirstLayer:
        """The first convolution and its batch normalisation as plain numbers."""
        layers = self._network.layers
        first = next(n for n, layer in enumerate(layers) if isinstance(layer, keras.layers.Conv2D))
        convolution, normalisation = layers[first], layers[first + 1]
        variance = np.asarray(normalisation.moving_variance)
        return FirstLayer(
            filters=np.asarray(convolution.kernel)[:, :, 0, :],
            stride=convolution.strides[0],
            padding=-self.layers[0].start,
            mean=np.asarray(normalisation.moving_mean),
            deviation=np.sqrt(variance + np.float32(normalisation.epsilon)),
            scale=np.asarray(normalisation.gamma),
            shift=np.asarray(normalisation.beta),
        )

    def _run(self, images: tf.Tensor) -> list[tf.Tensor]:
        outputs: list[tf.Tensor] = self._model(
            ops.cast(images, "float32")[..., None], training=False
        )
        return outputs

    def _summarise(self, images: tf.Tensor) -> list[tf.Tensor]:
        maps = self._run(images)[1:]
        return [ops.reshape(maps[-1], (ops.shape(images)[0], -1))] + [
            ops.max(values, axis=(1, 2)) for values in maps
        ]


def features_of(maps: list[np.ndarray]) -> np.ndarray:
    """The values before the logits, float32 (features,): the last layer's maps of one image."""
    return maps[-1].ravel()


def map_layers(network: keras.Sequential) -> list[MapLayer]:
    """Find the layers that have feature maps, and what their pixels see of the image."""
    found: list[MapLayer] = []
    convolution: keras.layers.Conv2D | None = None
    convolutions = poolings = 0
    field, step, start = 1, 1, 0
    for layer in network.layers:
        is_pooling = isinstance(layer, keras.layers.MaxPooling2D)
        if is_pooling or isinstance(layer, keras.layers.Conv2D):
            kernel = (layer.pool_size if is_pooling else layer.kernel_size)[0]
            stride = layer.strides[0]
            if layer.padding == "same":
                before, after = layer.input.shape[1], layer.output.shape[1]
                # Of an odd number of rows TensorFlow adds the smaller half before the first.
                start -= max((after - 1) * stride + kernel - before, 0) // 2 * step
            field += (kernel - 1) * step
            step *= stride
        if is_pooling:
            poolings += 1
            found.append(MapLayer(f"pooling {poolings}", layer, None, field, step, start))
        elif isinstance(layer, keras.layers.Conv2D):
            convolution = layer
        elif isinstance(layer, keras.layers.Activation) and convolution is not None:
            convolutions += 1
            name = f"convolution {convolutions}"
            found.append(MapLayer(name, layer, convolution, field, step, start))
            convolution = None
    return found
