"""Pictures of digits: ink is found on any paper, and rubbish is refused in a sentence."""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.drawing.picture import PictureError, picture_to_mnist, read_picture

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


def test_files_come_back(tmp_path):
    path = tmp_path / "two.png"
    cv2.imwrite(str(path), 255 - ink())
    assert_is_the_two(picture_to_mnist(read_picture(path)))
    assert_is_the_two(picture_to_mnist(read_picture(path.read_bytes())))
    cv2.imwrite(str(tmp_path / "two.jpg"), 255 - ink())
    assert_is_the_two(picture_to_mnist(read_picture(tmp_path / "two.jpg")))


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        cv2.imencode(".png", 255 - ink())[1].tobytes()[:200],
        png_claiming(60_000, 60_000),
        png_claiming(9_000, 9_000),
        png_claiming(0, 5),
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureError) as caught:
        picture_to_mnist(read_picture(data))
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_huge_and_missing_files_are_refused(tmp_path):
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(PictureError, match="20 MB"):
        read_picture(huge)
    with pytest.raises(PictureError, match="No such file"):
        read_picture(tmp_path / "none.png")
    with pytest.raises(PictureError):
        read_picture(tmp_path)


@pytest.mark.parametrize("shape", [(0, 5), (5,), (5, 5, 2), (5, 5, 5), (2, 2, 2, 2)])
def test_arrays_of_another_shape_are_refused(shape):
    with pytest.raises(PictureError):
        picture_to_mnist(np.zeros(shape, np.uint8))
    with pytest.raises(PictureError):
        picture_to_mnist(np.zeros((5, 5), np.float32))


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda b: b"\x89PNG\r\n\x1a\n" + b))
def test_any_bytes_are_a_picture_or_a_picture_error(data):
    try:
        pixels = read_picture(data)
    except PictureError:
        return
    assert pixels.dtype == np.uint8


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([(), (3,), (4,)]), st.integers(0, 99))
def test_any_small_array_has_an_image_or_none(height, width, channels, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, *channels))
    image = picture_to_mnist(pixels.astype(np.uint8))
    assert image is None or (image.shape == (28, 28) and image.dtype == np.uint8)
