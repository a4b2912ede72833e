"""Ruled and squared lines and printed boxes taken out of the ink; strokes that cross them stay."""

from __future__ import annotations

import math
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
"""And so is a level one that is so many times as long as the digits are high, the second if it goes
from edge to edge or hangs together with none of them; a shorter one may be a digit's stroke."""

GRID = 3
"""So many lines, level and upright ones, that end at each other or at the edge are squared paper or
a box, and an upright one may cross a digit; else it may be a 1 or the stem of a 4."""

ENDS = 0.04
"""A line ends at another one, or at the edge, if this part of the picture's shorter side, and the
other one's thickness, or less, is between them."""

HIGH = 4.0
ALONE = 0.3
"""What is so many times as long as the digits are high is a line, wherever it ends, if the digits
are this much higher than it is thick, and no more than this part of what hangs together with it is
not in lines. A box may be shorter."""

BEYOND = 0.1
BEYOND_CROSSED = 0.35
"""A line that goes from edge to edge reaches beyond the other ink on both sides by this part of
that ink's height, the second if they hang together: else it is a stroke of a digit that fills the
picture."""

THICK = 0.12
"""Lines are no thicker than this part of the picture's shorter side."""

WIDEST_RING = 1.2
SMALLEST_RING = 0.01
"""Paper that ink encloses is no wider than the first, in heights of the digits, and no smaller than
the second, in squares of it: then it is a ring of a digit, which may stand on a line."""

ALONE_COLUMNS = 30
"""A line is as thick as at this percentile of its columns: in others, digits stand on it."""

CROSSED = 1.7
"""Where the ink is so many times thicker than the line, a stroke crosses it, and stays."""


@dataclass(frozen=True, eq=False)
class _Line:
    """A level line.

    Attributes:
        box: where it is.
        mask: its pixels in the box, bool.
        start, end: the columns.
        thickness: in pixels.
    """

    box: tuple[slice, slice]
    mask: np.ndarray
    start: int
    end: int
    thickness: float


def without_rules(ink: np.ndarray) -> np.ndarray:
    """Return ink without lines, uint8 (height, width), 255 or 0.

    Args:
        ink: uint8 (height, width), 255 where there is ink, else 0.
    """
    turned = np.ascontiguousarray(ink.T)
    level, upright = _lines(ink), _lines(turned)
    if not level and not upright:
        return ink
    reach = ENDS * min(ink.shape)
    sides = [_ends_at(line, upright, ink.shape[1], reach) for line in level]
    posts = [_ends_at(line, level, ink.shape[0], reach) for line in upright]
    is_grid = any(sides) and any(posts) and sum(sides) + sum(posts) >= GRID
    framed = [line for line, ends in zip(level, sides, strict=True) if is_grid and ends]
    barred = [line for line, ends in zip(upright, posts, strict=True) if is_grid and ends]
    cleared, rules = _cleared(ink, level, framed, barred, LONG_LEVEL)
    across, upright_rules = _cleared(turned, upright, barred, framed, np.inf)
    # Where two lines cross, each looks like a stroke to the other.
    crossings = cv2.bitwise_and(rules, np.ascontiguousarray(upright_rules.T))
    corners = cv2.dilate(crossings, np.ones((5, 5), np.uint8))
    cleared = cv2.bitwise_and(cleared, np.ascontiguousarray(across.T))
    return cv2.subtract(cleared, corners)


def _ends_at(line: _Line, across: Sequence[_Line], width: int, reach: float) -> bool:
    """Whether a level line has upright ones, or the edges, at both ends."""
    places = [0.0, float(width)]
    reaches = [reach, reach]
    for other in across:
        rows = other.box[0]
        places.append((rows.start + rows.stop) / 2)
        reaches.append(reach + (rows.stop - rows.start) / 2)
    return all(
        any(abs(end - place) <= near for place, near in zip(places, reaches, strict=True))
        for end in (line.start, line.end)
    )


def _cleared(
    ink: np.ndarray,
    lines: Sequence[_Line],
    grid: Sequence[_Line],
    across: Sequence[_Line],
    long: float,
) -> tuple[np.ndarray, np.ndarray]:
    """The ink without those of the level lines that are none of a digit's strokes, and these lines,
    both uint8 (height, width), 255 or 0.

    Args:
        ink: all of it.
        lines: what may be lines.
        grid: those of them that belong to squared paper or a box.
        across: upright lines of that, which are no other ink either.
        long: so many heights long, a line from edge to edge is none in any case.
    """
    cleared, rules = ink.copy(), np.zeros_like(ink)
    if not lines:
        return cleared, rules
    rest = ink.copy()
    for line in lines:
        rest[line.box][line.mask] = 0
    for line in across:
        rest.T[line.box][line.mask] = 0
    others = _Others(ink, rest)
    runs = _runs(ink)
    rings = _rings(ink, others) if math.isfinite(long) else np.zeros_like(ink)
    for line in lines:
        if others.count and _is_rule(line, others, long, line in grid):
            _take_out(cleared, line, runs, np.zeros_like(ink) if line in grid else rings)
            rules[line.box][line.mask] = 255
    return cleared, rules


