"""Ink is told apart from paper, and from a pattern that is printed on it."""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.pictures.ink import contrast_of, thresholded, without_pattern


def strokes(pen: int = 9) -> np.ndarray:
    """A 7 and a 4, uint8 (112, 300), 255 where there is ink, else 0."""
    ink = np.zeros((112, 300), np.uint8)
    for line in (
        [(60, 20), (110, 20), (80, 95)],
        [(200, 20), (165, 70), (225, 70)],
        [(205, 45), (205, 95)],
    ):
        cv2.polylines(ink, [np.array(line, np.int32)], False, 255, pen)
    return ink


def on_cheque(ink: np.ndarray) -> np.ndarray:
    """Ink on paper with fine slanted lines in two directions, uint8 (height, width)."""
    paper = np.full(ink.shape, 200, np.uint8)
    for x in range(-120, 420, 9):
        cv2.line(paper, (x, 0), (x + 120, 111), 110, 2)
        cv2.line(paper, (x, 111), (x + 240, 0), 140, 2)
    return cv2.GaussianBlur(np.where(ink > 0, np.uint8(70), paper), (0, 0), 0.8)


def found(picture: np.ndarray) -> np.ndarray:
    result = thresholded(without_pattern(contrast_of(picture)))
    assert result is not None
    return result[0] > 0


def test_a_pattern_on_the_paper_is_no_ink_and_strokes_stay():
    ink = strokes()
    picture = on_cheque(ink)
    far = cv2.dilate(ink, np.ones((9, 9), np.uint8)) == 0
    without = thresholded(contrast_of(picture))
    assert without is not None
    assert (without[0][far] > 0).mean() > 0.05
    assert found(picture)[far].mean() < 0.01
    assert found(picture)[ink > 0].mean() > 0.85
    assert cv2.connectedComponents(found(picture).astype(np.uint8))[0] - 1 == 2


def test_plain_paper_is_left_as_it_is():
    noise = np.random.default_rng(0).normal(0, 4, strokes().shape)
    plain = np.clip(210.0 - strokes() / 2 + noise, 0, 255).astype(np.uint8)
    for picture in (plain, np.full((50, 60), 240, np.uint8)):
        contrast = contrast_of(picture)
        assert without_pattern(contrast) is contrast
