"""Numbers that a synthetic writer has written on paper, as pictures of it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.random import Generator

from digitnet.data.numbers import compose, in_size
from digitnet.data.writers import Writer

NOTE, SQUARED, PHOTO = "note", "squared", "photo"
KINDS = (NOTE, SQUARED, PHOTO)
"""One number on plain paper; a list on squared paper; a photo of a sheet that lies on a table."""

HEIGHT, WIDTH = 960, 1280
"""Of a picture, in pixels."""

_SQUARE = 40
"""Pixels between two lines of squared paper."""

_PENS = ((38, 58, 140), (30, 32, 40), (60, 40, 90))
"""Blue, black and violet ink, RGB."""

_DIGITS_A_NUMBER = (2, 5)

_SHIFT = 4
"""OpenCV draws with coordinates of 1 / 2 ** _SHIFT pixels."""


def picture(kind: str, rng: Generator) -> tuple[np.ndarray, list[str]]:
    """Return a picture, uint8 (HEIGHT, WIDTH, 3) RGB, and its numbers from top to bottom.

    Args:
        kind: one of ``KINDS``.
        rng: draws the writer, the numbers, and the light.
    """
    writer = Writer(rng)
    count = {NOTE: 1, SQUARED: 5, PHOTO: 3}[kind]
    texts = [_number(rng, *_DIGITS_A_NUMBER) for _ in range(count)]
    sheet = _paper(rng)
    if kind == SQUARED:
        _rule(sheet)
    _write(sheet, texts, writer, rng)
    if kind == PHOTO:
        sheet = _on_a_table(sheet, rng)
    return _lit(sheet, rng), texts


def _number(rng: Generator, fewest: int, most: int) -> str:
    digits = rng.integers(0, 10, int(rng.integers(fewest, most + 1)))
    # Numbers begin with no 0.
    digits[0] = max(1, digits[0])
    return "".join(map(str, digits.tolist()))


def _paper(rng: Generator) -> np.ndarray:
    tint = np.array([250, 248, 240]) - rng.integers(0, 8, 3)
    return np.tile(tint.astype(np.uint8), (HEIGHT, WIDTH, 1))


def _rule(sheet: np.ndarray) -> None:
    for x in range(_SQUARE // 2, WIDTH, _SQUARE):
        cv2.line(sheet, (x, 0), (x, HEIGHT), (178, 200, 222), 1, cv2.LINE_AA)
    for y in range(_SQUARE // 2, HEIGHT, _SQUARE):
        cv2.line(sheet, (0, y), (WIDTH, y), (178, 200, 222), 1, cv2.LINE_AA)


def _write(sheet: np.ndarray, texts: Sequence[str], writer: Writer, rng: Generator) -> None:
    """Write numbers below each other, the more of them, the smaller."""
    ink = _PENS[int(rng.integers(len(_PENS)))]
    row = HEIGHT / (len(texts) + 0.6)
    size = min(0.62 * row, 0.13 * WIDTH)
    pen = max(2, round(size * rng.uniform(0.05, 0.08)))
    left = WIDTH * (0.5 - 0.085 * max(map(len, texts)) * size / (0.13 * WIDTH))
    for place, text in enumerate(texts):
        shapes = [in_size(writer.draw(int(digit)), size) for digit in text]
        gaps = np.clip(rng.normal(0.22, 0.05, len(text)), 0.12, 0.5) * size
        placed = compose(shapes, gaps.tolist(), rng.normal(0, 0.03 * size, len(text)).tolist())
        strokes = [stroke for _, stroke in placed]
        points = np.concatenate(strokes)
        x = max(left, 60.0) - points[:, 0].min()
        # A long number gets narrower rather than leaving the sheet.
        narrower = min(1.0, (WIDTH - 60 - max(left, 60.0)) / max(1.0, float(np.ptp(points[:, 0]))))
        corner = (x * narrower, row * (place + 0.8) + size / 2)
        for stroke in strokes:
            line = (stroke * (narrower, 1.0) + corner) * 2**_SHIFT
            cv2.polylines(
                sheet, [np.rint(line).astype(np.int32)], False, ink, pen, cv2.LINE_AA, _SHIFT
            )


def _on_a_table(sheet: np.ndarray, rng: Generator) -> np.ndarray:
    """Show a sheet as a camera does that is held at an angle."""
    table = np.array([122, 92, 66]) + rng.integers(-15, 16, 3)
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    inset = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * (0.1 * WIDTH, 0.1 * HEIGHT)
    seen = corners + inset + rng.uniform(-0.05, 0.05, (4, 2)) * (WIDTH, HEIGHT)
    photo: np.ndarray = cv2.warpPerspective(
        sheet,
        cv2.getPerspectiveTransform(corners, seen.astype(np.float32)),
        (WIDTH, HEIGHT),
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=table.tolist(),
    )
    return photo


def _lit(sheet: np.ndarray, rng: Generator) -> np.ndarray:
    """Let light fall from one side, and the camera blur a little and add noise."""
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    light = 0.88 + 0.12 * np.clip(np.cos(angle) * x + np.sin(angle) * y, -1, 1)
    noise = rng.normal(0, 3.0, (HEIGHT, WIDTH, 1))
    values = cv2.GaussianBlur(sheet, (0, 0), 0.8) * light[..., None] + noise
    lit: np.ndarray = np.clip(values, 0, 255).astype(np.uint8)
    return lit
