"""Synthetic writers: people made of random numbers, each with a hand of their own.

MNIST knows how Americans wrote in 1990, with a pen on paper. A *writer* here is a draw from what
people do everywhere: for each digit one of its allographs with proportions of the writer's own, and
a hand that leans, rounds corners, trembles, hurries and is sloppy to a degree. From one drawing to
the next only a little changes. The strokes go through the very same ``to_mnist`` as a user's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons import DIGITS, Skeleton
from digitnet.data.skeletons.no_digit import NON_DIGITS
from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import SIDE, to_mnist

NON_DIGIT = 10
"""The label of what is no digit."""

NON_DIGIT_SHARE = 0.2
"""Of all synthetic drawings."""

DRAWINGS_PER_WRITER = 20
"""So many drawings, then comes another writer: what is new teaches most."""

PEN_WIDTH = 0.08
"""Of the digit's height; it only tells a dot from a tiny line."""

POINTS_PER_SPAN = 6
"""Points between two control points before the pen's speed thins them out."""


@dataclass(frozen=True)
class Hand:
    """How somebody writes, whatever they write.

    Attributes:
        slant: sideways shift for each unit of height, positive to the right.
        width: factor on widths.
        tilt: turn of the whole digit in radians.
        roundness: share of corners that this hand rounds.
        slop: standard deviation of where a control point lands, in parts of the digit's height.
        warp: amplitude of the slow waves that bend the whole digit, in the same unit.
        tremor: amplitude of the fast ones.
        hurry: 0..1, how few points a stroke has and how often the pen is not lifted.
        flick: length of the little hooks where the pen lands and leaves, in the same unit.
        resolution: pixels of the device that a digit is high; positions are whole pixels.
    """

    slant: float
    width: float
    tilt: float
    roundness: float
    slop: float
    warp: float
    tremor: float
    hurry: float
    flick: float
    resolution: float

    @classmethod
    def random(cls, rng: Generator) -> Hand:
        """Draw a hand."""
        return cls(
            slant=rng.normal(0.1, 0.2),
            width=float(np.exp(rng.normal(0.05, 0.2))),
            tilt=rng.normal(0, 0.07),
            roundness=rng.beta(0.6, 1.4),
            slop=min(0.05, rng.gamma(2.0, 0.01)),
            warp=min(0.08, rng.gamma(2.0, 0.015)),
            tremor=min(0.01, rng.gamma(1.0, 0.003)),
            hurry=rng.beta(1.0, 2.0),
            flick=rng.gamma(0.5, 0.03),
            resolution=float(np.exp(rng.uniform(np.log(24), np.log(500)))),
        )


class Writer:
    """A person made of random numbers.

    Args:
        rng: where the person comes from, and what varies from one drawing to the next.
    """

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self.hand = Hand.random(rng)
        self._skeletons: dict[int, Skeleton] = {}

    def draw(self, digit: int) -> Drawing:
        """Draw a digit, the way this writer always does."""
        if digit not in self._skeletons:
            weights, allographs = zip(*DIGITS[digit], strict=True)
            self._skeletons[digit] = self._rng.choice(allographs, p=weights)(self._rng)
        return drawn(self._skeletons[digit], self.hand, self._rng)

    def draw_non_digit(self) -> Drawing:
        """Draw something that is no digit: a letter, a shape, a scribble."""
        weights, makers = zip(*NON_DIGITS, strict=True)
        return drawn(self._rng.choice(makers, p=weights)(self._rng), self.hand, self._rng)


def drawn(skeleton: Skeleton, hand: Hand, rng: Generator) -> Drawing:
    """Draw a skeleton with a hand.

    The same skeleton and hand give a little different drawing each time.
    """
    if len(skeleton) > 1 and rng.random() < 0.12 * hand.hurry:
        skeleton = [_without_lifting(skeleton)]
    bend = _waves(rng, hand.warp, 1.5)
    shake = _waves(rng, hand.tremor, 9.0)
    turn = hand.tilt + rng.normal(0, 0.03)
    lean = hand.slant + rng.normal(0, 0.05)
    wide = hand.width * np.exp(rng.normal(0, 0.06))
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.array(
        [[wide, -lean], [0.0, 1.0]]
    )
    strokes = []
    for control in skeleton:
        points = control.copy()
        points[:, :2] += _slips(rng, len(points), hand.slop)
        points[:, 2] *= rng.random(len(points)) >= hand.roundness
        line = _thinned(curve(points), hand.hurry, rng)
        line = _with_flicks(line, hand.flick, rng)
        line = line + bend(line) + shake(line)
        strokes.append(np.rint(line @ matrix.T * hand.resolution))
    return Drawing.from_strokes(strokes, pen_width=PEN_WIDTH * hand.resolution)


