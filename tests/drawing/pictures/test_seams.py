"""Touching digits are cut where they touch."""

from __future__ import annotations

import cv2
import numpy as np

from digitnet.drawing.pictures.blobs import Blob, blobs_of, merged
from digitnet.drawing.pictures.seams import pieces_of, stroke_width


def zeros(*middles: int) -> np.ndarray:
    """Zeros 80 pixels high and 50 wide, uint8 (120, 300)."""
    picture = np.zeros((120, 300), np.uint8)
    for middle in middles:
        cv2.ellipse(picture, (middle, 60), (22, 37), 0, 0, 360, 255, 6)
    return picture


def only_blob(ink: np.ndarray) -> Blob:
    (blob,) = blobs_of(ink, 10)
    return blob


def test_two_digits_that_touch_have_a_seam_between_them():
    blob = only_blob(zeros(60, 104))
    pieces = pieces_of(blob, 3, 80.0, 6.0)
    assert pieces[0].cut == 0
    assert all(piece.blobs == (3,) for piece in pieces)
    between = [piece for piece in pieces[1:] if abs(piece.ink.left - 82) <= 6]
    assert between
    assert all(piece.cut >= 1 for piece in between)


def test_slanted_digits_are_cut_along_their_slant():
    ink = np.zeros((140, 200), np.uint8)
    for x in (60, 90):
        cv2.line(ink, (x + 50, 20), (x, 120), 255, 7)
    cv2.line(ink, (85, 70), (115, 70), 255, 5)
    pieces = pieces_of(only_blob(ink), 0, 100.0, 7.0)
    assert len(pieces) >= 2
    heights = [piece.ink.height for piece in pieces]
    assert sorted(heights)[-2] > 50


def test_rings_are_not_cut_through_but_where_they_touch():
    ink = np.zeros((100, 360), np.uint8)
    for middle in (60, 150, 240):
        cv2.ellipse(ink, (middle, 50), (42, 38), 0, 0, 360, 255, 7)
    pieces = pieces_of(only_blob(ink), 0, 84.0, 7.0)
    assert len(pieces) == 3
    assert [
        abs(piece.ink.middle - middle) <= 6
        for piece, middle in zip(pieces, (60, 150, 240), strict=True)
    ] == [True] * 3


def test_pieces_are_all_of_the_blob():
    blob = only_blob(zeros(50, 94, 138))
    pieces = pieces_of(blob, 0, 80.0, 6.0)
    whole = merged([piece.ink for piece in pieces])
    assert (whole.left, whole.top) == (blob.left, blob.top)
    assert np.array_equal(whole.mask, blob.mask)
    assert sum(int(piece.ink.mask.sum()) for piece in pieces) == int(blob.mask.sum())


def test_a_narrow_blob_is_not_cut():
    ink = np.zeros((100, 60), np.uint8)
    cv2.line(ink, (30, 10), (30, 90), 255, 6)
    assert len(pieces_of(only_blob(ink), 0, 80.0, 6.0)) == 1


def test_the_width_of_strokes():
    ink = np.zeros((200, 200), np.uint8)
    cv2.line(ink, (20, 100), (180, 100), 255, 9)
    assert 8 <= stroke_width(ink) <= 11
    assert stroke_width(np.zeros((5, 5), np.uint8)) == 1
