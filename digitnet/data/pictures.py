"""Synthetic writers' numbers as pictures: pens, paper, print on it, light, and a camera or scanner.

To fit how pictures are divided into digits, for examples, and for tests: what is known of them is
known for each pixel.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from digitnet.data.numbers import WrittenNumber

_FINE = 4
"""Strokes are drawn at so many times the size."""

_MARKS = 0.35
"""Share of the pictures with dots, commas or dashes beside the digits."""

_CUT_OUTS = 0.3
"""Share of the numbers of which one digit is cut out, with pieces of its neighbours."""

_WIDTH = 0.1
_WIDTH_SPREAD = 0.2
"""Numbers on paper are wider or narrower than on a canvas: mean and standard deviation of the
logarithm of how much."""

_RULED = 0.25
_PRINTED = 0.3
"""Shares of the papers with a ruled line, and with a fine pattern."""


@dataclass(frozen=True, eq=False)
class WrittenPicture:
    """A picture of a number.

    Attributes:
        pixels: uint8 (height, width, 3).
        owners: which digit each pixel of ink belongs to, counted from 1, uint8 (height, width); 0
            where there is none.
        text: its digits; "?" for what is no digit.
    """

    pixels: np.ndarray
    owners: np.ndarray
    text: str

    def owners_on(self, to_picture: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """Return whose ink each pixel of a straightened picture is, uint8 of this shape.

        Args:
            to_picture: from its places to those of the picture, float64 (3, 3), a homography.
            shape: its height and width.
        """
        owners = cv2.warpPerspective(
            self.owners, np.linalg.inv(to_picture), shape[1::-1], flags=cv2.INTER_NEAREST
        )
        return np.asarray(owners, np.uint8)


def picture_of(number: WrittenNumber, rng: Generator) -> WrittenPicture:
    """Write a number on paper and take a picture of it."""
    height = float(np.exp(rng.uniform(np.log(22), np.log(90))))
    ink, owners = _written(number, height, rng)
    light: np.ndarray
    if rng.random() < _MARKS:
        _add_marks(ink, owners, height, rng)
    paper = _paper(ink.shape, height, rng)
    darkness = rng.uniform(0.35, 0.95)
    light = paper * (1 - darkness * ink)
    light = cv2.GaussianBlur(light, (0, 0), max(0.1, rng.gamma(2.0, 0.008) * height))
    light = light + rng.normal(0, rng.uniform(0, 0.03), ink.shape)
    tint = 1 - rng.uniform(0, 0.25, 3) * (rng.random() < 0.4)
    pixels = np.clip(255 * light[..., None] * tint, 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 96))]
        read = cv2.imdecode(cv2.imencode(".jpg", pixels, quality)[1], cv2.IMREAD_COLOR)
        pixels = np.asarray(read, np.uint8)
    picture = WrittenPicture(pixels, owners, number.text)
    if len(number.text) > 1 and rng.random() < _CUT_OUTS:
        return _cut_out(picture, int(rng.integers(len(number.text))), height, rng)
    return picture


def _cut_out(picture: WrittenPicture, digit: int, height: float, rng: Generator) -> WrittenPicture:
    """Cut out one digit, with what is near it; the whole picture if a neighbour would be whole."""
    owners = picture.owners
    rows, columns = (np.flatnonzero((owners == digit + 1).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return picture
    margins = (height * np.clip(rng.normal(0.12, 0.12, 4), 0, 0.5)).astype(int)
    top, bottom = max(0, rows[0] - margins[0]), rows[-1] + 1 + margins[1]
    left, right = max(0, columns[0] - margins[2]), columns[-1] + 1 + margins[3]
    kept = owners[top:bottom, left:right]
    for other in set(np.unique(kept).tolist()) - {0, digit + 1}:
        if (kept == other).sum() > 0.7 * (owners == other).sum():
            return picture
    return WrittenPicture(
        np.ascontiguousarray(picture.pixels[top:bottom, left:right]),
        np.where(kept == digit + 1, kept.dtype.type(1), kept.dtype.type(0)),
        picture.text[digit],
    )


def _written(number: WrittenNumber, height: float, rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    """How much ink each pixel has, float64 (height, width), 0..1, and whose it is, uint8."""
    stretch = float(np.exp(rng.normal(_WIDTH, _WIDTH_SPREAD)))
    strokes = [stroke * (stretch, 1.0) for stroke in number.drawing.strokes]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    digits = len(number.text)
    scale = height / max(float(high[1] - low[1]), float(high[0] - low[0]) / max(1, digits), 1e-6)
    pen = height * float(np.clip(rng.lognormal(np.log(0.09), 0.35), 0.035, 0.2))
    margins = height * np.clip(rng.normal(0.35, 0.3, 4), 0.04, 1.5) + pen
    size = np.ceil((high - low) * scale + (margins[0] + margins[1], margins[2] + margins[3]))
    width, tall = size.astype(int).tolist()
    owners = np.zeros((tall, width), np.uint8)
    fine = np.zeros((tall * _FINE, width * _FINE), np.uint8)
    for stroke, owner in zip(strokes, number.owners, strict=True):
        places = (stroke - low) * scale + (margins[0], margins[2])
        line = np.rint(places * _FINE).astype(np.int32)
        cv2.polylines(fine, [line], False, 255, max(1, round(pen * _FINE)), cv2.LINE_AA)
        if len(line) == 1:
            cv2.circle(fine, line[0].tolist(), max(1, round(pen * _FINE / 2)), 255, -1)
        whole = np.rint(places).astype(np.int32)
        for digit in np.unique(owner).tolist():
            part = whole[owner == digit]
            cv2.polylines(owners, [part], False, digit + 1, max(1, round(pen)) + 1)
    ink = cv2.resize(fine, (width, tall), interpolation=cv2.INTER_AREA) / 255
    # A dry pen, a pencil: ink is uneven.
    grain = cv2.GaussianBlur(rng.normal(0, 1, ink.shape), (0, 0), 0.8)
    return ink * np.clip(1 - rng.gamma(1.0, 0.12) * np.abs(grain), 0, 1), owners


def _add_marks(ink: np.ndarray, owners: np.ndarray, height: float, rng: Generator) -> None:
    """Draw a dot, a comma, or dashes between digits or behind the last, where there is room."""
    columns = np.flatnonzero((owners > 0).any(axis=0))
    rows = np.flatnonzero((owners > 0).any(axis=1))
    pen = max(1, round(height * rng.uniform(0.06, 0.14)))
    foot = int(rows[-1])
    free = np.flatnonzero(~(owners > 0).any(axis=0))
    inner = free[(free > columns[0]) & (free < columns[-1])]
    if len(inner) and rng.random() < 0.7:
        x = int(rng.choice(inner))
        end = x - int(rng.integers(0, pen + 1)), foot + int(rng.uniform(0, 0.15) * height)
        cv2.line(ink, (x, foot), end, 1.0, pen, cv2.LINE_AA)
    if rng.random() < 0.6:
        _add_dashes(ink, float(columns[-1]), float(foot), height, rng)


def _add_dashes(ink: np.ndarray, right: float, foot: float, height: float, rng: Generator) -> None:
    """Draw one dash or two behind the last digit: level, tilted or wavy, near it or touching it."""
    pen = max(1, round(height * rng.uniform(0.06, 0.16)))
    x = right + rng.uniform(-0.05, 0.4) * height
    length = rng.uniform(0.15, 0.75) * height
    if x + length > ink.shape[1]:
        return
    for lift in (0.45, 0.68)[: 1 + int(rng.random() < 0.4)]:
        rise, wave = rng.normal(0, 0.07, 2) * height
        y = foot - lift * height
        line = [(x, y), (x + 0.35 * length, y - wave), (x + length, y - rise)]
        cv2.polylines(ink, [np.rint(line).astype(np.int32)], False, 1.0, pen, cv2.LINE_AA)


def _paper(shape: tuple[int, ...], height: float, rng: Generator) -> np.ndarray:
    """The light that paper sends back, float64 (height, width), 0..1."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(float)
    slope = rng.normal(0, 0.12, 2)
    light = rng.uniform(0.55, 1.0) * (
        1 + slope[0] * columns / shape[1] + slope[1] * rows / shape[0]
    )
    if rng.random() < _PRINTED:
        angle, wave = rng.normal(0, 0.5), rng.uniform(0.15, 0.5) * height
        bend = 0.3 * height * np.sin(columns / height * rng.uniform(0.3, 1.5))
        place = (rows * np.cos(angle) + columns * np.sin(angle) + bend) / wave % 1
        light = light * (1 - rng.uniform(0.05, 0.3) * (place < 0.25))
    if rng.random() < _RULED:
        y = rng.uniform(0, shape[0])
        tilt = rng.normal(0, 0.01)
        thick = rng.uniform(0.02, 0.06) * height
        line = np.clip(thick - np.abs(rows - y - tilt * columns) + 0.5, 0, 1)
        light = light * (1 - rng.uniform(0.2, 0.7) * line)
    lit: np.ndarray = np.clip(light, 0, 1)
    return lit
