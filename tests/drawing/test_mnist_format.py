"""Drawings to MNIST format: the shape alone decides."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist

SEVEN = np.array([(0.0, 0.0), (0.6, 0.02), (0.25, 1.0)])
CROSSBAR = np.array([(0.15, 0.5), (0.55, 0.48)])
FIVE = [
    np.array([(0.1, 0.0), (0.08, 0.4), (0.5, 0.5), (0.55, 0.8), (0.3, 1.0), (0.0, 0.9)]),
    np.array([(0.15, -0.12), (0.6, -0.14)]),
]


def ring() -> np.ndarray:
    angle = np.linspace(0, 2 * np.pi, 40)
    return np.stack([0.35 * np.cos(angle) + 0.35, 0.5 * np.sin(angle) + 0.5], axis=1)


def image_of(*strokes: np.ndarray, size=300.0, x=40.0, y=50.0, pen=20.0) -> np.ndarray:
    placed = [stroke * size + (x, y) for stroke in strokes]
    return to_mnist(Drawing.from_strokes(placed, pen_width=pen))


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    ys, xs = np.indices(image.shape)
    return float((xs * image).sum() / image.sum()), float((ys * image).sum() / image.sum())


def test_it_is_an_image_in_mnist_format():
    image = image_of(SEVEN)
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert image.max() == 255
    assert image[0].max() == 0


def test_an_empty_drawing_has_no_image():
    assert to_mnist(Drawing.from_strokes([])) is None
    assert to_mnist(Drawing.from_strokes([[]])) is None


def test_a_digit_fills_the_box_and_hangs_by_its_centre_of_mass():
    image = image_of(ring())
    rows = np.flatnonzero(image.max(axis=1) > 60)
    columns = np.flatnonzero(image.max(axis=0) > 60)
    assert 19 <= rows[-1] - rows[0] + 1 <= 21
    assert 12 <= columns[-1] - columns[0] + 1 <= 17
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.1)


@given(
    size=st.floats(32, 400),
    x=st.floats(0, 400),
    y=st.floats(0, 400),
    pen=st.floats(4, 40),
)
def test_position_size_and_pen_have_no_effect(size, x, y, pen):
    expected = image_of(SEVEN, CROSSBAR).astype(int)
    image = image_of(SEVEN, CROSSBAR, size=size, x=x, y=y, pen=pen)
    assert np.abs(image - expected).max() <= 12


def test_units_do_not_matter():
    expected = to_mnist(Drawing.from_strokes([SEVEN * 300])).astype(int)
    assert np.abs(to_mnist(Drawing.from_strokes([SEVEN])) - expected).max() <= 12


def test_dense_points_change_nothing():
    steps = np.linspace(0, 1, 2000)[:, None]
    dense = np.concatenate(
        [start + steps * (end - start) for start, end in itertools.pairwise(SEVEN)]
    )
    assert np.abs(image_of(dense).astype(int) - image_of(SEVEN)).max() <= 40


@pytest.mark.parametrize("wobble", [[], [(0.04, 0.0)], [(3.0, 2.0)]])
def test_a_tap_is_a_dot(wobble):
    taps = [(200.0, 200.0)] + [(200.0 + dx, 200.0 + dy) for dx, dy in wobble]
    image = to_mnist(Drawing.from_strokes([taps], pen_width=20))
    assert 0 < (image > 0).sum() <= 16
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.1)


def test_a_stray_tap_does_not_shrink_the_digit():
    alone = image_of(SEVEN)
    for tap in ([(1.0, 1.0)], [(-0.5, 0.5), (-0.49, 0.5)]):
        assert (image_of(SEVEN, np.array(tap)) == alone).all()
        assert (image_of(np.array(tap), SEVEN) == alone).all()


def test_what_belongs_to_the_digit_is_kept():
    assert (image_of(SEVEN, CROSSBAR) != image_of(SEVEN)).any()
    assert (image_of(*FIVE) != image_of(FIVE[0])).any()
    for dot in ([(0.35, 0.5)], [(0.35, 0.5), (0.36, 0.5)]):
        assert image_of(ring(), np.array(dot))[13:15, 13:15].max() == 255


def test_no_ink_leaves_the_image():
    # Nearly all its mass is at the top, so that its centre of mass would push its foot outside.
    flag = np.array([(0.0, 0.0)] + [(0.4 * (i % 2), i * 0.01) for i in range(12)] + [(0.0, 1.0)])
    image = image_of(flag)
    foot = np.flatnonzero(image.max(axis=1))[-1]
    assert foot == 27
    assert image[27].max() < 255 or (image[26] > 0).sum() >= (image[27] > 0).sum()
    assert np.flatnonzero(image.max(axis=1))[0] >= 7


@pytest.mark.parametrize("size", [32, 60, 150, 300])
@pytest.mark.parametrize("pen", [4.0, 20.0, 40.0])
def test_taps_of_a_shaky_finger_are_ignored_at_any_size(size, pen):
    rng = np.random.default_rng(size)
    seven = np.array(SEVEN) * size + 60
    alone = to_mnist(Drawing.from_strokes([seven], pen_width=pen))
    for _ in range(20):
        wobble = rng.normal(0, 0.06 * min(pen, size), (5, 2))
        tap = rng.uniform(0.9, 2.0) * size * np.array([1, 0.4]) + 60 + size * 0.4 + wobble
        drawing = Drawing.from_strokes([seven, tap], pen_width=pen)
        assert (to_mnist(drawing) == alone).all()


def test_a_short_stroke_far_away_is_ignored():
    far = np.array([(3.0, 0.2), (3.2, 0.3)])
    assert (image_of(SEVEN, far) == image_of(SEVEN)).all()
    near = np.array([(0.75, 0.2), (0.95, 0.3)])
    assert (image_of(SEVEN, near) != image_of(SEVEN)).any()


def test_the_dots_of_letters_are_kept_and_a_tap_above_a_digit_is_not():
    stem = np.array([(0.5, 0.0), (0.5, 1.0)])
    dot = np.array([(0.52, -0.25)])
    assert (image_of(stem, dot) != image_of(stem)).any()
    assert (image_of(ring(), dot) == image_of(ring())).all()
    umlaut = [np.array([(0.35, -0.25)]), np.array([(0.6, -0.25)])]
    assert (image_of(ring(), *umlaut) != image_of(ring())).any()
