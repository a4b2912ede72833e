"""Pictures that tests draw, and how a browser sends them."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import cv2
import numpy as np

ONE = [(0.5, 0.0), (0.5, 1.0)]
SEVEN = [(0.0, 0.0), (0.6, 0.0), (0.25, 1.0)]


def on_paper(*rows: Sequence[list[tuple[float, float]]], height: int = 120) -> np.ndarray:
    """Digits on white paper, row by row, uint8 (h, w, 3); a digit is one stroke in a unit box."""
    width = max(map(len, rows))
    paper = np.full((height * 2 * len(rows), height * (width + 1), 3), 255, np.uint8)
    for line, row in enumerate(rows):
        for place, stroke in enumerate(row):
            corner = np.array([height * (place + 0.6), height * (2 * line + 0.5)])
            points = np.rint(np.array(stroke) * height + corner).astype(np.int32)
            cv2.polylines(paper, [points], False, (40, 30, 30), 9, cv2.LINE_AA)
    return paper


def png(pixels: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1].tobytes())


def sent(file: bytes) -> dict[str, object]:
    """What the page's script sends of a file."""
    return {"content": base64.b64encode(file).decode(), "at": 1}
