"""Sheets on a table are found and straightened; digits are no sheets."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitnet.drawing.pictures.straight import straightened


def sheet() -> np.ndarray:
    """White paper with a mark in its upper left quarter, uint8 (200, 300)."""
    paper = np.full((200, 300), 230, np.uint8)
    cv2.circle(paper, (75, 50), 15, 30, 5)
    return paper


CORNERS = (
    ((100, 80), (520, 80), (520, 360), (100, 360)),
    ((130, 60), (540, 110), (500, 400), (90, 340)),
    ((160, 90), (470, 100), (560, 420), (60, 400)),
)


@pytest.mark.parametrize("corners", CORNERS)
def test_a_sheet_on_a_dark_table_is_straightened(corners):
    source = np.array([(0, 0), (300, 0), (300, 200), (0, 200)], np.float32)
    view = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    photo = cv2.warpPerspective(sheet(), view, (640, 480), borderValue=40)
    noise = np.random.default_rng(0).normal(0, 3, photo.shape)
    photo = np.clip(photo + noise, 0, 255).astype(np.uint8)
    straight, to_photo = straightened(photo)
    assert straight.min(axis=None) < 80
    assert np.median(straight) > 200
    # No table is left at the edges, and the mark is where it is on the paper.
    edge = np.concatenate([straight[0], straight[-1], straight[:, 0], straight[:, -1]])
    assert (edge > 150).mean() > 0.97
    rows, columns = np.nonzero(straight < 120)
    height, width = straight.shape
    assert rows.mean() / height == pytest.approx(0.25, abs=0.05)
    assert columns.mean() / width == pytest.approx(0.25, abs=0.05)
    place = np.array([[[columns.mean(), rows.mean()]]])
    ((found,),) = cv2.perspectiveTransform(place, to_photo)
    ((expected,),) = cv2.perspectiveTransform(np.array([[[75.0, 50.0]]]), view)
    assert np.allclose(found, expected, atol=6)


def test_what_is_no_sheet_on_a_table():
    assert straightened(sheet()) is None
    assert straightened(255 - sheet()) is None
    assert straightened(np.full((80, 80), 200, np.uint8)) is None
    # A blank sheet is no more than a light rectangle, as a 1 is.
    photo = np.full((400, 400), 30, np.uint8)
    photo[100:300, 100:300] = 220
    assert straightened(photo) is None


@pytest.mark.parametrize("pen", [10, 25, 40])
def test_a_light_digit_on_a_dark_tile_is_no_sheet(pen):
    for corners in (
        [(60, 30), (140, 30), (140, 170), (60, 170), (60, 30)],
        [(100, 30), (100, 170)],
    ):
        tile = np.zeros((200, 200), np.uint8)
        cv2.polylines(tile, [np.array(corners, np.int32)], False, 240, pen)
        assert straightened(cv2.GaussianBlur(tile, (3, 3), 0)) is None
