"""A picture taken apart: the sheet, its ink, its rows, and what may be a digit; nothing is read.

The page shows each step. ``network.picture_reader`` reads ``Sheet.images`` and chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from digitnet.drawing.pictures.blobs import Blob, blobs_of
from digitnet.drawing.pictures.edges import is_cut_out, without_neighbours
from digitnet.drawing.pictures.ink import (
    contrast_of,
    in_even_light,
    thresholded,
    without_pattern,
    without_print,
)
from digitnet.drawing.pictures.marks import without_dust, without_marks
from digitnet.drawing.pictures.parts import lattice_of
from digitnet.drawing.pictures.pixels import dark_on_light, flatten
from digitnet.drawing.pictures.rows import height_of, rows_of
from digitnet.drawing.pictures.rules import without_rules
from digitnet.drawing.pictures.seams import stroke_width
from digitnet.drawing.pictures.shape import image_of_ink
from digitnet.drawing.pictures.straight import straightened
from digitnet.drawing.segment import Lattice

Box = tuple[int, int, int, int]
"""Left, top, width and height, in pixels of the original picture."""

StepName = Literal["picture", "straight", "paper", "ink", "lines", "digits"]
"""As it is, in grey; the sheet, straightened; its paper divided out; ink, by the threshold; ink
without ruled lines; what is left as the digits' ink."""

MOST_BLOBS = 300
"""Of more blobs than this, the smallest are left out, so that reading takes two seconds at most."""

CROWDED = 120
"""With more than this, blobs are not cut."""


@dataclass(frozen=True, eq=False)
class Step:
    """What a picture has become on the way.

    Attributes:
        name: of the step.
        image: uint8 (height, width), to be looked at; ink is dark.
    """

    name: StepName
    image: np.ndarray


