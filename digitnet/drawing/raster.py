"""Strokes to grey pixels: how much of each pixel a round pen covers.

A pixel's grey depends on one number, the distance of its centre from the nearest piece of a stroke:
not on the order of drawing, joints or a grid. That is fast in numpy, and simple enough to be done
exactly alike in the browser (``digitnet/web/raster.js``): change both or neither.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CELL = 1 / 8
"""In a dense stroke, points in the same square cell count as one; this is its side in pixels."""

DENSE = 64
"""A stroke with at least this many points is dense: tablets send hundreds of points a second."""

_CHUNK = 64
"""Pieces treated at once. They follow each other, so only a part of the image is near them."""


def pieces(strokes: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return where the straight pieces of strokes start and end, float32 (n, 2) each.

    A stroke of one point is a piece without length.
    """
    thinned = [_thinned(stroke) for stroke in strokes]
    starts = np.concatenate([line[:-1] if len(line) > 1 else line for line in thinned])
    ends = np.concatenate([line[1:] if len(line) > 1 else line for line in thinned])
    return starts.astype(np.float32), ends.astype(np.float32)


def coverage(starts: np.ndarray, ends: np.ndarray, side: int, width: float) -> np.ndarray:
    """Return how much of each pixel a pen of this width covers, float32 (side, side), 0..1.

    Args:
        starts, ends: of the pieces, float32 (n, 2), in pixels from the upper left corner.
        side: of the image, in pixels.
        width: of the pen, in pixels. Its edge is soft over the width of one pixel.
    """
    centres = np.arange(side, dtype=np.float32) + np.float32(0.5)
    squares = np.full((side, side), np.inf, np.float32)
    reach = (width + 1) / 2
    along = ends - starts
    lengths = (along * along).sum(axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    shares = along / lengths
    for first in range(0, len(starts), _CHUNK):
        chunk = slice(first, first + _CHUNK)
        near = np.concatenate([starts[chunk], ends[chunk]])
        left, top = np.maximum(near.min(axis=0) - reach, 0).astype(int)
        right, bottom = (near.max(axis=0) + reach).astype(int) + 1
        x = (centres[left:right] - starts[chunk, :1])[:, None, :]
        y = (centres[top:bottom] - starts[chunk, 1:])[:, :, None]
        # For each pixel, the nearest point of the piece, as a share of the piece's length.
        share = x * shares[chunk, 0, None, None] + y * shares[chunk, 1, None, None]
        np.clip(share, 0, 1, out=share)
        square = (x - share * along[chunk, 0, None, None]) ** 2
        square += (y - share * along[chunk, 1, None, None]) ** 2
        window = squares[top:bottom, left:right]
        np.minimum(window, square.min(axis=0), out=window)
    return np.clip(np.float32(reach) - np.sqrt(squares), 0, 1)


def _thinned(points: np.ndarray) -> np.ndarray:
    """Drop points in the same cell as the one before; both ends stay."""
    if len(points) < DENSE:
        return points
    cells = np.floor(points / CELL)
    keep = np.ones(len(points), bool)
    keep[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    return points[keep]
