"""What pages may ask about the inside of the network.

A question is plain data that goes to the engine, is answered there with an ``Explainer``, and comes
back as plain data. None of it needs TensorFlow on the page's side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.network.explanation import Change, DigitMap, FeatureMap
from digitnet.network.way import Way, way_through

if TYPE_CHECKING:
    from digitnet.network.explain import Explainer

Answer = TypeVar("Answer")


class Question(Generic[Answer]):
    """One question. Of a visitor's questions of one class only the newest is answered."""

    @property
    def can_wait(self) -> bool:
        """Whether a newer one will follow anyway, so that it can be answered a little later."""
        return False

    def answer(self, explainer: Explainer) -> Answer:
        """Answer it, in the engine.

        Raises:
            ValueError: if it is about something that does not exist.
        """
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class WayQuestion(Question[Way]):
    """How does this drawing go through the network?

    Attributes:
        drawing, digit, against, maps_only: as for ``way_through``.
    """

    drawing: Drawing
    digit: int | None = None
    against: int | None = None
    maps_only: bool = False

    @property
    def can_wait(self) -> bool:
        return self.maps_only

    def answer(self, explainer: Explainer) -> Way:
        return way_through(
            explainer, self.drawing, self.digit, self.against, maps_only=self.maps_only
        )


@dataclass(frozen=True)
class MapQuestion(Question[FeatureMap]):
    """What does this feature map react to? Until they are indexed, training images are missing.

    Attributes:
        layer: the layer's name.
        channel: the map's number in it.
    """

    layer: str
    channel: int

    def answer(self, explainer: Explainer) -> FeatureMap:
        return explainer.feature_map(self.layer, self.channel, wait=False)


@dataclass(frozen=True, eq=False)
class ChangeQuestion(Question[Change | None]):
    """What is the smallest change that makes this drawing another digit?

    Attributes:
        drawing: as it is.
        digit: what it is to become; without one, whatever is nearest.
    """

    drawing: Drawing
    digit: int | None = None

    def answer(self, explainer: Explainer) -> Change | None:
        image = to_mnist(self.drawing)
        return None if image is None else explainer.smallest_change(image, self.digit)


@dataclass(frozen=True)
class DigitMapQuestion(Question[DigitMap | None]):
    """Where do known digits lie on the map? None until they are indexed."""

    def answer(self, explainer: Explainer) -> DigitMap | None:
        index = explainer.index(wait=False)
        return None if index is None else index.map
