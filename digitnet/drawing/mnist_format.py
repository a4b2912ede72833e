"""A drawing to MNIST format: 28x28, ink 255 on 0, as the network was trained to see digits.

MNIST's digits were scaled to a 20x20 box with their aspect ratio kept, grey by anti-aliasing, and
placed in 28x28 by their centre of mass (LeCun et al., "Gradient-based learning applied to document
recognition", 1998). Strokes allow better than pixels do: their points are scaled to the box first
and then drawn with one canonical pen, so size, place and pen on the canvas leave no trace.
"""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.drawing import Drawing

SIDE = 28
"""Pixels of an image's side."""

BOX = 20.0
"""Pixels of the box that a digit fills."""

PEN = 2.2
"""Width of the canonical pen in pixels: MNIST's own mean."""

MASS_CENTRE = 14.5
"""Where the centre of mass goes, from the image's edge. MNIST's images have theirs at pixel 14 on
average (14.007, 13.996 over the 60,000), whose middle is half a pixel further."""

OVERSAMPLING = 8
"""Drawn so many times larger, then reduced by area: this is the anti-aliasing."""

TAP = 0.12
"""A stroke whose extent is below this part of the drawing's is a tap; finger jitter stays below."""

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

_SUBPIXEL_BITS = 6


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
    scaled = [(stroke - middle) * scale + SIDE / 2 for stroke in strokes]
    mass = _centre_of_mass(_render(scaled))
    # No ink may leave the image, however lopsided the digit is.
    room = SIDE / 2 - ((high - low) * scale + PEN) / 2
    shift = np.clip(MASS_CENTRE - mass, -room, room)
    ink = _render([stroke + shift for stroke in scaled])
    return cv2.resize(ink, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


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

    Without a known pen only what rounding leaves counts as wobble.
    """
    if drawing.pen_width is not None:
        return TAP_PEN * drawing.pen_width
    return 1e-6 * float(np.abs(points).max())


def _render(strokes: list[np.ndarray]) -> np.ndarray:
    """Draw strokes given in image pixels, uint8 (224, 224)."""
    ink = np.zeros((SIDE * OVERSAMPLING, SIDE * OVERSAMPLING), np.uint8)
    # OpenCV's pixel centres lie on whole numbers, hence the half pixel.
    factor = OVERSAMPLING * 2**_SUBPIXEL_BITS
    half = 2 ** (_SUBPIXEL_BITS - 1)
    lines = [_thinned(np.rint(stroke * factor - half).astype(np.int32)) for stroke in strokes]
    cv2.polylines(
        ink, lines, False, 255, round(PEN * OVERSAMPLING), cv2.LINE_AA, shift=_SUBPIXEL_BITS
    )
    return ink


def _thinned(points: np.ndarray) -> np.ndarray:
    """Drop points in the same pixel as the one before; ends stay, and a lone point is doubled.

    OpenCV draws nothing for a line of one point, and a dot for one between two equal points.
    """
    if len(points) == 1:
        return np.repeat(points, 2, axis=0)
    if len(points) < 64:
        return points
    cells = points >> _SUBPIXEL_BITS
    keep = np.ones(len(points), bool)
    keep[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    return points[keep]


def _centre_of_mass(ink: np.ndarray) -> np.ndarray:
    """Centre of mass of ink drawn by ``_render``, (x, y) in image pixels from the edge."""
    moments = cv2.moments(ink)
    if not moments["m00"]:
        return np.array([SIDE / 2, SIDE / 2])
    centre = np.array([moments["m10"], moments["m01"]]) / moments["m00"]
    return (centre + 0.5) / OVERSAMPLING
