"""What people drew: what is trained on, and what is left out to measure with."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from digitnet import Drawing
from digitnet.data.collection_facts import LEAST
from digitnet.data.mnist import DataError
from digitnet.labels import NON_DIGIT
from digitnet.network.prediction import Prediction
from digitnet.texts import errors
from digitnet.training.collection_images import (
    REPEATS,
    SHARE,
    CollectionImages,
    share_correct,
)
from digitnet.training.dataset import SyntheticImages, load_dataset
from digitnet.training.pool import TrainerPool
from digitnet.training.recipe import Recipe
from digitnet.training.train import train
from tests.support.drawings import DIGITS
from tests.support.writers import once_more

TINY = Recipe("tiny", epochs=2, batch_size=64, width=8, images=2048, synthetic=1000)


def items(writers: int, each: int = 20, digit: int = 7, label: int | None = None):
    """The same digit by several writers, each time a little different."""
    shape = Drawing.from_strokes(DIGITS[digit])
    return [
        (once_more(shape, 1000 * writer + n), digit if label is None else label, f"w{writer}")
        for writer in range(writers)
        for n in range(each)
    ]


def as_set(images: np.ndarray) -> set[bytes]:
    return {image.tobytes() for image in images}


def test_whole_writers_are_left_out():
    drawn = items(10)
    divided = CollectionImages.of(drawn)
    assert len(divided.labels) + len(divided.left_out_labels) == 200
    assert len(divided.left_out_labels) % 20 == 0
    assert 20 <= len(divided.left_out_labels) <= 100
    assert not as_set(divided.images) & as_set(divided.left_out)
    assert set(divided.labels) == {7}


@pytest.mark.parametrize("writer", [None, "only"])
def test_of_one_person_single_drawings_are_left_out(writer):
    divided = CollectionImages.of((drawing, label, writer) for drawing, label, _ in items(5))
    assert 5 <= len(divided.left_out_labels) <= 40
    assert not as_set(divided.images) & as_set(divided.left_out)


def test_what_was_trained_on_is_never_left_out_later():
    few, many = CollectionImages.of(items(6)), CollectionImages.of(items(30))
    assert not as_set(few.images) & as_set(many.left_out)
    assert CollectionImages.of(items(6)[::-1]).labels.tolist() == few.labels.tolist()
    assert CollectionImages.of(items(6)).key == few.key != many.key


def test_a_copied_drawing_counts_as_trained_on():
    drawn = items(10)
    copies = [(drawing, label, "copier") for drawing, label, _ in drawn]
    divided = CollectionImages.of(drawn + copies)
    assert not as_set(divided.images) & as_set(divided.left_out)


def test_drawings_without_ink_or_label_do_not_count():
    drawn = [*items(1, LEAST), (Drawing.from_strokes([]), 3, None), (items(1)[0][0], None, "w")]
    divided = CollectionImages.of(drawn)
    assert len(divided.labels) + len(divided.left_out_labels) == LEAST
    with pytest.raises(DataError) as caught:
        CollectionImages.of(drawn[1:])
    assert caught.value.message is errors.COLLECTION_TOO_SMALL


def test_one_drawing_over_and_over_is_trained_on():
    divided = CollectionImages.of(items(1, 1) * LEAST)
    assert len(divided.left_out_labels) == 0
    assert len(divided.labels) == LEAST


@pytest.mark.parametrize("each", [2, 60, 400])
def test_an_epoch_keeps_its_length_and_people_have_a_bounded_share(each):
    divided = CollectionImages.of(items(5, each))
    train_on = np.arange(10_000, dtype=np.int32)
    mixed = divided.mixed_into(train_on, first=50_000)
    assert mixed.dtype == np.int32
    assert len(mixed) == 10_000
    own = mixed[mixed >= 50_000] - 50_000
    assert len(own) == min(SHARE * 10_000, REPEATS * len(divided.labels))
    times = np.bincount(own, minlength=len(divided.labels))
    assert times.max() - times.min() <= 1
    assert len(set(mixed[mixed < 50_000])) == 10_000 - len(own)


def test_they_stand_between_mnist_and_synthetic_images():
    synthetic, divided = SyntheticImages(), CollectionImages.of(items(5))
    data = load_dataset(TINY, synthetic, collection=divided)
    count = len(divided.labels)
    assert (data.images[60_000 : 60_000 + count] == divided.images).all()
    assert (data.labels[60_000 : 60_000 + count] == divided.labels).all()
    assert len(data.train) == TINY.images_an_epoch
    assert not as_set(data.images[60_000:]) & as_set(divided.left_out)
    more = load_dataset(dataclasses.replace(TINY, synthetic=1500), synthetic, collection=divided)
    assert more.key == data.key
    assert (more.images[: len(data.images)] == data.images).all()
    assert load_dataset(TINY, synthetic).key != data.key
    other = load_dataset(TINY, synthetic, collection=CollectionImages.of(items(4)))
    assert other.key != data.key


def test_a_pool_that_learned_them_is_ready_for_nothing_else():
    pool, divided = TrainerPool(), CollectionImages.of(items(5))
    pool.trainer(TINY, pool.dataset(TINY, collection=divided))
    assert not pool.has_trainer(TINY)
    pool.trainer(TINY, pool.dataset(TINY))
    assert pool.has_trainer(TINY)


@pytest.mark.usefixtures("few_images")
def test_what_people_mean_by_a_shape_is_learned_and_measured_on_others_drawings():
    # Everybody here writes what MNIST calls a 7 and means a 4.
    divided = CollectionImages.of(items(12, label=4))
    asked = []

    def before(images):
        asked.extend(images)
        return [Prediction(np.eye(10, dtype=np.float32)[7], 7, 1.0, image) for image in images]

    _, report = train(TINY, seed=1, collection=divided, before=before)
    assert as_set(np.array(asked)) == as_set(divided.left_out)
    assert (report.drawings, report.left_out) == (len(divided.labels), len(divided.left_out_labels))
    assert report.left_out_before == 0
    assert report.left_out_accuracy > 0.9
    # With all that people mean by a 7, the other digits are still read.
    assert report.test_accuracy > 0.8


def test_what_is_no_digit_is_correct_when_it_is_rejected():
    image = np.ones((28, 28), np.uint8)
    three = np.eye(10, dtype=np.float32)[3]
    read, rejected = Prediction(three, 3, 0.9, image), Prediction(three, None, 0.1, image)
    assert share_correct([read, rejected, read, rejected], np.array([3, 3, 5, NON_DIGIT])) == 0.75
    assert share_correct([read], np.array([NON_DIGIT])) == 0
