"""Blobs of ink: connected pixels, as they come out of the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True, eq=False)
class Blob:
    """Some ink and its place.

    Attributes:
        left, top: its corner, in pixels of the working picture.
        mask: bool (height, width) of its extent.
    """

    left: int
    top: int
    mask: np.ndarray

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.mask.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.mask.shape[0])

    @property
    def right(self) -> int:
        """The column after the last."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The row after the last."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """The column of its middle."""
        return self.left + self.width / 2


def blobs_of(ink: np.ndarray, most: int) -> list[Blob]:
    """Return the connected pixels of ink, uint8 (height, width), the largest first, and no more
    than ``most``."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    order = 1 + np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable")[:most]
    return [
        Blob(left, top, labels[top : top + height, left : left + width] == number)
        for number in order.tolist()
        for left, top, width, height in [stats[number, :4].tolist()]
    ]


def merged(blobs: Sequence[Blob]) -> Blob:
    """Return one blob that is all of these."""
    left, top = min(blob.left for blob in blobs), min(blob.top for blob in blobs)
    right, bottom = max(blob.right for blob in blobs), max(blob.bottom for blob in blobs)
    mask = np.zeros((bottom - top, right - left), bool)
    for blob in blobs:
        place = np.s_[blob.top - top : blob.bottom - top, blob.left - left : blob.right - left]
        mask[place] |= blob.mask
    return Blob(left, top, mask)
