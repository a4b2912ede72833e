"""Pictures as the page shows them: not too large, on white, as files."""

from __future__ import annotations

import cv2
import numpy as np


def reduced(pixels: np.ndarray, side: int) -> np.ndarray:
    """A picture with no more than ``side`` pixels at its longer side."""
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = [max(1, round(length * scale)) for length in pixels.shape[1::-1]]
    smaller: np.ndarray = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return smaller


def on_white(pixels: np.ndarray) -> np.ndarray:
    """A picture without transparency, uint8 (height, width, 3) RGB."""
    if pixels.ndim == 2 or pixels.shape[2] == 3:
        return pixels
    opacity = pixels[..., 3:].astype(np.uint16)
    mixed: np.ndarray = (pixels[..., :3] * opacity + 255 * (255 - opacity)) // 255
    return mixed.astype(np.uint8)


def jpeg(pixels: np.ndarray) -> bytes:
    """A picture, RGB or grey, as a file."""
    channels = pixels if pixels.ndim == 2 else pixels[..., ::-1]
    return bytes(cv2.imencode(".jpg", channels, [cv2.IMWRITE_JPEG_QUALITY, 82])[1].tobytes())
