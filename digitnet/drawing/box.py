"""Drawings in a box of one size, as walls and phones show them: whole numbers, few bytes."""

from __future__ import annotations

import numpy as np

from digitnet.drawing.drawing import Drawing

BOX = 200
"""The side of the square that a drawing is scaled to."""

MARGIN = 20


def in_box(drawing: Drawing) -> tuple[list[list[list[int]]], int]:
    """Scale a drawing to the box.

    Args:
        drawing: with ink.

    Returns:
        Its strokes, and the width of a pen that fits.
    """
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    # A dot stays one.
    extent = max(float((high - low).max()), 1e-6, 2 * (drawing.pen_width or 0.0))
    scale = (BOX - 2 * MARGIN) / extent
    middle = (low + high) / 2
    strokes = [
        np.rint((stroke - middle) * scale + BOX / 2).astype(int) for stroke in drawing.strokes
    ]
    pen = min(MARGIN, max(6, round((drawing.pen_width or 0.0) * scale)))
    return [stroke.tolist() for stroke in strokes], pen