def curve(points: np.ndarray) -> np.ndarray:
    """A smooth curve through control points, float64 (m, 2), broken at corners.

    Args:
        points: float64 (n, 3), x, y and whether the curve breaks there.

    Between corners this is a Catmull-Rom spline with centripetal spacing, which neither overshoots
    nor loops (Yuksel, Schaefer & Keyser, 2011).
    """
    if len(points) == 1:
        return points[:, :2]
    breaks = [0, *(np.flatnonzero(points[1:-1, 2]) + 1), len(points) - 1]
    pieces = [_spline(points[start : end + 1, :2]) for start, end in pairwise(breaks)]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _spline(points: np.ndarray) -> np.ndarray:
    if len(points) == 2:
        parts = np.linspace(0, 1, POINTS_PER_SPAN + 1)[:, None]
        return np.asarray(points[0] + (points[1] - points[0]) * parts)
    # Reflected ends give the curve a direction where it starts and stops.
    padded = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    steps = np.maximum(np.sqrt(np.hypot(*np.diff(padded, axis=0).T)), 1e-4)
    p0, p1, p2, p3 = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    d0, d1, d2 = steps[:-2, None], steps[1:-1, None], steps[2:, None]
    # Barry and Goldman's pyramid, as tangents of a cubic Hermite curve.
    out = (p1 - p0) / d0 - (p2 - p0) / (d0 + d1) + (p2 - p1) / d1
    into = (p2 - p1) / d1 - (p3 - p1) / (d1 + d2) + (p3 - p2) / d2
    out, into = out * d1, into * d1
    t = (np.arange(POINTS_PER_SPAN) / POINTS_PER_SPAN)[None, :, None]
    p1, p2, out, into = p1[:, None], p2[:, None], out[:, None], into[:, None]
    line = (
        (2 * t**3 - 3 * t**2 + 1) * p1
        + (t**3 - 2 * t**2 + t) * out
        + (3 * t**2 - 2 * t**3) * p2
        + (t**3 - t**2) * into
    )
    return np.concatenate([line.reshape(-1, 2), points[-1:]])


def _slips(rng: Generator, count: int, slop: float) -> np.ndarray:
    """Where control points miss their places, float64 (count, 2): neighbours by about the same."""
    slips = rng.normal(0, slop, (count + 2, 2))
    return 0.8 * (0.5 * slips[:-2] + slips[1:-1] + 0.5 * slips[2:]) + rng.normal(0, slop, 2)


def _waves(
    rng: Generator, amplitude: float, frequency: float
) -> Callable[[np.ndarray], np.ndarray]:
    """A random smooth field of shifts: three waves across the plane for each axis."""
    directions = rng.normal(0, frequency * np.pi / 1.5, (2, 3, 2))
    phases = rng.uniform(0, 2 * np.pi, (2, 3))
    heights = rng.normal(0, amplitude, (2, 3))

    def shift(points: np.ndarray) -> np.ndarray:
        waves = np.sin(directions @ points.T + phases[..., None])
        return np.asarray(np.einsum("ak,akn->na", heights, waves))

    return shift


def _thinned(line: np.ndarray, hurry: float, rng: Generator) -> np.ndarray:
    """Leave out points as a slow device does under a fast pen; ends stay."""
    keep = rng.random(len(line)) >= 0.55 * hurry
    keep[[0, -1]] = True
    return line[keep]


def _with_flicks(line: np.ndarray, length: float, rng: Generator) -> np.ndarray:
    flicks = rng.normal(0, length, (2, 2))
    return np.concatenate([line[:1] + flicks[:1], line, line[-1:] + flicks[1:]])


def _without_lifting(skeleton: Skeleton) -> np.ndarray:
    joined = np.concatenate(skeleton)
    ends = np.cumsum([len(points) for points in skeleton])[:-1]
    joined[ends, 2] = joined[ends - 1, 2] = 1
    return joined


def synthetic_drawings(count: int, seed: int | Sequence[int]) -> Iterator[tuple[Drawing, int]]:
    """Draw by as many writers as it takes; yields drawings and their labels.

    Args:
        count: drawings; ``NON_DIGIT_SHARE`` of them are no digit, labelled ``NON_DIGIT``.
        seed: of all writers; the same seed gives the same drawings.
    """
    rng = np.random.default_rng(seed)
    for number in range(count):
        if number % DRAWINGS_PER_WRITER == 0:
            writer = Writer(rng)
        if rng.random() < NON_DIGIT_SHARE:
            yield writer.draw_non_digit(), NON_DIGIT
        else:
            # Every digit in turn, so that all come equally often.
            digit = number % 10
            yield writer.draw(digit), digit


def sample(count: int, seed: int, non_digits: bool = False) -> tuple[list[Drawing], list[str]]:
    """Drawings to look at, each by a writer of its own, with the name of what was drawn.

    All ways to write a digit come in turn, or, of non-digits, all kinds.
    """
    rng = np.random.default_rng(seed)
    if non_digits:
        ways = [(maker, maker.__name__) for _, maker in NON_DIGITS]
    else:
        ways = [
            (maker, f"{digit} {maker.__name__}")
            for digit, allographs in DIGITS.items()
            for _, maker in allographs
        ]
    chosen = sorted(number % len(ways) for number in range(count))
    drawings = [drawn(ways[number][0](rng), Hand.random(rng), rng) for number in chosen]
    return drawings, [ways[number][1].replace("_", " ")[:11] for number in chosen]


def synthetic_images(count: int, seed: int | Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Draw, and bring to MNIST format: images, uint8 (n, 28, 28), and labels, uint8 (n,)."""
    images = np.empty((count, SIDE, SIDE), np.uint8)
    labels = np.empty(count, np.uint8)
    for number, (drawing, label) in enumerate(synthetic_drawings(count, seed)):
        image = to_mnist(drawing)
        assert image is not None, "a synthetic drawing always has ink"
        images[number] = image
        labels[number] = label
    return images, labels