class _Others:
    """The blobs of the ink that is in no line, and which blob of all ink each is a part of.

    Attributes:
        count: how many.
        stats: of each, as OpenCV gives them.
        owners: of each, the blob of all ink.
        largest: the number of the one with most ink.
        labels: for each pixel, the blob of all ink.
        areas: of these.
        width: of the picture.
    """

    def __init__(self, ink: np.ndarray, rest: np.ndarray) -> None:
        _, self.labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        self.areas = stats[:, cv2.CC_STAT_AREA]
        count, parts, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
        self.count = count - 1
        self.stats = stats[1:]
        owners = np.zeros(count, int)
        owners[parts.ravel()] = self.labels.ravel()
        self.owners = owners[1:]
        self.largest = int(self.stats[:, cv2.CC_STAT_AREA].argmax()) if self.count else 0
        self.width = ink.shape[1]


def _lines(ink: np.ndarray) -> list[_Line]:
    """What may be level lines: long, thin and straight."""
    height, width = ink.shape
    run = max(15, round(RUN * max(height, width)))
    if run >= width:
        return []
    # Lines are broken here and there, and where they are not level, they go down in steps.
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, run // 2), np.uint8))
    pieces = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    wide_ones = 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_WIDTH] >= SPAN * width)
    lines = []
    for number in wide_ones.tolist():
        left, top, wide, high, area = stats[number].tolist()
        if area / wide > max(3.0, THICK * min(height, width)):
            continue
        box = np.s_[top : top + high, left : left + wide]
        mask = labels[box] == number
        thick = mask.sum(axis=0)
        lines.append(
            _Line(
                box, mask, left, left + wide, float(np.percentile(thick[thick > 0], ALONE_COLUMNS))
            )
        )
    return lines


def _is_rule(line: _Line, others: _Others, long: float, is_grid: bool) -> bool:
    """Whether a level line is none of a digit's strokes."""
    stats, largest = others.stats, others.largest
    touched = np.setdiff1d(others.labels[line.box][line.mask], 0)
    together = np.isin(others.owners, touched)
    is_apart = not together[largest]
    height = int(stats[:, cv2.CC_STAT_HEIGHT].max())
    length = line.end - line.start
    margin = 0.03 * others.width + 1
    is_level = math.isfinite(long)
    if is_level and length >= LONG * height:
        return True
    if line.start <= margin and line.end >= others.width - margin:
        if length >= long * height:
            return True
        shown = stats[largest : largest + 1] if is_apart else stats[together]
        lefts = shown[:, cv2.CC_STAT_LEFT]
        rights = lefts + shown[:, cv2.CC_STAT_WIDTH]
        beyond = min(int(lefts.min()) - line.start, line.end - int(rights.max()))
        if (is_apart or is_grid or is_level) and beyond >= (
            BEYOND if is_apart else BEYOND_CROSSED
        ) * height:
            return True
    is_high = stats[largest, cv2.CC_STAT_HEIGHT] >= HIGH * line.thickness
    around = int(stats[together, cv2.CC_STAT_AREA].sum())
    is_alone = around <= ALONE * int(others.areas[touched].sum())
    is_long = is_grid or length >= min(long, LONG) * height
    return bool(is_long and is_apart and is_alone and is_high)


def _rings(ink: np.ndarray, others: _Others) -> np.ndarray:
    """Paper that the ink of a digit encloses, uint8 (height, width), 255 or 0: a digit that stands
    on a line has ink in common with it."""
    if not others.count:
        return np.zeros_like(ink)
    high = int(others.stats[:, cv2.CC_STAT_HEIGHT].max())
    paper = np.pad(255 - ink, 1, constant_values=255)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    is_ring = (stats[:, cv2.CC_STAT_WIDTH] <= WIDEST_RING * high) & (
        stats[:, cv2.CC_STAT_HEIGHT] <= high
    )
    is_ring[0] = False
    is_ring &= stats[:, cv2.CC_STAT_AREA] >= SMALLEST_RING * high**2
    inside = is_ring[labels[1:-1, 1:-1]].astype(np.uint8) * np.uint8(255)
    return np.asarray(inside)


def _take_out(ink: np.ndarray, line: _Line, runs: np.ndarray, rings: np.ndarray) -> None:
    """Take a level line's pixels out of ink, uint8 (height, width), in place.

    Args:
        ink: with the line.
        line: a level one.
        runs: how far the ink goes on above and below each pixel.
        rings: 255 for paper that ink encloses, else 0: what is around it stays.
    """
    limit = max(line.thickness + 2, CROSSED * line.thickness)
    rows, columns = line.box
    # The line's soft edges go with it.
    top = max(0, rows.start - 2)
    place = slice(top, rows.stop + 2), columns
    gone = np.zeros(ink[place].shape, np.uint8)
    gone[rows.start - top : rows.stop - top] = line.mask & (runs[line.box] <= limit)
    around = np.ones((2 * round(line.thickness) + 3, 5), np.uint8)
    gone[cv2.dilate(rings[place], around) > 0] = 0
    grown = cv2.dilate(gone, np.ones((5, 1), np.uint8)).astype(bool)
    ink[place][grown & (runs[place] <= limit)] = 0


def _runs(ink: np.ndarray) -> np.ndarray:
    """For each pixel of ink the length of its vertical run, int32 (height, width)."""
    filled = (ink > 0).astype(np.int32)
    down, up = filled.copy(), filled.copy()
    for row in range(1, len(ink)):
        down[row] += down[row - 1] * filled[row]
        up[-1 - row] += up[-row] * filled[-1 - row]
    return down + up - filled
