"""The way of a drawing through the network, small enough to be sent many times a second.

Plain data, no TensorFlow; an ``Explainer`` is only asked.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.network.arithmetic import FirstLayer
from digitnet.network.explanation import NO_DIGIT, Explanation, StrokeShare

if TYPE_CHECKING:
    from digitnet.network.explain import Explainer

MOST_STROKES = 12
"""Of a drawing with more strokes none is left out: a digit has one to four."""


@dataclass(frozen=True, eq=False)
class LayerMaps:
    """All feature maps of one layer.

    Attributes:
        name: for example "convolution 2" or "pooling 1".
        maps: uint8 (height, width, channels); 255 is the layer's highest value.
        highest: that value.
        field: pixels of the image, along one side, that a map's pixel sees.
        step: pixels of the image from one pixel of a map to the next.
        start: where the first pixel's field begins; negative beyond the image's edge.
    """

    name: str
    maps: np.ndarray
    highest: float
    field: int
    step: int
    start: int


@dataclass(frozen=True, eq=False)
class Way:
    """The way of one drawing through the network.

    Attributes:
        explanation: without its layers.
        layers: its feature maps, from the first layer to the last; none for an empty drawing.
        first: the first layer in plain numbers; None while the pen is down.
        is_attributed: whether the explanation has attributions, and ``strokes`` is filled.
        strokes: what each stroke contributes.
        is_whole: whether nothing is missing that only takes time.
    """

    explanation: Explanation
    layers: list[LayerMaps] = field(default_factory=list)
    first: FirstLayer | None = None
    is_attributed: bool = False
    strokes: list[StrokeShare] = field(default_factory=list)
    is_whole: bool = True


def way_through(
    explainer: Explainer,
    drawing: Drawing,
    digit: int | None = None,
    against: int | None = None,
    *,
    maps_only: bool = False,
) -> Way:
    """Follow a drawing through the network.

    Args:
        explainer: of the network.
        drawing: what was drawn so far.
        digit, against: which output to attribute to the ink, and which to compare it with, as for
            ``Explainer.explain``; an output is not compared with itself.
        maps_only: whether to leave out all that takes longer, for a pen that is still down. It is
            left out as well until the explainer is prepared.

    Raises:
        ValueError: if there is no such digit.
    """
    is_attributed = explainer.is_compiled and not maps_only
    image = to_mnist(drawing)
    if image is None:
        return Way(Explanation.of_nothing(), is_whole=explainer.is_indexed)
    if not is_attributed:
        digit = against = None
    if against is not None:
        read = explainer.read(image[None])[0].digit if digit is None else digit
        against = None if against == read else against
    explanation = explainer.explain(image, digit, against, attribute=is_attributed, wait=False)
    layers = []
    for (name, values), layer in zip(explanation.layers, explainer.layers, strict=True):
        highest = float(values.max())
        maps = np.rint(values * (255 / highest if highest > 0 else 0)).astype(np.uint8)
        layers.append(LayerMaps(name, maps, highest, layer.field, layer.step, layer.start))
    shares = []
    if is_attributed and len(drawing.strokes) <= MOST_STROKES:
        watched = None if digit == NO_DIGIT else digit
        shares = explainer.stroke_shares(drawing, watched, explanation.prediction)
    return Way(
        dataclasses.replace(explanation, layers=[]),
        layers,
        None if maps_only else explainer.first_layer(),
        is_attributed,
        shares,
        explainer.is_indexed and is_attributed,
    )
