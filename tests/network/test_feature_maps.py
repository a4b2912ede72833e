"""The feature maps, and the arithmetic behind them, are what the network computes."""

from __future__ import annotations

import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.network.feature_maps import map_layers

TOLERANCE = 1e-4


def convolve(values: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """A plain convolution with "same" padding; values (h, w, in), kernel (k, k, in, out)."""
    size, side = kernel.shape[0], values.shape[0]
    after = -(-side // stride)
    padding = max((after - 1) * stride + size - side, 0)
    before = padding // 2
    padded = np.pad(values, ((before, padding - before), (before, padding - before), (0, 0)))
    out = np.zeros((after, after, kernel.shape[3]))
    for row in range(after):
        for column in range(after):
            top, left = row * stride, column * stride
            patch = padded[top : top + size, left : left + size]
            out[row, column] = np.tensordot(patch, kernel, 3)
    return out


def by_hand(network, image: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """All feature maps and the logits by plain numpy, in float64."""
    values = image[..., None] / 255.0
    maps = []
    for layer in network.layers:
        kind = type(layer).__name__
        weights = [np.asarray(weight, np.float64) for weight in layer.get_weights()]
        if kind == "Conv2D":
            values = convolve(values, weights[0], layer.strides[0])
        elif kind == "BatchNormalization":
            gamma, beta, mean, variance = weights
            values = (values - mean) / np.sqrt(variance + layer.epsilon) * gamma + beta
        elif kind == "Activation":
            values = np.maximum(values, 0)
            maps.append(values)
        elif kind == "MaxPooling2D":
            half = values.shape[0] // 2
            cut = values[: 2 * half, : 2 * half]
            values = cut.reshape(half, 2, half, 2, -1).max(axis=(1, 3))
            maps.append(values)
        elif kind == "Dense":
            values = values.ravel() @ weights[0] + weights[1]
    return maps, values


def test_feature_maps_equal_a_plain_convolution(shipped_network, explainer):
    for image in load_mnist().test_images[:3]:
        explanation = explainer.explain(image)
        maps, logits = by_hand(shipped_network, image)
        assert len(explanation.layers) == len(maps) == 8
        for (name, values), expected in zip(explanation.layers, maps, strict=True):
            assert values.dtype == np.float32
            assert values.shape == expected.shape, name
            assert np.abs(values - expected).max() < TOLERANCE, name
        assert np.abs(explanation.logits - logits).max() < 1e-3


def test_names_count_convolutions_and_poolings(explainer):
    names = [name for name, _ in explainer.explain(load_mnist().test_images[0]).layers]
    assert names[:5] == [
        "convolution 1", "convolution 2", "convolution 3", "pooling 1", "convolution 4",
    ]  # fmt: skip


def test_the_arithmetic_shown_is_the_arithmetic_done(explainer):
    image = load_mnist().test_images[1]
    first = explainer.first_layer()
    _, maps = explainer.explain(image).layers[0]
    for row in range(14):
        for column in range(14):
            for channel in (0, 13, 31):
                shown = first.at(image, row, column, channel)
                assert shown.patch.shape == shown.weights.shape == (5, 5)
                assert np.array_equal(shown.products, shown.patch * shown.weights)
                assert shown.sum == pytest.approx(shown.products.sum(), abs=1e-6)
                scaled = (shown.sum - shown.mean) / shown.deviation * shown.scale + shown.shift
                assert shown.normalised == pytest.approx(scaled, abs=1e-6)
                assert shown.value == max(shown.normalised, 0)
                assert shown.value == pytest.approx(maps[row, column, channel], abs=TOLERANCE)


def test_the_patch_is_what_lies_in_its_box(explainer):
    image = np.arange(28 * 28).reshape(28, 28).astype(np.uint8)
    shown = explainer.first_layer().at(image, 3, 4, 0)
    top, left, height, width = shown.box
    inside = image[top : top + height, left : left + width] / 255
    assert shown.patch == pytest.approx(inside, abs=1e-6)
    corner = explainer.first_layer().at(image, 0, 0, 0)
    assert corner.box[:2] == (-1, -1)
    assert not corner.patch[0].any()
    assert not corner.patch[:, 0].any()


def test_a_pixel_sees_its_box_and_nothing_else(shipped_network, explainer):
    """Changing the image outside of a pixel's box leaves the pixel as it is."""
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (28, 28)).astype(np.uint8)
    _, before = explainer._maps.one(image)
    for number, layer in enumerate(map_layers(shipped_network)):
        side = before[number].shape[0]
        row = column = side // 2
        top, left, height, width = layer.box(row, column)
        inside = np.zeros((28, 28), bool)
        inside[max(top, 0) : top + height, max(left, 0) : left + width] = True
        _, other = explainer._maps.one(np.where(inside, image, 255 - image).astype(np.uint8))
        assert np.allclose(before[number][row, column], other[number][row, column], atol=1e-5)
        # The box is tight: its first row and column count.
        if top >= 0 and left >= 0:
            changed = image.copy()
            changed[top] = 255 - changed[top]
            _, other = explainer._maps.one(changed)
            assert not np.allclose(before[number][row, column], other[number][row, column])
