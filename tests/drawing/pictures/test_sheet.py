"""Pictures are taken apart: rows, numbers, boxes in the picture's own pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitnet.drawing.pictures.sheet import find, image_of


def paper(*places: tuple[str, int, int]) -> np.ndarray:
    """Printed digits on white paper, uint8 (300, 500)."""
    picture = np.full((300, 500), 255, np.uint8)
    for text, x, y in places:
        cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 5, cv2.LINE_AA)
    return picture


def test_rows_and_numbers_are_found_in_the_order_of_reading():
    sheet = find(paper(("12", 20, 120), ("345", 300, 120), ("6", 40, 240)))
    lefts = [[min(box[0] for box in number.boxes) for number in row] for row in sheet.rows]
    assert [len(row) for row in lefts] == [2, 1]
    assert [sorted(row) for row in lefts] == lefts
    assert all(number.lattice.count > 0 for row in sheet.rows for number in row)


def test_a_box_is_where_the_digit_is_in_the_picture():
    for scale in (0.4, 1, 6):
        picture = cv2.resize(paper(("8", 200, 150)), None, fx=scale, fy=scale)
        (((number,),),) = (find(picture).rows,)
        left, top, width, height = max(number.boxes, key=lambda box: box[2])
        ink = np.argwhere(picture < 128)
        low, far = ink.min(axis=0), ink.max(axis=0) + 1
        assert np.allclose((top, left), low, atol=2 + scale)
        assert np.allclose((top + height, left + width), far, atol=2 + scale)


def test_a_users_own_box_has_the_image_of_the_ink_in_it():
    sheet = find(paper(("8", 100, 150)))
    ((number,),) = sheet.rows
    whole = max(range(len(number.boxes)), key=lambda place: number.boxes[place][2])
    expected = number.lattice.candidates[whole].drawing
    assert np.array_equal(image_of(sheet, number.boxes[whole]), expected)
    assert image_of(sheet, (0, 0, 20, 20)) is None
    assert image_of(sheet, (-50, -50, 20, 20)) is None
    assert image_of(sheet, (5000, 5000, 20, 20)) is None


@pytest.mark.parametrize("turn", range(4))
def test_a_sheet_that_light_falls_on_from_one_side_has_no_rows(turn):
    shades = np.tile(np.linspace(40, 220, 400).astype(np.uint8), (300, 1))
    assert not find(np.ascontiguousarray(np.rot90(shades, turn))).rows


def test_a_blank_sheet_has_no_rows():
    assert find(np.full((50, 60), 255, np.uint8)).rows == ()
    assert find(np.zeros((50, 60, 4), np.uint8)).rows == ()
