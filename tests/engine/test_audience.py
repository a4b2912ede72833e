"""What people watch of a training."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from digitnet.drawing.mnist_format import SIDE
from digitnet.engine.audience import FOLLOWED, MAX_POINTS, MAX_VISITORS, Audience, shown
from digitnet.labels import NON_DIGIT
from digitnet.training.progress import Progress
from tests.support.looks import FakeLook

DRAWING = np.full((SIDE, SIDE), 7, np.uint8)


def progress(step: int, **changes: object) -> Progress:
    return Progress("training", 1, 1, step, 1000, **changes)


def test_the_watched_digits_are_each_digit_and_two_hard_ones():
    images, labels = shown()
    assert images.shape == (12, 28, 28)
    assert sorted(labels[:10]) == list(range(10))


def test_curves_grow_with_what_is_told():
    audience = Audience("a", progress(0))
    audience.tell(progress(1, loss=2.5, accuracy=0.1, validation_loss=2.4, validation_accuracy=0.2))
    audience.tell(progress(9, loss=1.5, accuracy=0.5, validation_loss=2.4, validation_accuracy=0.2))
    audience.tell(
        progress(17, loss=1.0, accuracy=0.6, validation_loss=0.9, validation_accuracy=0.2)
    )
    curves = audience.view("visitor", None).curves
    assert curves["loss"].steps == (1, 9, 17)
    assert curves["loss"].values == (2.5, 1.5, 1.0)
    assert audience.progress.step == 17
    # A check is one point, also if its accuracy is that of the one before.
    assert curves["validation_loss"].steps == curves["validation_accuracy"].steps == (1, 17)
    assert curves["validation_accuracy"].values == (0.2, 0.2)


def test_what_is_told_twice_is_one_point():
    audience = Audience("a", progress(0))
    for phase in ("training", "testing", "testing"):
        audience.tell(Progress(phase, 1, 1, 50, 50, loss=0.3, accuracy=0.9))
    assert audience.view("visitor", None).curves["loss"].steps == (50,)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=900))
def test_long_curves_stay_light_and_keep_their_ends(gaps):
    audience = Audience("a", progress(0))
    steps = np.cumsum(gaps).tolist()
    for step in steps:
        audience.tell(progress(step, loss=1 / step, accuracy=0.5))
    curve = audience.view("visitor", None).curves["loss"]
    assert len(curve.steps) <= MAX_POINTS
    assert list(curve.steps) == sorted(set(curve.steps))
    assert (curve.steps[0], curve.steps[-1]) == (steps[0], steps[-1])
    assert all(value == 1 / step for step, value in zip(curve.steps, curve.values, strict=True))


def test_every_visitor_has_a_drawing_of_their_own_read():
    audience = Audience("a", progress(0))
    assert audience.view("one", DRAWING).own is None
    audience.view("other", None)
    audience.look(FakeLook(7))
    assert audience.view("one", DRAWING).own.digit == 7
    assert audience.view("other", None).own is None
    audience.look(FakeLook(NON_DIGIT))
    view = audience.view("one", DRAWING)
    assert view.own.digit is None
    assert {reading.digit for reading in view.readings} == {None}
    assert 0.9 < view.own.confidence < 1
    # Another drawing is another one, also once nobody looks any more.
    assert audience.view("one", DRAWING + 1).own is None
    # Who clears their canvas is not read any more.
    assert audience.view("one", None).own is None


def test_a_crowd_is_read_up_to_a_number():
    audience = Audience("a", progress(0))
    for number in range(MAX_VISITORS + 5):
        audience.view(str(number), DRAWING)
    counts = []

    class Counting(FakeLook):
        def read(self, images: np.ndarray) -> np.ndarray:
            counts.append(len(images))
            return super().read(images)

    audience.look(Counting(1))
    assert counts == [12 + MAX_VISITORS]
    assert audience.view("0", None).own is None
    assert audience.view(str(MAX_VISITORS + 4), DRAWING).own.digit == 1


def test_the_visitors_drawing_is_followed_and_without_one_a_test_digit_for_all():
    audience = Audience("a", progress(0))
    assert audience.view("one", DRAWING).learning.moments == ()
    audience.look(FakeLook(7, step=1))
    audience.look(FakeLook(7, step=9))
    own = audience.view("one", DRAWING).learning
    assert (own.id, [moment.step for moment in own.moments]) == ("a", [9])
    assert np.array_equal(own.image, DRAWING)
    for visitor in ("other", "third"):
        shared = audience.view(visitor, None).learning
        assert np.array_equal(shared.image, shown()[0][FOLLOWED])
    audience.finish()
    again = audience.replay(DRAWING)
    assert (again.id, [moment.step for moment in again.moments]) == ("a", [1, 9])
    assert np.array_equal(again.image, DRAWING)
    assert np.array_equal(audience.replay(None).image, shared.image)
