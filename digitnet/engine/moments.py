"""The moments of a training: copies of the network while it learned, and what they make of a
drawing, also one that was drawn long after."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitnet.network.calibration import softmax
from digitnet.network.folding import Convolution, FoldedNetwork, MaxPooling
from digitnet.training.progress import Moment, MomentMaps

if TYPE_CHECKING:
    from digitnet.training.monitor import Look

MOST = 40
"""Moments kept of a training. Once there are more, every other one goes, and from then on only
every other look is kept, so that they stay evenly spread. A copy of Quick's network takes 0.2 MB,
of Full's 1.1 MB."""

SHOWN = 16
"""Filters, and feature maps of a layer, that are shown at most: all of Quick's first layer."""

DRAWINGS = 16
"""Drawings whose feature maps are remembered; those that were looked at last stay."""


@dataclass(frozen=True, eq=False)
class _Copy:
    """The network after this many steps, and what its logits are divided by."""

    step: int
    network: FoldedNetwork
    temperature: float


@dataclass(frozen=True, eq=False)
class _Way:
    """All feature maps of an image, by layer, uint8 (h, w, channels), and the shares."""

    maps: dict[str, np.ndarray]
    shares: np.ndarray


class Moments:
    """The moments of one training; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[_Copy] = []
        self._newest: _Copy | None = None
        self._looks = 0
        self._every = 1
        # By an image's bytes, and then by step.
        self._ways: OrderedDict[bytes, dict[int, _Way]] = OrderedDict()

    def take(self, look: Look) -> None:
        """Keep a copy of the network as it is now, at least until the next one."""
        copy = _Copy(look.step, look.fold(), look.temperature)
        with self._lock:
            if self._looks % self._every == 0:
                self._kept.append(copy)
            self._looks += 1
            if len(self._kept) > MOST:
                del self._kept[1::2]
                self._every *= 2
            self._newest = copy

    def newest(self, image: np.ndarray) -> tuple[Moment, ...]:
        """Return the newest moment, with what the network made of an image, uint8 (28, 28); nothing
        before the first one."""
        with self._lock:
            copies = [] if self._newest is None else [self._newest]
        return self._show(image, copies)

    def all(self, image: np.ndarray) -> tuple[Moment, ...]:
        """Return all moments that were kept, and the newest one (see ``newest``)."""
        with self._lock:
            copies = [*self._kept]
            if self._newest is not None and self._newest not in copies:
                copies.append(self._newest)
        return self._show(image, copies)

    def _show(self, image: np.ndarray, copies: list[_Copy]) -> tuple[Moment, ...]:
        name = image.tobytes()
        with self._lock:
            known = dict(self._ways.get(name, {}))
        for copy in copies:
            if copy.step not in known:
                known[copy.step] = _way(copy, image)
        with self._lock:
            kept = {copy.step for copy in self._kept}
            self._ways[name] = {step: way for step, way in known.items() if step in kept}
            self._ways.move_to_end(name)
            while len(self._ways) > DRAWINGS:
                self._ways.popitem(last=False)
        if not copies:
            return ()
        chosen = _strongest(list(known.values()))
        return tuple(_moment(copy, known[copy.step], chosen) for copy in copies)


def _way(copy: _Copy, image: np.ndarray) -> _Way:
    layers = copy.network.layers
    # A network that diverges computes numbers beyond the range of float32; these are shown as 0.
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = [_finite(values) for values in copy.network.outputs(image[None])]
    maps = {name: _grey(outputs[number][0]) for name, number in _followed(layers).items()}
    return _Way(maps, softmax(outputs[-1] / copy.temperature)[0].astype(np.float32))


def _followed(layers: tuple[object, ...]) -> dict[str, int]:
    """The layers that are shown, by name: the first convolution, the first pooling, and the last
    convolution. Names as in ``feature_maps.map_layers``."""
    convolutions = [n for n, layer in enumerate(layers) if isinstance(layer, Convolution)]
    poolings = [n for n, layer in enumerate(layers) if isinstance(layer, MaxPooling)]
    return {
        "convolution 1": convolutions[0],
        "pooling 1": poolings[0],
        f"convolution {len(convolutions)}": convolutions[-1],
    }


def _finite(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.nan_to_num(values, posinf=0, neginf=0))


def _grey(maps: np.ndarray) -> np.ndarray:
    """Feature maps, float32 (h, w, channels), as uint8; 255 is the layer's highest value."""
    highest = float(maps.max())
    return np.rint(maps * (255 / highest if highest > 0 else 0)).astype(np.uint8)


def _strongest(ways: list[_Way]) -> dict[str, np.ndarray]:
    """Choose the maps to show of each layer: those that, over all these moments, differ most from
    place to place. They come in the order of their numbers, so that each keeps its place."""
    chosen = {}
    for name in ways[0].maps:
        strengths = [way.maps[name].std(axis=(0, 1)) for way in ways]
        order = np.argsort(-np.mean(strengths, axis=0), kind="stable")
        chosen[name] = np.sort(order[:SHOWN])
    return chosen


def _moment(copy: _Copy, way: _Way, chosen: dict[str, np.ndarray]) -> Moment:
    convolution = next(each for each in copy.network.layers if isinstance(each, Convolution))
    kernel = _finite(convolution.kernel[:, :, 0, next(iter(chosen.values()))])
    largest = np.maximum(np.abs(kernel).max(axis=(0, 1)), np.finfo(np.float32).tiny)
    return Moment(
        copy.step,
        np.moveaxis(np.rint(kernel / largest * 127).astype(np.int8), -1, 0),
        tuple(
            MomentMaps(name, np.moveaxis(maps[:, :, chosen[name]], -1, 0), maps.shape[2])
            for name, maps in way.maps.items()
        ),
        way.shares,
    )
