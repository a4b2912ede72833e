"""Picture files: every way to store shades shows the same ink, and the rest is refused quickly."""

from __future__ import annotations

import io
import os
import struct
import warnings
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from digitnet.drawing.picture import picture_to_mnist
from digitnet.drawing.picture_files import FORMATS, MAX_BYTES, read_picture, to_bytes
from digitnet.drawing.pictures.pixels import PictureError
from tests.drawing.test_picture import assert_is_the_two, ink

PAPER = 255 - ink()
SUPPORT = {"WEBP": "webp", "AVIF": "avif", "JPEG2000": "jpg_2000"}


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def of_array(values: np.ndarray, suffix: str = ".png") -> bytes:
    return cv2.imencode(suffix, values)[1].tobytes()


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_is_read(kind):
    if kind in SUPPORT and not features.check(SUPPORT[kind]):
        pytest.skip(f"Pillow was built without {kind}")
    assert_is_the_two(picture_to_mnist(read_picture(saved(Image.fromarray(PAPER), kind))))


def test_files_come_back(tmp_path):
    for name in ("two.png", "two.jpg"):
        cv2.imwrite(str(tmp_path / name), PAPER)
        assert_is_the_two(picture_to_mnist(read_picture(tmp_path / name)))
        assert_is_the_two(picture_to_mnist(read_picture(str(tmp_path / name))))
        assert_is_the_two(picture_to_mnist(read_picture((tmp_path / name).read_bytes())))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"])
def test_each_way_to_store_colours_is_read(mode):
    picture = Image.fromarray(PAPER)
    if mode == "LAB":
        flat = Image.new("L", picture.size, 128)
        picture = Image.merge("LAB", (picture, flat, flat))
    else:
        picture = (picture.convert("P") if mode == "PA" else picture.convert("RGB")).convert(mode)
    kinds = {"CMYK": ("JPEG", "TIFF"), "YCbCr": ("JPEG",), "LAB": ("TIFF",), "PA": ("PNG",)}
    for kind in kinds.get(mode, ("PNG", "TIFF")):
        if mode == "PA":
            picture = picture.convert("RGBA")
        assert_is_the_two(picture_to_mnist(read_picture(saved(picture, kind))))


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_palette_with_transparent_paper_shows_its_ink(kind):
    picture = Image.fromarray((ink() > 127).astype(np.uint8)).convert("P")
    picture.putpalette([0, 0, 0, 10, 10, 10])
    pixels = read_picture(saved(picture, kind, transparency=0))
    assert pixels[0, 0, 3] == 0
    assert_is_the_two(picture_to_mnist(pixels))


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "TIFF"])
def test_of_an_animation_the_first_picture_is_read(kind):
    first, later = Image.fromarray(PAPER).convert("RGB"), Image.new("RGB", (220, 240), "white")
    content = saved(first, kind, save_all=True, append_images=[later] * 3)
    assert_is_the_two(picture_to_mnist(read_picture(content)))


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_its_orientation_says(orientation, deep):
    turns = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    picture = Image.fromarray(PAPER.astype(np.uint16) * 257 if deep else PAPER)
    for turn in turns.get(orientation, []):
        picture = picture.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = saved(picture, "PNG" if deep else "JPEG", exif=exif)
    assert_is_the_two(picture_to_mnist(read_picture(content)))


def shades(black: float, white: float) -> np.ndarray:
    """The two in shades from black to white."""
    return black + PAPER.astype(np.float64) / 255 * (white - black)


