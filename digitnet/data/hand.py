"""How a hand turns a skeleton into the strokes of a drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from digitnet.data.skeletons import Skeleton
from digitnet.drawing.drawing import Drawing

PEN_WIDTH = 0.08
"""Share of the digit's height; only used to tell a dot from a short line."""

UNUSUAL = 0.12
"""The share of hands that are unusual in a property."""

LONGEST_GAP = 0.12
"""Where a pen skips; a longer gap would make another digit of some."""

POINTS_PER_SPAN = 6
"""Points between two control points, before the pen's speed removes some."""


@dataclass(frozen=True)
class Hand:
    """The properties of one person's handwriting. Lengths are shares of the digit's height.

    Attributes:
        slant: sideways shift per unit of height, positive to the right.
        width: factor on widths.
        tilt: rotation of the whole digit, in radians.
        roundness: share of corners that are rounded.
        angularity: share of the bends that become corners.
        slop: standard deviation of a control point's position.
        warp: amplitude of the slow waves that bend the whole digit.
        tremor: amplitude of the fast waves.
        hurry: 0..1; the higher, the fewer points a stroke has and the less often the pen is lifted.
        skips: how often the pen leaves a gap in a stroke, for each height of the digit.
        flick: length of the small hooks where the pen lands and leaves.
        resolution: height of a digit in pixels of the device; positions are whole pixels.
    """

    slant: float
    width: float
    tilt: float
    roundness: float
    angularity: float
    slop: float
    warp: float
    tremor: float
    hurry: float
    skips: float
    flick: float
    resolution: float

    @classmethod
    def random(cls, rng: Generator) -> Hand:
        """Return a random hand. Some are far from the others in one of their properties: a
        backward slant, a squeezed hand, a mouse, a shaky finger, a fast stylus."""

        def unusual(share: float = UNUSUAL) -> bool:
            return bool(rng.random() < share)

        return cls(
            slant=float(np.clip(rng.normal(0.1, 0.42 if unusual() else 0.2), -0.5, 0.85)),
            width=float(np.exp(np.clip(rng.normal(0.05, 0.38 if unusual() else 0.2), -0.5, 0.7))),
            tilt=rng.normal(0, 0.12 if unusual() else 0.07),
            roundness=rng.beta(0.6, 1.4),
            angularity=rng.beta(1.0, 1.5) if unusual() else 0.0,
            slop=min(0.05, rng.gamma(2.0, 0.01)),
            warp=min(0.08, rng.gamma(2.0, 0.015)),
            tremor=rng.uniform(0.006, 0.016) if unusual() else min(0.01, rng.gamma(1.0, 0.003)),
            hurry=rng.uniform(0.7, 1.0) if unusual() else rng.beta(1.0, 2.0),
            skips=rng.uniform(0.1, 0.5) if unusual(0.05) else 0.0,
            flick=rng.gamma(0.5, 0.03),
            resolution=float(np.exp(rng.uniform(np.log(24), np.log(500)))),
        )


def drawn(skeleton: Skeleton, hand: Hand, rng: Generator) -> Drawing:
    """Draw a skeleton with a hand; each call differs a little."""
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
        points[rng.random(len(points)) < hand.angularity, 2] = 1
        line = _thinned(curve(points), hand.hurry, rng)
        line = _with_flicks(line, hand.flick, rng)
        line = line + bend(line) + shake(line)
        line = line @ matrix.T
        strokes += [np.rint(piece * hand.resolution) for piece in _skipping(line, hand.skips, rng)]
    return Drawing.from_strokes(strokes, pen_width=PEN_WIDTH * hand.resolution)


def curve(points: np.ndarray) -> np.ndarray:
    """Return a smooth curve through control points, broken at corners, float64 (m, 2).

    Between corners it is a Catmull-Rom spline with centripetal spacing, which neither overshoots
    nor loops (Yuksel, Schaefer & Keyser, 2011).

    Args:
        points: float64 (n, 3): x, y, and 1 for a corner.
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
    # Reflected end points give the curve its direction at both ends.
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
    line: np.ndarray = (
        (2 * t**3 - 3 * t**2 + 1) * p1
        + (t**3 - 2 * t**2 + t) * out
        + (3 * t**2 - 2 * t**3) * p2
        + (t**3 - t**2) * into
    )
    return np.concatenate([line.reshape(-1, 2), points[-1:]])


def _slips(rng: Generator, count: int, slop: float) -> np.ndarray:
    """Return random offsets of control points, float64 (count, 2), similar for neighbours."""
    slips = rng.normal(0, slop, (count + 2, 2))
    return 0.8 * (0.5 * slips[:-2] + slips[1:-1] + 0.5 * slips[2:]) + rng.normal(0, slop, 2)


def _waves(
    rng: Generator, amplitude: float, frequency: float
) -> Callable[[np.ndarray], np.ndarray]:
    """Return a smooth random displacement field: the sum of three plane waves for each axis."""
    directions = rng.normal(0, frequency * np.pi / 1.5, (2, 3, 2))
    phases = rng.uniform(0, 2 * np.pi, (2, 3))
    heights = rng.normal(0, amplitude, (2, 3))

    def shift(points: np.ndarray) -> np.ndarray:
        waves = np.sin(directions @ points.T + phases[..., None])
        return np.asarray(np.einsum("ak,akn->na", heights, waves))

    return shift


def _thinned(line: np.ndarray, hurry: float, rng: Generator) -> np.ndarray:
    """Drop points at random, as a slow device does under a fast pen; the ends stay."""
    keep = rng.random(len(line)) >= 0.65 * hurry
    keep[[0, -1]] = True
    return line[keep]


def _skipping(line: np.ndarray, skips: float, rng: Generator) -> list[np.ndarray]:
    """Leave gaps in a stroke, as a dry pen does; what is left has at least one piece."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    gaps = np.flatnonzero((rng.random(len(steps)) < skips * steps) & (steps < LONGEST_GAP))
    ends = [0, *(gaps + 1), len(line)]
    return [line[start:end] for start, end in pairwise(ends)]


def _with_flicks(line: np.ndarray, length: float, rng: Generator) -> np.ndarray:
    flicks = rng.normal(0, length, (2, 2))
    return np.concatenate([line[:1] + flicks[:1], line, line[-1:] + flicks[1:]])


def _without_lifting(skeleton: Skeleton) -> np.ndarray:
    joined = np.concatenate(skeleton)
    ends = np.cumsum([len(points) for points in skeleton])[:-1]
    joined[ends, 2] = joined[ends - 1, 2] = 1
    return joined
