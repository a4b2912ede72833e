"""Ruled lines and boxes go, strokes stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitnet.drawing.pictures.rules import without_rules


def ink(*lines: tuple[tuple[int, int], ...], pen: int = 7) -> np.ndarray:
    """Strokes, uint8 (200, 300)."""
    picture = np.zeros((200, 300), np.uint8)
    for line in lines:
        cv2.polylines(picture, [np.array(line, np.int32)], False, 255, pen)
    return picture


SEVEN = ((120, 60), (170, 60), (140, 140))
FOUR = ((170, 60), (130, 115), (190, 115)), ((172, 90), (172, 150))


def share_left(digit: np.ndarray, cleared: np.ndarray) -> float:
    return float((cleared[digit > 0] > 0).mean())


@pytest.mark.parametrize("tilt", [-3, 0, 4])
@pytest.mark.parametrize("y", [40, 100, 150])
def test_a_ruled_line_goes_and_the_digit_on_it_stays(y, tilt):
    digit = ink(SEVEN)
    line = ink(((0, y), (299, y + tilt)), pen=2)
    cleared = without_rules(cv2.bitwise_or(digit, line))
    assert share_left(digit, cleared) > 0.9
    assert (cleared[(line > 0) & (digit == 0)] > 0).mean() < 0.05


def test_a_printed_box_goes():
    digit = ink(*FOUR)
    for corner in ((30, 20), (4, 4)):
        box = np.zeros_like(digit)
        cv2.rectangle(box, corner, (270, 180), 255, 5)
        cleared = without_rules(cv2.bitwise_or(digit, box))
        assert share_left(digit, cleared) == 1
        assert (cleared[box > 0] > 0).mean() < 0.02


def test_squared_paper_goes():
    digit = ink(*FOUR, pen=9)
    squares = np.zeros_like(digit)
    squares[10::40] = 255
    squares[:, 15::40] = 255
    cleared = without_rules(cv2.bitwise_or(digit, squares))
    assert share_left(digit, cleared) > 0.8
    assert (cleared[(squares > 0) & (digit == 0)] > 0).mean() < 0.05


@pytest.mark.parametrize("turned", [False, True])
def test_the_strokes_of_a_digit_that_fills_the_picture_stay(turned):
    one = np.zeros((160, 100), np.uint8)
    cv2.line(one, (50, 0), (50, 159), 255, 9)
    cv2.line(one, (0, 155), (99, 155), 255, 9)
    cv2.line(one, (50, 4), (20, 40), 255, 9)
    seven = np.zeros((160, 100), np.uint8)
    cv2.polylines(seven, [np.array([(0, 4), (99, 4), (40, 159)])], False, 255, 9)
    for digit in (one, seven):
        digit = np.ascontiguousarray(digit[::-1, ::-1]) if turned else digit
        assert np.array_equal(without_rules(digit), digit)


def test_ones_in_a_row_are_no_lines():
    digits = np.zeros((112, 346), np.uint8)
    for x in (30, 150, 250):
        cv2.line(digits, (x, 22), (x, 106), 255, 9)
    for stroke in (
        [(60, 30), (100, 30), (60, 100), (110, 100)],
        [(180, 25), (225, 25), (200, 100)],
    ):
        cv2.polylines(digits, [np.array(stroke, np.int32)], False, 255, 9)
    assert np.array_equal(without_rules(digits), digits)


@pytest.mark.parametrize("touches", [False, True])
def test_a_long_line_under_the_digits_goes_wherever_it_ends(touches):
    digit = ink(((120, 90), (150, 90), (130, 140)), pen=5)
    line = ink(((20, 141 if touches else 160), (230, 141 if touches else 160)), pen=3)
    cleared = without_rules(cv2.bitwise_or(digit, line))
    assert share_left(digit, cleared) > 0.9
    assert (cleared[(line > 0) & (digit == 0)] > 0).mean() < 0.05


def test_no_ink_and_a_line_alone():
    blank = np.zeros((50, 80), np.uint8)
    assert not without_rules(blank).any()
    blank[20:23] = 255
    assert np.array_equal(without_rules(blank), blank)