@pytest.mark.parametrize(
    ("black", "white"),
    [(0, 65_535), (9_000, 40_000), (300, 3_900), (40_000, 9_000), (0, 255), (31_000, 31_900)],
)
@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_16_bit_grey_is_scaled_by_what_is_in_it(black, white, suffix):
    values = np.rint(shades(black, white)).astype(np.uint16)
    assert_is_the_two(picture_to_mnist(read_picture(of_array(values, suffix))))
    values[5, 5] = 65_535  # A dead pixel.
    assert_is_the_two(picture_to_mnist(read_picture(of_array(values, suffix))))


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_16_bit_colours_are_scaled_by_what_is_in_them(suffix):
    values = np.rint(shades(300, 3_900)).astype(np.uint16)
    pixels = read_picture(of_array(np.dstack([values // 2, values, values]), suffix))
    assert_is_the_two(picture_to_mnist(pixels))
    assert pixels[0, 0, 0] > 1.9 * pixels[0, 0, 2]
    opacity = np.rint(ink().astype(np.float64) * 257).astype(np.uint16)
    transparent = np.dstack([np.zeros((*PAPER.shape, 3), np.uint16), opacity])
    assert_is_the_two(picture_to_mnist(read_picture(of_array(transparent, ".png"))))


@pytest.mark.parametrize(
    ("black", "white"),
    [(0, 1), (-1, 1), (0, 255), (0.2, 0.7), (-5, -1), (0, 1e-30), (0, 1e30), (1000, 1001), (1, 0)],
)
def test_floats_are_scaled_by_what_is_in_them(black, white):
    values = shades(black, white).astype(np.float32)
    assert_is_the_two(picture_to_mnist(read_picture(saved(Image.fromarray(values), "TIFF"))))
    values[5:7, 5] = [np.nan, np.inf]
    assert_is_the_two(picture_to_mnist(read_picture(saved(Image.fromarray(values), "TIFF"))))
    whole = Image.fromarray(np.rint(shades(-70_000, 90_000)).astype(np.int32))
    assert_is_the_two(picture_to_mnist(read_picture(saved(whole, "TIFF"))))


def test_a_blank_deep_sheet_is_blank():
    noise = np.random.default_rng(0).normal(0, 300, (240, 220))
    shadow = np.linspace(0, 1_500, 220)[None, :]
    for values in (noise, shadow + noise / 10, np.zeros((240, 220))):
        content = of_array(np.rint(58_000 + values).astype(np.uint16))
        assert picture_to_mnist(read_picture(content)) is None
    for value in (np.nan, np.inf, 0.0, -3.5):
        values = np.full((60, 50), value, np.float32)
        assert picture_to_mnist(read_picture(saved(Image.fromarray(values), "TIFF"))) is None


@given(
    st.integers(1, 6),
    st.integers(1, 6),
    st.sampled_from([np.uint16, np.int32, np.float32]),
    st.data(),
)
def test_any_shades_are_scaled(height, width, dtype, data):
    size = height * width * np.dtype(dtype).itemsize
    raw = data.draw(st.binary(min_size=size, max_size=size))
    values = np.frombuffer(raw, dtype).reshape(height, width)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scaled = to_bytes(values)
    assert scaled.shape == values.shape
    assert scaled.dtype == np.uint8


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_211, 9_500, 13_500, 60_000])
def test_too_many_pixels_are_rejected_without_being_unpacked(side):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PictureError, match="more than 50 megapixels"):
            read_picture(png_claiming(side, side))


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", of_array(PAPER)[:200], png_claiming(0, 5), of_array(PAPER, ".jpg")[:-900]],
)
def test_a_file_that_is_not_a_picture_is_rejected(data):
    with pytest.raises(PictureError) as caught:
        read_picture(data)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["ICNS", "DDS", "ICO", "TGA", "PPM", "PDF"])
def test_other_formats_are_rejected_and_the_error_names_the_supported_ones(kind):
    content = saved(Image.new("RGB", (64, 64), "white"), kind)
    with pytest.raises(PictureError) as caught:
        read_picture(content)
    for name in ("PNG", "JPEG", "WebP", "GIF", "BMP", "TIFF", "AVIF", "JPEG 2000"):
        assert name in str(caught.value)


def test_huge_and_missing_files_are_refused(tmp_path):
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(PictureError, match="20 MB"):
        read_picture(huge)
    with pytest.raises(PictureError, match="20 MB"):
        read_picture(bytes(MAX_BYTES + 1))
    with pytest.raises(PictureError, match="there is no such file"):
        read_picture(tmp_path / "none.png")
    with pytest.raises(PictureError, match="it is a folder"):
        read_picture(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_and_a_device_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "zero.png").symlink_to("/dev/zero")
    for name in ("pipe.png", "zero.png"):
        with pytest.raises(PictureError, match="it is not a regular file"):
            read_picture(tmp_path / name)


WHOLE = [of_array(PAPER[::4, ::4], suffix) for suffix in (".png", ".jpg", ".bmp", ".tiff", ".webp")]
WHOLE += [of_array(PAPER[::4, ::4].astype(np.uint16) * 257), saved(Image.fromarray(PAPER), "GIF")]


@settings(max_examples=200)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=6),
    st.none() | st.integers(0, 3000),
)
def test_any_damaged_file_is_a_picture_or_a_picture_error(whole, damage, length):
    data = bytearray(whole)
    for place, value in damage:
        data[place % len(data)] = value
    try:
        pixels = read_picture(bytes(data[:length]))
    except PictureError as error:
        assert str(error).endswith(".")
    else:
        assert pixels.dtype == np.uint8
        assert pixels.ndim == 3
        assert pixels.shape[2] == 4


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda b: b"\x89PNG\r\n\x1a\n" + b))
def test_any_bytes_are_a_picture_or_a_picture_error(data):
    try:
        pixels = read_picture(data)
    except PictureError:
        return
    assert pixels.dtype == np.uint8
