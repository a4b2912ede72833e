"""How the network came to its prediction: everything there is to see inside of it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import keras
import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import SIDE, to_mnist
from digitnet.labels import CLASSES
from digitnet.network.arithmetic import FirstLayer
from digitnet.network.attribution import IntegratedGradients
from digitnet.network.calibration import Calibration
from digitnet.network.counterfactual import Bender
from digitnet.network.examples import ExampleIndex, Examples
from digitnet.network.explanation import (
    NO_DIGIT,
    Change,
    Explanation,
    FeatureMap,
    StrokeShare,
)
from digitnet.network.feature_maps import FeatureMaps, MapLayer, features_of
from digitnet.network.prediction import Prediction


class Explainer:
    """Explains one network; every method may be called from any thread.

    Nothing is compiled before it is first used, or before ``prepare``.
    """

    def __init__(
        self,
        network: keras.Sequential,
        calibration: Calibration,
        examples: Callable[[], Examples] | None = None,
    ) -> None:
        """Explain a network.

        Args:
            network: images, float32 (n, 28, 28, 1), to logits, float32 (n, 11).
            calibration: turns logits into probabilities.
            examples: loads the known digits that explanations point to; without them there are no
                neighbours and no map.
        """
        self.calibration = calibration
        self._load_examples = examples
        self._maps = FeatureMaps(network)
        self._gradients = IntegratedGradients(network)
        self._bender = Bender(network)
        self._is_compiled = False
        self._index: ExampleIndex | None = None
        self._indexing = threading.Lock()

    def prepare(self) -> None:
        """Compile what ``explain`` needs, and index the examples (some 10 seconds on two cores)."""
        image = np.full((SIDE, SIDE), 255, np.uint8)
        self.explain(image, wait=False)
        self.read(image[None])
        self._is_compiled = True
        # With each drawing, pages ask for one of the first layer's maps.
        if self.index() is not None:
            for channel in range(len(self.first_layer().mean)):
                self.feature_map(self.layers[0].name, channel)

    @property
    def layers(self) -> list[MapLayer]:
        """The layers that have feature maps, from the first to the last."""
        return self._maps.layers

    @property
    def is_compiled(self) -> bool:
        """Whether ``prepare`` has compiled everything, so that nothing takes seconds."""
        return self._is_compiled

    @property
    def is_indexed(self) -> bool:
        """Whether the examples are indexed, or there are none."""
        return self._load_examples is None or self._index is not None

    def index(self, *, wait: bool = True) -> ExampleIndex | None:
        """Return the examples as this network sees them, indexed on the first call.

        Args:
            wait: whether to wait until they are.

        Returns:
            The index; None if there are no examples.
        """
        if self._load_examples is None or not wait:
            return self._index
        with self._indexing:
            if self._index is None:
                self._index = ExampleIndex(self._maps, self._load_examples())
        return self._index

    def explain(
        self,
        image: np.ndarray,
        digit: int | None = None,
        against: int | None = None,
        *,
        attribute: bool = True,
        wait: bool = True,
    ) -> Explanation:
        """Explain the prediction for one image.

        Args:
            image: uint8 (28, 28).
            digit: which output's logit to attribute to the ink, 0..9, or ``NO_DIGIT``; without
                one, the digit that was read, or ``NO_DIGIT`` for what is no digit.
            against: attribute the difference to this output's logit instead ("why 4 and not 9").
            attribute: whether to attribute at all, and to look for neighbours, which takes most of
                the time; else, for a pen that is still down, the attributions and their difference
                are 0, and there are no neighbours.
            wait: whether to wait until the examples are indexed; else, until they are, there are
                no neighbours and no place on the map.

        Raises:
            ValueError: if ``digit`` or ``against`` is no output, or both are the same. What
                loading the examples raises is passed on.
        """
        for output in (digit, against):
            if output is not None and output not in range(CLASSES):
                raise ValueError(f"There is no digit {output!r} to explain.")
        if not image.any():
            return Explanation.of_nothing()
        logits, maps = self._maps.one(image)
        prediction = self.calibration.predictions(logits[None], [image])[0]
        target = digit
        if target is None:
            target = NO_DIGIT if prediction.digit is None else prediction.digit
        if target == against:
            raise ValueError("A digit cannot be compared with itself.")
        attribution, difference = np.zeros((SIDE, SIDE), np.float32), 0.0
        if attribute:
            weights = np.zeros(CLASSES, np.float32)
            weights[target] = 1
            if against is not None:
                weights[against] = -1
            attribution, difference = self._gradients(image, weights)
        index = self.index(wait=wait)
        features = features_of(maps)
        names = [layer.name for layer in self._maps.layers]
        return Explanation(
            prediction=prediction,
            logits=logits,
            target=target,
            against=against,
            attribution=attribution,
            difference=difference,
            layers=list(zip(names, maps, strict=True)),
            neighbours=index.neighbours(features) if attribute and index is not None else [],
            place=None if index is None else index.place(features),
        )

    def stroke_shares(
        self, drawing: Drawing, digit: int | None = None, whole: Prediction | None = None
    ) -> list[StrokeShare]:
        """Leave out each stroke of a drawing in turn, and read what is left.

        Args:
            drawing: what was drawn; what is left of it is brought to MNIST format anew.
            digit: whose probability to watch, 0..9; without one, the likeliest digit's.
            whole: the prediction for all of the drawing, if that is known.

        Returns:
            A share for each stroke, in drawing order.
        """
        if drawing.is_empty:
            return []
        strokes = drawing.strokes
        rest = [
            Drawing(strokes[:number] + strokes[number + 1 :], drawing.pen_width)
            for number in range(len(strokes))
        ]
        without = self._read_drawings(rest)
        if whole is None:
            (whole,) = self._read_drawings([drawing])
        watched = int(whole.probabilities.argmax()) if digit is None else digit

        def chance(prediction: Prediction) -> float:
            return prediction.digit_score * float(prediction.probabilities[watched])

        return [StrokeShare(chance(whole) - chance(each), each) for each in without]

    def smallest_change(self, image: np.ndarray, digit: int | None = None) -> Change | None:
        """Find the smallest bend of an image that makes the network read another digit.

        Args:
            image: uint8 (28, 28).
            digit: what it is to become, 0..9; without one, whatever is nearest.

        Returns:
            The change, or None for an empty image, if it already is read as this digit, or if the
            search, which takes about a second, finds none.
        """
        if not image.any():
            return None
        now = self.read(image[None])[0]
        digits = [other for other in range(10) if other != now.guess] if digit is None else [digit]
        if digit is not None and now.digit == digit:
            return None
        return self._bender.smallest_change(image, digits, self.read)

    def feature_map(self, layer: str, channel: int, *, wait: bool = True) -> FeatureMap:
        """Say what a feature map reacts to.

        Args:
            layer, channel: the name of its layer, and its number there.
            wait: whether to wait until the examples are indexed; else, until they are, there are
                none.

        Raises:
            ValueError: if there is no such feature map.
        """
        index = self.index(wait=wait)
        if index is not None:
            return index.feature_map(layer, channel)
        return FeatureMap(layer, channel, self._maps.filter(layer, channel), [])

    def first_layer(self) -> FirstLayer:
        """Return the first layer as plain numbers, which tells the arithmetic of its pixels."""
        return self._maps.first_layer

    def read(self, images: np.ndarray) -> list[Prediction]:
        """Read images, uint8 (n, 28, 28), none of them empty."""
        return self.calibration.predictions(self._maps.many(images)[0], list(images))

    def _read_drawings(self, drawings: list[Drawing]) -> list[Prediction]:
        images = [to_mnist(drawing) for drawing in drawings]
        filled = [image for image in images if image is not None]
        answers = iter(self.read(np.stack(filled)) if filled else ())
        return [Prediction.of_nothing() if image is None else next(answers) for image in images]
