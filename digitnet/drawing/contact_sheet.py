"""Contact sheets: many drawings or pictures in one picture, for visual inspection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from digitnet.drawing.drawing import Drawing

SIDE = 72
"""Pixels of one drawing's square; its caption is below it."""

CAPTION = 18
COLUMNS = 20

INKS = ((40, 30, 20), (200, 90, 0), (0, 120, 220), (120, 160, 0), (170, 40, 160))
"""One colour for each stroke, blue-green-red, which shows how the digit was written."""

_SUBPIXEL_BITS = 4


def contact_sheet(drawings: Sequence[Drawing | np.ndarray], captions: Sequence[str]) -> np.ndarray:
    """Draw drawings in rows, each with its caption; uint8 (height, width, 3), blue-green-red.

    A dot marks the start of the first stroke. Captions are plain ASCII.

    Args:
        drawings: drawings, or pictures, uint8 (height, width, 4), RGBA.
        captions: one for each.
    """
    tiles = [
        np.concatenate(
            [
                _tile(drawing) if isinstance(drawing, Drawing) else _small(drawing),
                _caption(caption),
            ]
        )
        for drawing, caption in zip(drawings, captions, strict=True)
    ]
    blank = np.full((SIDE + CAPTION, SIDE, 3), 255, np.uint8)
    tiles += [blank] * (-len(tiles) % COLUMNS if tiles else COLUMNS)
    return np.concatenate(
        [np.concatenate(tiles[i : i + COLUMNS], axis=1) for i in range(0, len(tiles), COLUMNS)]
    )


def save_sheet(sheet: np.ndarray, path: Path) -> None:
    """Write a contact sheet as PNG.

    Raises:
        OSError: if it cannot be written.
    """
    path.write_bytes(cv2.imencode(".png", sheet)[1].tobytes())


def _tile(drawing: Drawing) -> np.ndarray:
    tile = np.full((SIDE, SIDE, 3), 255, np.uint8)
    cv2.rectangle(tile, (0, 0), (SIDE - 1, SIDE + 1), (225, 225, 225), 1)
    if drawing.is_empty:
        return tile
    points = np.concatenate(drawing.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (SIDE - 16) / max(float((high - low).max()), 1e-9)
    for number, stroke in enumerate(drawing.strokes):
        placed = (stroke - (low + high) / 2) * scale + SIDE / 2
        line = np.rint(placed * 2**_SUBPIXEL_BITS).astype(np.int32)
        # OpenCV draws nothing for a line of one point.
        line = np.repeat(line, 2, axis=0) if len(line) == 1 else line
        ink = INKS[number % len(INKS)]
        cv2.polylines(tile, [line], False, ink, 2, cv2.LINE_AA, shift=_SUBPIXEL_BITS)
        if number == 0:
            start = tuple(int(value) for value in np.rint(placed[0]))
            cv2.circle(tile, start, 2, (60, 60, 230), -1, cv2.LINE_AA)
    return tile


def _small(picture: np.ndarray) -> np.ndarray:
    tile = np.full((SIDE, SIDE, 3), 255, np.uint8)
    scale = SIDE / max(picture.shape[:2])
    width, height = (max(1, round(side * scale)) for side in picture.shape[1::-1])
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    tile[:height, :width] = cv2.cvtColor(small, cv2.COLOR_RGBA2BGR)
    return tile


def _caption(text: str) -> np.ndarray:
    tile = np.full((CAPTION, SIDE, 3), 255, np.uint8)
    cv2.rectangle(tile, (0, -2), (SIDE - 1, CAPTION - 1), (225, 225, 225), 1)
    cv2.putText(
        tile,
        " / ".join(text.splitlines()),
        (4, CAPTION - 5),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.4,
        (60, 60, 60),
        1,
        cv2.LINE_AA,
    )
    return tile
