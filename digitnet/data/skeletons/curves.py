"""What skeletons are made of: strokes as control points, arcs, rings.

A *skeleton* is a list of strokes, each float64 (n, 3) of control points x, y and corner, in a frame
about 0.6 wide and 1 high, y down. A smooth curve goes through the points; where corner is 1 it
breaks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

Skeleton = list[np.ndarray]
Allograph = Callable[[Generator], Skeleton]
"""One way to write something: draws proportions of its own from the generator."""


def stroke(*points: tuple[float, ...]) -> np.ndarray:
    """Control points of a stroke, float64 (n, 3), from (x, y) or, for a corner, (x, y, 1)."""
    return np.array([point if len(point) == 3 else (*point, 0.0) for point in points])


def arc(
    centre: tuple[float, float], radii: tuple[float, float], start: float, sweep: float
) -> np.ndarray:
    """Control points on an ellipse, float64 (n, 3); angles in degrees, 90 being down."""
    angles = np.radians(start + sweep * np.linspace(0, 1, max(3, round(abs(sweep) / 40) + 1)))
    points = np.zeros((len(angles), 3))
    points[:, 0] = centre[0] + radii[0] * np.cos(angles)
    points[:, 1] = centre[1] + radii[1] * np.sin(angles)
    return points


def coin(rng: Generator, probability: float) -> bool:
    return rng.random() < probability


def oval(rng: Generator, rx: float, ry: float, centre: tuple[float, float]) -> np.ndarray:
    """A closed ring as people close it: short of the start, on it, or beyond, in or outside."""
    turn = -1.0 if coin(rng, 0.85) else 1.0
    gap = rng.choice([rng.uniform(-45, 0), rng.uniform(0, 25), rng.uniform(25, 80)])
    ring = arc(centre, (rx, ry), rng.normal(-80, 30), turn * (360 + gap))
    drift = 1 + rng.uniform(-0.15, 0.15) * np.linspace(0, 1, len(ring)) ** 2
    ring[:, :2] = centre + (ring[:, :2] - centre) * drift[:, None]
    # An egg: wider above or below.
    ring[:, 0] += rng.normal(0, 0.12) * (ring[:, 0] - centre[0]) * (ring[:, 1] - centre[1]) / ry
    return ring


def cornered(points: np.ndarray) -> np.ndarray:
    points = points.copy()
    points[0, 2] = 1
    return points
