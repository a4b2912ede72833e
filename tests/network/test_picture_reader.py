"""Pictures of numbers are read with the shipped model's light form, without TensorFlow."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitnet import paths
from digitnet.data.hand import drawn
from digitnet.data.samples import steady_hand
from digitnet.data.skeletons.letters import letters
from digitnet.data.writers import Population, Writer
from digitnet.drawing.drawing import Drawing
from digitnet.network.light import LightPredictor


@pytest.fixture(scope="module")
def reader():
    return LightPredictor((paths.SHIPPED_MODEL / "model.tflite").read_bytes(), "shipped")


def drawing_of(letter: str, writer: Writer) -> Drawing:
    if letter.isdigit():
        return writer.draw(int(letter))
    return drawn(letters()[letter][0], writer.hand, np.random.default_rng(2))


def paper(*lines: tuple[str, int, int], height: int = 60, pen: int = 6) -> np.ndarray:
    """A synthetic writer's numbers on white paper, uint8 (400, 700).

    Args:
        lines: text, left and top of each; digits, and letters that look like none.
    """
    picture = np.full((400, 700), 255, np.uint8)
    writer = Writer(np.random.default_rng(1), Population(hand=steady_hand))
    for text, left, top in lines:
        for letter in text:
            strokes = drawing_of(letter, writer).strokes
            points = np.concatenate(strokes)
            low, scale = points.min(axis=0), height / float(np.ptp(points[:, 1]))
            for stroke in strokes:
                line = np.rint((stroke - low) * scale + (left, top)).astype(np.int32)
                cv2.polylines(picture, [line], False, 0, pen, cv2.LINE_AA)
            left += int(float(np.ptp(points[:, 0])) * scale) + 18
    return picture


def test_a_number_and_where_its_digits_are(reader):
    number = reader.read_picture(paper(("3069", 80, 150)))
    assert number.text == "3069"
    assert [digit.digit for digit in number.digits] == [3, 0, 6, 9]
    assert number.confidence > 0.5
    lefts = [left for left, *_ in number.boxes]
    assert lefts == sorted(lefts)
    for _, top, width, height in number.boxes:
        assert 140 <= top <= 155
        assert 55 <= height <= 75
        assert width < 90


def test_rows_and_the_numbers_in_them(reader):
    picture = paper(("12", 40, 60), ("345", 400, 70), ("2079", 60, 220))
    assert reader.read_picture(picture).text == "12 345\n2079"
    rows = reader.read_sheet(picture)
    assert [[number.text for number in row] for row in rows] == [["12", "345"], ["2079"]]
    assert reader.read_picture(picture).lengths == [[2, 3], [4]]


@pytest.mark.parametrize("rise", [0, 8, 14])
def test_a_dash_behind_a_number_is_no_digit(reader, rise):
    picture = paper(("3069", 80, 150))
    right = int(np.flatnonzero((picture < 128).any(axis=0))[-1])
    dash = [(right + 8, 180), (right + 20, 176), (right + 44, 180 - rise)]
    cv2.polylines(picture, [np.array(dash, np.int32)], False, 0, 9, cv2.LINE_AA)
    assert reader.read_picture(picture).text == "3069"


def test_dark_paper_colour_and_scale_change_nothing(reader):
    picture = paper(("205", 200, 150))
    for other in (
        255 - picture,
        cv2.resize(picture, None, fx=4, fy=4),
        cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
        np.dstack([picture, picture // 2 + 90, picture // 3 + 100]),
    ):
        assert reader.read_picture(other).text == "205"


def test_dots_commas_and_dashes_are_not_read(reader):
    picture = paper(("345", 80, 150))
    cv2.circle(picture, (400, 208), 5, 0, -1)
    cv2.line(picture, (430, 180), (470, 180), 0, 6)
    assert reader.read_picture(picture).text == "345"


@pytest.mark.parametrize("text", ["7A3", "2E60", "8K4", "A7K2"])
def test_letters_among_digits_are_not_read_as_digits(reader, text):
    expected = "".join(letter if letter.isdigit() else "?" for letter in text)
    assert reader.read_picture(paper((text, 80, 150))).text == expected


def test_rules_shadow_and_noise_change_nothing(reader):
    picture = paper(("2079", 150, 150)).astype(float)
    picture[205:208] = 60
    picture[100:102] = 60
    shadow = np.linspace(0.5, 1, 700)[None]
    noise = np.random.default_rng(0).normal(0, 4, picture.shape)
    photo = np.clip(picture * 0.85 * shadow + noise, 0, 255).astype(np.uint8)
    assert reader.read_picture(photo).text == "2079"


def test_a_sheet_seen_from_the_side(reader):
    source = np.array([(0, 0), (700, 0), (700, 400), (0, 400)], np.float32)
    corners = np.array([(140, 90), (840, 130), (780, 560), (90, 500)], np.float32)
    view = cv2.getPerspectiveTransform(source, corners)
    photo = cv2.warpPerspective(paper(("306", 250, 150)), view, (960, 700), borderValue=30)
    number = reader.read_picture(photo)
    assert number.text == "306"
    middles = [[[left + width / 2, top + height / 2]] for left, top, width, height in number.boxes]
    flat = cv2.perspectiveTransform(np.array(middles), np.linalg.inv(view))
    assert np.all(np.abs(flat[:, 0, 1] - 180) < 15)


def test_digits_that_touch(reader):
    picture = np.full((200, 400), 255, np.uint8)
    for x in (100, 148, 196):
        cv2.ellipse(picture, (x, 100), (24, 38), 0, 0, 360, 0, 7, cv2.LINE_AA)
    assert reader.read_picture(picture).text == "000"


def test_nothing_to_read(reader):
    number = reader.read_picture(np.full((100, 200), 240, np.uint8))
    assert (number.text, number.digits, number.boxes, number.confidence) == ("", [], [], 0.0)


def test_a_thousand_blobs_take_a_bounded_time(reader):
    rng = np.random.default_rng(0)
    picture = np.full((1600, 1600), 255, np.uint8)
    for y, x in rng.integers(10, 1560, (1000, 2)).tolist():
        picture[y : y + int(rng.integers(8, 40)), x : x + int(rng.integers(4, 30))] = 0
    start = time.process_time()
    reader.read_picture(picture)
    assert time.process_time() - start < 5


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 40), st.integers(1, 60), st.sampled_from([(), (3,), (4,)]), st.integers(0, 99)
)
def test_any_small_array_is_read(reader, height, width, channels, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, *channels))
    number = reader.read_picture(pixels.astype(np.uint8))
    assert len(number.boxes) == len(number.digits) == len(number.groups)
    for left, top, wide, high in number.boxes:
        assert 0 <= left < left + wide <= width
        assert 0 <= top < top + high <= height