@dataclass(frozen=True, eq=False)
class FoundNumber:
    """A number on a sheet, with all that its digits may be.

    Attributes:
        lattice: its candidates; each one's ``drawing`` is its image, uint8 (28, 28).
        boxes: one for each candidate.
        inks: the ink of each candidate, in pixels of ``Sheet.ink``.
    """

    lattice: Lattice
    boxes: tuple[Box, ...]
    inks: tuple[Blob, ...]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture, taken apart.

    Attributes:
        steps: what it became on the way, first the picture itself.
        rows: the rows from top to bottom, in each its numbers from left to right.
        ink: what digits are looked for in, uint8 (height, width), 255 where there is ink, else 0.
        to_original: from the places in ``ink`` to those in the picture, float64 (3, 3), a
            homography.
        size: the picture's width and height in pixels.
    """

    steps: tuple[Step, ...]
    rows: tuple[tuple[FoundNumber, ...], ...]
    ink: np.ndarray
    to_original: np.ndarray
    size: tuple[int, int]

    @property
    def images(self) -> list[np.ndarray]:
        """The images of all candidates, uint8 (28, 28) each, less those of what is left out: what a
        predictor has to read."""
        return [
            np.asarray(candidate.drawing)
            for row in self.rows
            for number in row
            for candidate in number.lattice.candidates
            if not candidate.is_left_out
        ]


def find(pixels: np.ndarray) -> Sheet:
    """Take a picture apart.

    Args:
        pixels: uint8 (height, width), (height, width, 3) RGB or (height, width, 4) RGBA; dark ink
            on light paper or light on dark; a transparent picture's ink is where it is opaque.

    Raises:
        PictureError: if the array is not a picture.
    """
    flat = flatten(pixels)
    size = int(np.shape(pixels)[1]), int(np.shape(pixels)[0])
    if flat is None:
        blank = np.full(size[::-1], 255, np.uint8)
        return Sheet((Step("picture", blank),), (), np.zeros_like(blank), np.eye(3), size)
    steps = [Step("picture", flat.grey)]
    grey, to_original = flat.grey, flat.to_original
    if flat.is_ink:
        contrast = 255 - grey
    else:
        straight = straightened(grey)
        if straight is None:
            grey = dark_on_light(grey)
        else:
            grey, to_picture = straight
            to_original = to_original @ to_picture
            steps.append(Step("straight", grey))
        contrast = without_pattern(in_even_light(contrast_of(grey), grey))
    steps.append(Step("paper", 255 - contrast))
    found = thresholded(contrast)
    ink = np.zeros_like(grey) if found is None else found[0]
    steps.append(Step("ink", 255 - ink))
    ink = _without_rules_and_print(ink, contrast)
    steps.append(Step("lines", 255 - ink))
    blobs = blobs_of(ink, MOST_BLOBS)
    cut_out = None
    if not flat.is_ink:
        if is_cut_out(blobs, ink.shape[1], ink.shape[0]):
            cut_out = ink.shape[1], ink.shape[0]
        blobs = without_neighbours(blobs, ink.shape[1], ink.shape[0])
    rows: list[tuple[FoundNumber, ...]] = []
    digits = np.zeros_like(ink)
    if blobs:
        height = height_of(blobs)
        is_crowded = len(blobs) > CROWDED
        for row in rows_of(without_dust(blobs, height), height):
            numbers = [without_marks(number, height) for number in row]
            for blob in (blob for number in numbers for blob in number):
                digits[blob.top : blob.bottom, blob.left : blob.right][blob.mask] = 255
            stroke = stroke_width(digits)
            rows.append(
                tuple(
                    FoundNumber(
                        lattice,
                        tuple(_box(ink, to_original, size) for ink in inks),
                        tuple(inks),
                    )
                    for number in numbers
                    for lattice, inks in [lattice_of(number, height, stroke, cut_out, is_crowded)]
                )
            )
    steps.append(Step("digits", 255 - digits))
    return Sheet(tuple(steps), tuple(rows), ink, to_original, size)


def image_of(sheet: Sheet, box: Box) -> np.ndarray | None:
    """Return the image of the ink in a box, uint8 (28, 28), or None if there is none.

    Args:
        sheet: a picture, taken apart.
        box: any; what is outside of the picture counts as empty.
    """
    left, top, width, height = box
    corners = [(left, top), (left + width, top), (left, top + height), (left + width, top + height)]
    places = _mapped(corners, np.linalg.inv(sheet.to_original))
    high, wide = sheet.ink.shape
    low = np.clip(np.rint(places.min(axis=0)), 0, (wide, high)).astype(int)
    far = np.clip(np.rint(places.max(axis=0)), 0, (wide, high)).astype(int)
    ink = sheet.ink[low[1] : far[1], low[0] : far[0]]
    return image_of_ink(ink) if ink.size else None


def _without_rules_and_print(ink: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    cleared = without_rules(ink)
    if (cleared != ink).any():
        # Dark lines make the threshold too high for a pencil's digits.
        gone = cv2.dilate(cv2.subtract(ink, cleared), np.ones((5, 5), np.uint8)) > 0
        contrast = np.where(gone & (cleared == 0), np.uint8(0), contrast)
        found = thresholded(contrast)
        cleared = cleared if found is None else cv2.bitwise_or(found[0], cleared)
    return without_print(cleared, contrast)


def _box(ink: Blob, to_original: np.ndarray, size: tuple[int, int]) -> Box:
    corners = [
        (ink.left, ink.top),
        (ink.right, ink.top),
        (ink.left, ink.bottom),
        (ink.right, ink.bottom),
    ]
    places = _mapped(corners, to_original)
    low = np.clip(np.floor(places.min(axis=0) + 1e-6), 0, np.array(size) - 1).astype(int)
    far = np.clip(np.ceil(places.max(axis=0) - 1e-6), low + 1, size).astype(int)
    return int(low[0]), int(low[1]), int(far[0] - low[0]), int(far[1] - low[1])


def _mapped(points: list[tuple[int, int]], homography: np.ndarray) -> np.ndarray:
    """Where a homography takes points, float64 (n, 2)."""
    places = np.array(points, np.float64)[None]
    mapped: np.ndarray = cv2.perspectiveTransform(places, homography)[0]
    return mapped
