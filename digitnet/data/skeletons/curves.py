"""The parts of skeletons: strokes as control points, arcs, rings.

A *skeleton* is a list of strokes, each float64 (n, 3) of control points x, y and corner, in a frame
about 0.6 wide and 1 high, y down. A smooth curve passes through the points and breaks where corner
is 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

Skeleton = list[np.ndarray]
Allograph = Callable[[Generator], Skeleton]
"""One way to write something: makes a skeleton with proportions drawn from the generator."""

Ways = tuple[tuple[float, Allograph], ...]
"""All ways to write something, each with its share; the shares sum to 1."""


def stroke(*points: tuple[float, ...]) -> np.ndarray:
    """Return a stroke's control points, float64 (n, 3), from (x, y) or, for a corner, (x, y, 1)."""
    return np.array([point if len(point) == 3 else (*point, 0.0) for point in points])


def arc(
    centre: tuple[float, float], radii: tuple[float, float], start: float, sweep: float
) -> np.ndarray:
    """Return control points on an ellipse, float64 (n, 3); angles in degrees, 90 being down."""
    angles = np.radians(start + sweep * np.linspace(0, 1, max(3, round(abs(sweep) / 40) + 1)))
    points = np.zeros((len(angles), 3))
    points[:, 0] = centre[0] + radii[0] * np.cos(angles)
    points[:, 1] = centre[1] + radii[1] * np.sin(angles)
    return points


def coin(rng: Generator, probability: float) -> bool:
    """Return True with a probability."""
    return rng.random() < probability


def oval(rng: Generator, rx: float, ry: float, centre: tuple[float, float]) -> np.ndarray:
    """Return a ring that ends short of its start, on it or beyond it, inside or outside."""
    turn = -1.0 if coin(rng, 0.85) else 1.0
    gap = rng.choice([rng.uniform(-45, 0), rng.uniform(0, 25), rng.uniform(25, 80)])
    ring = arc(centre, (rx, ry), rng.normal(-80, 30), turn * (360 + gap))
    drift = 1 + rng.uniform(-0.15, 0.15) * np.linspace(0, 1, len(ring)) ** 2
    ring[:, :2] = centre + (ring[:, :2] - centre) * drift[:, None]
    # Egg-shaped: wider above or below.
    ring[:, 0] += rng.normal(0, 0.12) * (ring[:, 0] - centre[0]) * (ring[:, 1] - centre[1]) / ry
    return ring


def cornered(points: np.ndarray) -> np.ndarray:
    """Return the control points with a corner at the first."""
    points = points.copy()
    points[0, 2] = 1
    return points
