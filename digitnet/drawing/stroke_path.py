"""The path of the pen through a drawing, independent of position and size."""

from __future__ import annotations

import numpy as np

from digitnet.drawing.drawing import Drawing

PATH_POINTS = 32


def stroke_path(drawing: Drawing) -> np.ndarray:
    """Return where the pen is at equal distances along its way, float32 (2 * PATH_POINTS,).

    The way includes the jumps between strokes. The drawing's larger side is 1, its middle is the
    origin. Somebody who writes a digit writes it in the same order and direction the next time;
    an image does not show that.
    """
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    steps = np.diff(points, axis=0)
    way = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
    at = np.linspace(0.0, way[-1], PATH_POINTS)
    places = np.stack([np.interp(at, way, points[:, axis]) for axis in (0, 1)], axis=1)
    extent = float((high - low).max()) or 1.0
    path: np.ndarray = (places - (low + high) / 2) / extent
    return path.astype(np.float32).ravel()
