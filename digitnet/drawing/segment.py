"""Dividing a drawing into what stands side by side: which strokes may be a digit of their own.

Strokes whose extents overlap sideways stand in one group, whatever the order in which they were
drawn. A digit may still consist of several groups, as a 4 with a gap does, so ``spans`` lists what
could be one digit, and ``covered`` says whether such digits make up the whole.
"""

from __future__ import annotations

from collections.abc import Set

import numpy as np

from digitnet.drawing.drawing import Drawing

OVERLAP = 0.1
"""Neighbours that lean into each other by no more than this part of the drawing's height stand
apart. With 0, 217 of 245 numbers of the UNIPEN set train_r01_v07 are divided into digits; with 0.1,
228; with 0.2, 232, but then more letters count as several digits than with 0.1."""

MOST_GROUPS = 8
MOST_POINTS = 5_000
"""What has more groups or points is not divided: each stroke is drawn up to six times for it, and a
minute of scribbling is 5,000 points."""

MOST_PER_DIGIT = 3
"""Groups that one digit may consist of."""

Span = tuple[int, int]
"""The first group and the one after the last."""


def groups(drawing: Drawing) -> list[list[int]]:
    """Return the numbers of the strokes in each group, groups from left to right.

    Strokes are numbered from 0 as in the drawing, and in this order in each group. A drawing beyond
    ``MOST_GROUPS`` or ``MOST_POINTS`` is one group.
    """
    if drawing.is_empty:
        return []
    whole = [list(range(len(drawing.strokes)))]
    if sum(map(len, drawing.strokes)) > MOST_POINTS:
        return whole
    lows = np.array([stroke.min(axis=0) for stroke in drawing.strokes])
    highs = np.array([stroke.max(axis=0) for stroke in drawing.strokes])
    lean = OVERLAP * float(highs[:, 1].max() - lows[:, 1].min())
    found: list[list[int]] = []
    right = -np.inf
    for number in np.argsort(lows[:, 0], kind="stable"):
        if lows[number, 0] < right - lean:
            found[-1].append(int(number))
        else:
            found.append([int(number)])
        right = max(right, highs[number, 0])
    return [sorted(group) for group in found] if len(found) <= MOST_GROUPS else whole


def spans(count: int) -> list[Span]:
    """Return which neighbouring groups, of so many, could be a digit beside others."""
    return [
        (start, end)
        for start in range(count)
        for end in range(start + 1, min(count, start + MOST_PER_DIGIT) + 1)
        if end - start < count
    ]


def part(drawing: Drawing, span: Span, of: list[list[int]]) -> Drawing:
    """Return the drawing of a span of groups, strokes in the order in which they were drawn."""
    numbers = sorted(number for group in of[slice(*span)] for number in group)
    return Drawing(tuple(drawing.strokes[number] for number in numbers), drawing.pen_width)


def covered(count: int, digits: Set[Span]) -> bool:
    """Return whether some of these digits, one beside the other, are all of so many groups."""
    reached = {0}
    for start, end in sorted(digits):
        if start in reached:
            reached.add(end)
    return count in reached
