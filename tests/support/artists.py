"""People who draw one digit after the other, in pieces, whatever happens to the server.

Each digit is drawn in many strokes, one pointer event at a time, so that always somebody's pen is
down. When it is whole, all of its strokes have to be there, and the page has to read it right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tests.support.person import NINE, ONE, SEVEN, Tab
from tests.support.waiting import wait_for

PIECES = 8
"""Strokes to a digit."""

DIGITS = {"7": SEVEN, "1": ONE, "9": NINE}

SIDE = """() => globalThis.digitnetBoard.paper.side"""
STROKES = """() => globalThis.digitnetBoard.drawing.strokes.map(({ points }) => points)"""

LISTEN = """() => {
    window.heard = [];
    new MutationObserver(() => {
        for (const told of document.querySelectorAll('[data-testid=stToast],[data-testid=stAlert]'))
            window.heard.push(told.textContent);
    }).observe(document.body, { subtree: true, childList: true });
}"""


class PatientTab(Tab):
    """A tab on servers that share the computer with much else, and that remembers what is told."""

    patience = 180_000

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.page.evaluate(LISTEN)

    def has_heard(self, text: str) -> bool:
        """Whether a toast or a warning with this text was there, however shortly."""
        told: list[str] = self.page.evaluate("window.heard")
        return any(text in each for each in told)


class Artist:
    """Somebody who draws in a tab.

    Args:
        tab: shows the drawing page, for single digits.
        first: the number of the digit that they begin with.
    """

    def __init__(self, tab: PatientTab, first: int = 0) -> None:
        self.tab = tab
        self.whole = 0
        digits = list(DIGITS)
        turned = digits[first % len(digits) :] + digits[: first % len(digits)]
        self._digits = itertools.cycle(turned)
        self._moves = self._draw()

    def step(self) -> None:
        """Move the pen, lift it, or put it down somewhere."""
        next(self._moves)

    def finish(self) -> None:
        """Go on until the digit is whole."""
        before = self.whole
        while self.whole == before:
            self.step()

    def _draw(self) -> Iterator[None]:
        mouse = self.tab.page.mouse
        while True:
            digit = next(self._digits)
            drawn = pieces(DIGITS[digit])
            for piece in drawn:
                first, *rest = self.tab.places(piece)
                mouse.move(*first)
                mouse.down()
                yield
                for point in rest:
                    mouse.move(*point)
                    yield
                mouse.up()
                yield
            self._check(digit, drawn)
            self.whole += 1
            self.tab.page.keyboard.press("Escape")
            wait_for(lambda: self.tab.page.evaluate(STROKES) == [], 30)
            yield

    def _check(self, digit: str, drawn: Sequence[Sequence[tuple[float, float]]]) -> None:
        """See that each stroke is there, from its beginning to its end, and is read right."""
        page = self.tab.page
        kept, side = page.evaluate(STROKES), page.evaluate(SIDE)
        ends = [[piece[0], piece[-1]] for piece in drawn]
        found = [[points[:2], points[-2:]] for points in kept]
        assert np.shape(found) == np.shape(ends), (digit, len(kept))
        assert np.allclose(np.array(found) / side, ends, atol=0.02), digit
        wait_for(lambda: self.tab.digit.inner_text() == digit, 60)


def pieces(line: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Cut a line into pieces of equal length, of three points each."""
    corners = np.array(line)
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    along = np.concatenate([[0], np.cumsum(lengths)])
    where = np.linspace(0, along[-1], 2 * PIECES + 1)
    points = [tuple(np.interp(at, along, axis) for axis in corners.T) for at in where]
    return [points[at : at + 3] for at in range(0, 2 * PIECES, 2)]
