"""Synthetic writers: they use every allograph, each in a style of their own."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitnet import Drawing, to_mnist
from digitnet.data.hand import Hand, drawn
from digitnet.data.skeletons import DIGITS
from digitnet.data.skeletons.letters import letters
from digitnet.data.skeletons.no_digit import NON_DIGITS, letter
from digitnet.data.writers import (
    POPULATION,
    Population,
    Writer,
    sample,
    synthetic_drawings,
    synthetic_images,
)
from digitnet.labels import CLASSES, DIGIT_COUNT, NON_DIGIT

PLAIN = Hand(
    slant=0, width=1, tilt=0, roundness=0, angularity=0, slop=0, warp=0, tremor=0, hurry=0,
    skips=0, flick=0, resolution=400,
)  # fmt: skip
STROKES_SHA256 = "7b696736acc717bdb8dd38d3a395e0ef0b41a88d4a76466376eb4f82d036041c"
IMAGES_SHA256 = "faa52d89389bceb3ea9f83ea2f9606e4f8455bb011fee98455756c8819d37d87"
MAKERS = [maker for ways in (*DIGITS, NON_DIGITS) for _, maker in ways]


def test_shares_sum_to_one_and_names_are_unique():
    for ways in (*DIGITS, NON_DIGITS):
        assert sum(share for share, _ in ways) == pytest.approx(1)
        assert len({maker.__name__ for _, maker in ways}) == len(ways)
    assert len(DIGITS) == DIGIT_COUNT


@pytest.mark.parametrize(
    "maker", MAKERS, ids=lambda maker: f"{maker.__module__[19:]}-{maker.__name__}"
)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=10)
def test_every_way_of_writing_can_be_drawn(maker, seed):
    rng = np.random.default_rng(seed)
    drawing = drawn(maker(rng), Hand.random(rng), rng)
    points = np.concatenate(drawing.strokes)
    assert np.isfinite(points).all()
    assert len(points) < 2000
    assert to_mnist(drawing).max() == 255


def test_digits_stay_in_their_frame():
    """About one unit high and narrower than wide letters: a wild number shows here."""
    rng = np.random.default_rng(0)
    for ways in DIGITS:
        for _, maker in ways:
            for _ in range(50):
                points = np.concatenate(maker(rng))
                assert set(points[:, 2]) <= {0.0, 1.0}
                width, height = np.ptp(points[:, :2], axis=0)
                assert 0.85 <= height <= 1.4, maker.__name__
                assert width <= 1.3, maker.__name__


def test_the_same_seed_writes_the_same_and_another_something_else():
    first, again, other = (synthetic_images(60, seed) for seed in (1, 1, 2))
    assert (first[0] == again[0]).all()
    assert (first[1] == again[1]).all()
    assert (first[0] != other[0]).any(axis=(1, 2)).mean() > 0.95


def test_all_digits_come_equally_often_and_some_are_none():
    labels = np.array([label for _, label in synthetic_drawings(4000, 3)])
    counts = np.bincount(labels, minlength=CLASSES)
    assert counts[NON_DIGIT] / 4000 == pytest.approx(POPULATION.non_digit_share, abs=0.03)
    assert counts[:DIGIT_COUNT] == pytest.approx(400 * (1 - POPULATION.non_digit_share), rel=0.15)


def test_a_writer_keeps_to_a_style_and_never_draws_the_same_twice():
    rng = np.random.default_rng(4)

    def distance(a: Drawing, b: Drawing) -> float:
        return float(np.abs(to_mnist(a).astype(float) - to_mnist(b)).mean())

    within, between = [], []
    for _ in range(60):
        one, another = Writer(rng), Writer(rng)
        for digit in (1, 4, 7):
            within.append(distance(one.draw(digit), one.draw(digit)))
            between.append(distance(one.draw(digit), another.draw(digit)))
    assert min(within) > 0
    assert np.mean(within) < 0.6 * np.mean(between)


def test_what_the_issue_of_styles_is_about_is_there():
    names = {digit: {maker.__name__ for _, maker in ways} for digit, ways in enumerate(DIGITS)}
    assert {"slashed", "barred", "dotted", "closed_inside"} <= names[0]
    assert {"with_upstroke", "with_foot", "with_both", "leaning", "with_long_flag"} <= names[1]
    assert {"with_loop", "with_curved_foot"} <= names[2]
    assert {"flat", "pointed", "round", "slack"} <= names[3]
    assert {"open", "closed", "in_one", "lightning", "low"} <= names[4]
    assert {"in_one", "in_two", "short", "with_t_top"} <= names[5]
    assert {"tight", "straight"} <= names[6]
    assert {"crossed", "curled"} <= names[7]
    assert {"from_anywhere", "in_two", "with_ends", "narrow", "apart"} <= names[8]
    assert {"open", "small", "plain", "bar_first", "with_belly", "open_top"} <= names[9]


def test_crossed_sevens_are_crossed():
    rng = np.random.default_rng(5)
    (crossed,) = [maker for _, maker in DIGITS[7] if maker.__name__ == "crossed"]
    for _ in range(50):
        strokes = drawn(crossed(rng), PLAIN, rng).strokes
        if len(strokes) == 2:
            leg, bar = strokes
            assert bar[:, 0].min() < leg[len(leg) // 2 :, 0].max()
            assert leg[:, 1].min() < bar[:, 1].mean() < leg[:, 1].max()


def test_barred_zeros_have_bars_at_every_angle():
    rng = np.random.default_rng(6)
    (barred,) = [maker for _, maker in DIGITS[0] if maker.__name__ == "barred"]
    angles = []
    for _ in range(200):
        strokes = sorted(drawn(barred(rng), PLAIN, rng).strokes, key=len)
        if len(strokes) == 2:
            bar, ring = strokes
            dx, dy = bar[-1] - bar[0]
            angles.append(np.degrees(np.arctan2(abs(dy), abs(dx))))
            assert (ring.min(axis=0) < bar.mean(axis=0)).all()
            assert (bar.mean(axis=0) < ring.max(axis=0)).all()
    shares = np.histogram(angles, [0, 15, 45, 80, 90])[0] / len(angles)
    assert (shares > 0.1).all()


def test_letters_that_are_digits_are_left_out():
    assert not set("OoQIlSsZzBbgqJ") & set(letters())
    assert set("AaCEeFfHhKMNPRTtUuVWXx") <= set(letters())
    for ways in letters().values():
        assert all(len(points) >= 2 for strokes in ways for points in strokes)


def test_every_form_of_a_letter_is_written():
    rng = np.random.default_rng(0)
    forms = {tuple(map(len, form)) for ways in letters().values() for form in ways}
    drawn_forms = {tuple(map(len, letter(rng))) for _ in range(3000)}
    assert drawn_forms == forms


@pytest.mark.parametrize("non_digits", [False, True])
def test_a_sample_shows_every_way_in_turn(non_digits):
    drawings, captions = sample(200, seed=0, non_digits=non_digits)
    assert len(drawings) == len(captions) == 200
    ways = len(NON_DIGITS) if non_digits else sum(len(ways) for ways in DIGITS)
    assert len(set(captions)) == ways


def test_the_default_population_never_changes():
    """Models are compared by seed, so the same seed has to give the same drawings for good."""
    strokes = hashlib.sha256()
    for drawing, label in synthetic_drawings(400, (0, 7)):
        strokes.update(bytes([label]))
        for points in drawing.strokes:
            strokes.update(np.ascontiguousarray(points, np.float64).tobytes())
    assert strokes.hexdigest() == STROKES_SHA256
    images, labels = synthetic_images(1000, (0, 0))
    assert hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest() == IMAGES_SHA256


def test_a_population_says_what_is_written_and_how():
    nothing_but_letters = Population(non_digit_share=1.0)
    assert {label for _, label in synthetic_drawings(50, 0, nothing_but_letters)} == {NON_DIGIT}
    dots = tuple((share, maker) for share, maker in NON_DIGITS if maker.__name__ == "dots")
    sevens = Population(
        allographs=(DIGITS[7],) * DIGIT_COUNT,
        hand=lambda rng: PLAIN,
        non_digit_share=0.0,
        non_digits=dots,
    )
    rng = np.random.default_rng(0)
    writer = Writer(rng, sevens)
    assert writer.hand is PLAIN
    assert len(writer.draw(0).strokes) <= 2
    _, captions = sample(len(DIGITS[7]), 0, population=sevens)
    assert captions == [f"0 {maker.__name__}"[:11] for _, maker in DIGITS[7]]
