"""A drawing to MNIST format: 28x28, ink 255 on 0, as the network was trained to see digits.

MNIST's digits were scaled to a 20x20 box with their aspect ratio kept, grey by anti-aliasing, and
placed in 28x28 by their centre of mass (LeCun et al., "Gradient-based learning applied to document
recognition", 1998). Strokes allow better than pixels do: their points are scaled to the box first
and then drawn with one canonical pen, so the image does not depend on size, position or pen on the
canvas.

``web/mnist_format.js`` does the same in JavaScript, with the numbers from here: change the code of
both or of neither, and retrain.
"""

from __future__ import annotations

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.raster import coverage, pieces

SIDE = 28
"""Pixels of an image's side."""

BOX = 20.0
"""Pixels of the box that a digit fills."""

PEN = 2.2
"""Width of the canonical pen in pixels: MNIST's own mean."""

MASS_CENTRE = 14.5
"""Where the centre of mass goes, from the image's edge. MNIST's images have theirs at pixel 14 on
average (14.007, 13.996 over the 60,000), whose middle is half a pixel further."""

INK_WIDTH = 2.42
"""Width of the ink that the canonical pen leaves: MNIST's ink has soft edges beyond the pen's."""

OVERSAMPLING = 8
"""Images are drawn at this multiple of their size, then reduced by area."""

TAP = 0.12
"""A stroke smaller than this share of the drawing is a tap; finger jitter stays below it."""

TAP_PEN = 0.4
"""So is one below this part of the pen's width: a pen wobbles while it taps. On a drawing not much
larger than the pen, this counts up to ``TAP_MOST`` of the drawing's extent."""

TAP_MOST = 0.25

TAP_DISTANCE = 0.18
"""A tap further from the rest of the ink than this part of its extent is a stray one."""

FAR = 0.5
"""At this distance, in the same unit, a stroke up to ``FAR_EXTENT`` is a stray one as well."""

FAR_EXTENT = 0.3

DOT_HEIGHT = 0.45
DOT_SIDE = 0.12
"""A tap above the ink by less than this part of its extent, and beside it by no more than that, is
the dot of an i or j if the ink is narrow, or, with another one, of an umlaut; no digit has any."""

_CENTRES = np.arange(SIDE) + 0.5


def to_mnist(drawing: Drawing) -> np.ndarray | None:
    """Return the image of a drawing, uint8 (28, 28), or None for an empty drawing.

    The same strokes give the same image at any place, in any size and with any pen. A lone tap is
    a dot; stray taps away from a larger drawing are left out.
    """
    strokes = _without_stray_taps(drawing)
    if not strokes:
        return None
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    if extent <= _dot_extent(drawing, points):
        strokes, low, high, extent = [low[None]], low, low, 1.0
    scale = (BOX - PEN) / extent
    middle = (low + high) / 2
    starts, ends = pieces([(stroke - middle) * scale + SIDE / 2 for stroke in strokes])
    mass = _centre_of_mass(coverage(starts, ends, SIDE, INK_WIDTH))
    # Ink must stay inside the image, however lopsided the digit is.
    room = SIDE / 2 - ((high - low) * scale + PEN) / 2
    shift = np.clip(MASS_CENTRE - mass, -room, room).astype(np.float32)
    ink = coverage(starts + shift, ends + shift, SIDE, INK_WIDTH)
    image: np.ndarray = np.rint(ink * 255).astype(np.uint8)
    return image


def _without_stray_taps(drawing: Drawing) -> list[np.ndarray]:
    """Leave out taps away from the rest; crossbars and detached bars are longer, or not away."""
    strokes = list(drawing.strokes)
    if len(strokes) < 2:
        return strokes
    boxes = np.array([(stroke.min(axis=0), stroke.max(axis=0)) for stroke in strokes])
    extents = (boxes[:, 1] - boxes[:, 0]).max(axis=1)
    largest = float(extents.max())
    body = extents > FAR_EXTENT * largest
    if body.all() or not body.any():
        return strokes
    low, high = boxes[body, 0].min(axis=0), boxes[body, 1].max(axis=0)
    extent = float((high - low).max())
    gaps = np.maximum(np.maximum(low - boxes[:, 1], boxes[:, 0] - high), 0.0)
    distances = np.hypot(gaps[:, 0], gaps[:, 1]) / extent
    wobble = TAP_PEN * (drawing.pen_width or 0.0)
    taps = extents <= max(TAP * largest, min(wobble, TAP_MOST * largest))
    stray = (taps & (distances > TAP_DISTANCE)) | (~body & (distances > FAR))
    above = (boxes[:, 1, 1] < low[1]) & (gaps[:, 0] <= DOT_SIDE * extent)
    dots = stray & taps & above & (gaps[:, 1] <= DOT_HEIGHT * extent)
    if dots.sum() == 2 or (dots.sum() == 1 and high[0] - low[0] < extent / 2):
        stray &= ~dots
    return [stroke for stroke, is_stray in zip(strokes, stray, strict=True) if not is_stray]


def _dot_extent(drawing: Drawing, points: np.ndarray) -> float:
    """The extent below which a drawing is a dot: a pen wobbles while it taps.

    If the pen is unknown, only rounding errors count as wobble.
    """
    if drawing.pen_width is not None:
        return TAP_PEN * drawing.pen_width
    return 1e-6 * float(np.abs(points).max())


def _centre_of_mass(ink: np.ndarray) -> np.ndarray:
    """Centre of mass of ink, float (28, 28), as (x, y) in pixels from the edge."""
    moments = np.array([ink.sum(axis=0) @ _CENTRES, ink.sum(axis=1) @ _CENTRES])
    return np.asarray(moments / ink.sum())
