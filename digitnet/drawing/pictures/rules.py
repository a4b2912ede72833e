"""Ruled and squared lines and printed boxes taken out of the ink; strokes that cross them stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

RUN = 0.07
"""A line's pieces are straight for this part of the picture's longer side, at the least."""

SPAN = 0.6
"""A line goes through this part of the picture at the least."""

LONG = 2.5
LONG_LEVEL = 1.8
"""And so is a level one from edge to edge that is so many times as long."""

GRID = 3
"""So many lines are squared paper or a box, and an upright one may cross a digit; else it may be
the stem of a 4."""

HIGH = 4.0
ALONE = 0.3
"""What is so many times as long as the digits are high is a line, wherever it ends, if the digits
are this much higher than it is thick, and no more than this part of what hangs together with it is
not in lines."""

BEYOND = 0.1
BEYOND_CROSSED = 0.35
"""A line that goes from edge to edge reaches beyond the other ink on both sides by this part of
that ink's height, the second if they hang together: else it is a stroke of a digit that fills the
picture."""

THICK = 0.12
"""Lines are no thicker than this part of the picture's shorter side."""

CROSSED = 1.7
"""Where the ink is so many times thicker than the line, a stroke crosses it, and stays."""


@dataclass(frozen=True, eq=False)
class _Line:
    """Attributes: start, end: the columns; where: its pixels, bool; thickness: in pixels."""

    start: int
    end: int
    where: np.ndarray
    thickness: float


def without_rules(ink: np.ndarray) -> np.ndarray:
    """Return ink without lines, uint8 (height, width), 255 or 0.

    Args:
        ink: uint8 (height, width), 255 where there is ink, else 0.
    """
    level = _lines(ink)
    upright = _lines(np.ascontiguousarray(ink.T))
    if not level and not upright:
        return ink
    is_grid = len(level) + len(upright) >= GRID
    cleared = ink.copy()
    rest = _without(ink, level, upright if is_grid else [])
    for line in level:
        if _is_rule(line, rest, ink, LONG_LEVEL, True):
            _take_out(cleared, line)
    rest = _without(ink, level if is_grid else [], upright)
    turned = np.ascontiguousarray(rest.T), np.ascontiguousarray(ink.T)
    for line in upright:
        if _is_rule(line, *turned, np.inf, is_grid):
            _take_out(cleared.T, line)
    return cleared


def _without(ink: np.ndarray, level: Sequence[_Line], upright: Sequence[_Line]) -> np.ndarray:
    rest = ink.copy()
    for line in level:
        rest[line.where] = 0
    for line in upright:
        rest.T[line.where] = 0
    return rest


def _lines(ink: np.ndarray) -> list[_Line]:
    """What may be level lines: long, thin and straight."""
    height, width = ink.shape
    run = max(15, round(RUN * max(height, width)))
    if run >= width:
        return []
    # Lines are broken here and there, and where they are not level, they go down in steps.
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, run // 2), np.uint8))
    pieces = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    lines = []
    for number in range(1, count):
        left, top, wide, high, area = stats[number].tolist()
        thickness = area / wide
        if wide < SPAN * width or thickness > max(3.0, THICK * min(height, width)):
            continue
        where = np.zeros(ink.shape, bool)
        box = np.s_[top : top + high, left : left + wide]
        where[box] = labels[box] == number
        columns = np.flatnonzero(where.any(axis=0))
        thickness = float(np.median(where.sum(axis=0)[columns]))
        lines.append(_Line(left, left + wide, where, thickness))
    return lines


def _is_rule(line: _Line, rest: np.ndarray, ink: np.ndarray, long: float, may_cross: bool) -> bool:
    """Whether a line is none of a digit's strokes.

    Args:
        line: a level one.
        rest: the ink that belongs to no line.
        ink: all ink.
        long: so many heights long, a line from edge to edge is none in any case.
        may_cross: whether it may be one if other ink hangs together with it.
    """
    _, parts, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    if len(stats) == 1:
        return False
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    height = int(stats[1:, cv2.CC_STAT_HEIGHT].max())
    _, labels = cv2.connectedComponents(ink, connectivity=8)
    together = np.isin(labels, np.setdiff1d(labels[line.where], 0))
    is_apart = not together[parts == largest].any()
    width = rest.shape[1]
    margin = 0.03 * width + 1
    if line.start <= margin and line.end >= width - margin:
        if line.end - line.start >= long * height:
            return True
        shown = parts == largest if is_apart else together & (rest > 0)
        columns = np.flatnonzero(shown.any(axis=0))
        beyond = min(columns[0] - line.start, line.end - 1 - columns[-1])
        if (is_apart or may_cross) and beyond >= (BEYOND if is_apart else BEYOND_CROSSED) * height:
            return True
    is_long = line.end - line.start >= LONG * height
    is_low = stats[largest, cv2.CC_STAT_HEIGHT] < HIGH * line.thickness
    is_alone = (rest[together] > 0).sum() <= ALONE * together.sum()
    return bool(is_long and is_apart and is_alone and not is_low)


def _take_out(ink: np.ndarray, line: _Line) -> None:
    """Take a level line's pixels out of ink, uint8 (height, width), in place."""
    limit = max(line.thickness + 2, CROSSED * line.thickness)
    # How far the ink goes on above and below each pixel, by runs.
    is_thin = _runs(ink) <= limit
    gone = (line.where & is_thin).astype(np.uint8)
    # The line's soft edges go with it.
    grown = cv2.dilate(gone, np.ones((5, 1), np.uint8)).astype(bool)
    ink[grown & is_thin] = 0


def _runs(ink: np.ndarray) -> np.ndarray:
    """For each pixel of ink the length of its vertical run, int32 (height, width)."""
    filled = ink > 0
    down = np.zeros(ink.shape, np.int32)
    up = np.zeros(ink.shape, np.int32)
    for row in range(len(ink)):
        down[row] = np.where(filled[row], (down[row - 1] if row else 0) + 1, 0)
    for row in range(len(ink) - 1, -1, -1):
        up[row] = np.where(filled[row], (up[row + 1] if row + 1 < len(ink) else 0) + 1, 0)
    return np.where(filled, down + up - 1, 0)
