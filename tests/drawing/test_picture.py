"""Pictures of digits: ink is found on any paper, and rubbish is refused in a sentence."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.drawing.picture import picture_to_mnist
from digitnet.drawing.pictures.pixels import PictureError

TWO = [(60, 70), (110, 40), (150, 80), (120, 130), (60, 190), (60, 195), (160, 190)]


def ink(pen: int = 14) -> np.ndarray:
    """Coverage of a drawn 2, uint8 (240, 220)."""
    picture = np.zeros((240, 220), np.uint8)
    cv2.polylines(picture, [np.array(TWO, np.int32)], False, 255, pen, cv2.LINE_AA)
    return picture


def assert_is_the_two(image: np.ndarray | None) -> None:
    assert image is not None
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    expected = to_mnist(Drawing.from_strokes([TWO]))
    assert np.corrcoef(image.ravel(), expected.ravel())[0, 1] > 0.85


@pytest.mark.parametrize("pen", [4, 14, 26])
def test_dark_on_light_and_light_on_dark(pen):
    assert_is_the_two(picture_to_mnist(ink(pen)))
    assert_is_the_two(picture_to_mnist(255 - ink(pen)))
    assert_is_the_two(picture_to_mnist(cv2.cvtColor(255 - ink(pen), cv2.COLOR_GRAY2RGB)))


def test_a_transparent_canvas_shows_its_ink_whatever_its_colour():
    for colour in (0, 255, 90):
        picture = np.full((240, 220, 4), colour, np.uint8)
        picture[..., 3] = ink()
        assert_is_the_two(picture_to_mnist(picture))


def test_an_opaque_canvas_is_read_by_its_brightness():
    picture = np.dstack([255 - ink()] * 3 + [np.full((240, 220), 255, np.uint8)])
    assert_is_the_two(picture_to_mnist(picture))


def test_a_photo_with_shadow_and_noise():
    rng = np.random.default_rng(0)
    paper = np.linspace(120, 230, 220)[None, :] * np.ones((240, 1))
    photo = paper * (1 - 0.6 * ink() / 255) + rng.normal(0, 4, (240, 220))
    assert_is_the_two(picture_to_mnist(np.clip(photo, 0, 255).astype(np.uint8)))


def test_a_blank_sheet_has_no_image():
    assert picture_to_mnist(np.full((50, 60), 255, np.uint8)) is None
    assert picture_to_mnist(np.zeros((50, 60, 4), np.uint8)) is None
    texture = np.random.default_rng(0).integers(236, 246, (80, 80)).astype(np.uint8)
    assert picture_to_mnist(texture) is None


def window(colour: int, paper: int, margin: int = 0, corner: int = 30) -> np.ndarray:
    """A window with the two, rounded corners and a transparent margin, RGBA."""
    height, width = ink().shape
    opacity = np.zeros((height, width), np.uint8)
    for box in ((0, corner, width, height - corner), (corner, 0, width - corner, height)):
        cv2.rectangle(opacity, box[:2], (box[2] - 1, box[3] - 1), 255, -1)
    for x in (corner, width - 1 - corner):
        for y in (corner, height - 1 - corner):
            cv2.circle(opacity, (x, y), corner, 255, -1, cv2.LINE_AA)
    grey = (paper + (colour - paper) * (ink() / 255)).astype(np.uint8)
    picture = np.dstack([grey, grey, grey, opacity])
    picture[opacity == 0] = 0
    return np.pad(picture, ((margin, margin), (margin, margin), (0, 0)))


@pytest.mark.parametrize(("colour", "paper"), [(0, 255), (255, 0), (230, 40), (60, 160)])
@pytest.mark.parametrize("margin", [0, 1, 40])
def test_a_window_with_transparent_corners_or_margin_shows_its_ink(colour, paper, margin):
    assert_is_the_two(picture_to_mnist(window(colour, paper, margin)))


def test_a_window_with_a_soft_shadow_shows_its_ink():
    picture = window(20, 250, margin=40)
    shadow = cv2.GaussianBlur(picture[..., 3], (0, 0), 12) // 3
    picture[..., 3] = np.maximum(picture[..., 3], shadow)
    assert_is_the_two(picture_to_mnist(picture))


@pytest.mark.parametrize("margin", [0, 40])
def test_a_blank_window_has_no_image(margin):
    assert picture_to_mnist(window(250, 250, margin)) is None
    assert picture_to_mnist(window(30, 30, margin)) is None


def test_one_transparent_pixel_changes_nothing():
    grey = 255 - ink()
    picture = np.dstack([grey, grey, grey, np.full_like(grey, 255)])
    picture[3, 3, 3] = 0
    assert_is_the_two(picture_to_mnist(picture))


def test_ink_of_many_colours_on_a_transparent_picture_is_ink():
    picture = np.random.default_rng(0).integers(0, 256, (240, 220, 4)).astype(np.uint8)
    picture[..., 3] = ink(26)
    assert_is_the_two(picture_to_mnist(picture))
    # A 1 fills its box as a sheet does.
    one = np.full((120, 16, 4), 70, np.uint8)
    one[..., 3] = 255
    padded = np.pad(one, ((10, 10), (40, 40), (0, 0)))
    image = picture_to_mnist(padded)
    assert image[4:24, 12:16].mean() > 120
    assert image[:, :10].max() == 0


def straight(digit: str, pen: int) -> np.ndarray:
    """Coverage of a digit of straight strokes along the edges of its tight cut-out."""
    width, height, middle = 110, 170, 85
    low, right, bottom = pen // 2, width - 1 - pen // 2, height - 1 - pen // 2
    corners = {
        "2": "top left, top right, middle right, middle left, bottom left, bottom right",
        "5": "top right, top left, middle left, middle right, bottom right, bottom left",
        "7": "top left, top right, bottom left",
        "0": "top left, top right, bottom right, bottom left, top left",
    }
    place = {"left": low, "right": right, "top": low, "middle": middle, "bottom": bottom}
    names = [corner.split() for corner in corners[digit].split(", ")]
    lines = [(place[across], place[down]) for down, across in names]
    picture = np.zeros((height, width), np.uint8)
    cv2.polylines(picture, [np.array(lines, np.int32)], False, 255, pen)
    return picture


@pytest.mark.parametrize("pen", [10, 15, 20])
@pytest.mark.parametrize("digit", ["2", "5", "7", "0"])
def test_a_straight_stroke_along_the_edge_is_ink(digit, pen):
    tight = straight(digit, pen)
    expected = picture_to_mnist(255 - np.pad(tight, 60)).astype(float)
    for picture in (tight, 255 - tight, 200 - tight // 2):
        image = picture_to_mnist(picture)
        assert np.corrcoef(image.ravel(), expected.ravel())[0, 1] > 0.97


def test_a_neighbour_that_reaches_in_at_the_edge_is_not_part_of_the_digit():
    picture = 255 - ink()
    picture[:, :7] = 60  # The rest of a neighbour, or a page's dark edge.
    assert_is_the_two(picture_to_mnist(picture))


@pytest.mark.parametrize("shape", [(0, 5), (5,), (5, 5, 2), (5, 5, 5), (2, 2, 2, 2)])
def test_arrays_of_another_shape_are_refused(shape):
    with pytest.raises(PictureError):
        picture_to_mnist(np.zeros(shape, np.uint8))
    with pytest.raises(PictureError):
        picture_to_mnist(np.zeros((5, 5), np.float32))


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([(), (3,), (4,)]), st.integers(0, 99))
def test_any_small_array_has_an_image_or_none(height, width, channels, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, *channels))
    image = picture_to_mnist(pixels.astype(np.uint8))
    assert image is None or (image.shape == (28, 28) and image.dtype == np.uint8)
