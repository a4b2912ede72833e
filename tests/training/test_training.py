"""Training, for real but small."""

from __future__ import annotations

import dataclasses

import keras
import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.network.architecture import CLASSES, MAX_PARAMETERS, build_network
from digitnet.network.device import prepare_device
from digitnet.training.augmentation import change_pen, warp
from digitnet.training.dataset import load_dataset
from digitnet.training.progress import Progress
from digitnet.training.recipe import RECIPES, Recipe
from digitnet.training.trainer import STEPS_PER_CALL, trainer_for
from digitnet.training.training import (
    TrainingCancelled,
    TrainingFailed,
    logits_of,
    one_cycle,
    train,
)

TINY = Recipe("tiny", epochs=2, batch_size=64, width=8, images=2048, synthetic=1000)


@pytest.fixture(scope="module")
def trained():
    progress: list[Progress] = []
    network, report = train(TINY, seed=5, on_progress=progress.append)
    return network, report, progress


def test_it_learns(trained):
    network, report, progress = trained
    losses = [p.loss for p in progress if p.loss is not None]
    assert losses[-1] < 0.6 * losses[0]
    assert report.test_accuracy > 0.7
    data = load_mnist()
    read = logits_of(network, data.test_images[:500])[:, :10].argmax(axis=1)
    assert (read == data.test_labels[:500]).mean() > 0.7


def test_the_report_tells_what_was_done(trained):
    network, report, _ = trained
    assert (report.recipe, report.seed) == (TINY, 5)
    assert report.parameters == network.count_params()
    report.calibration.check()
    assert 0.1 <= report.calibration.temperature <= 10
    assert report.synthetic_accuracy > 0.6
    assert 0 <= report.refused < 0.02
    assert 0 <= report.accepted < 0.9
    assert report.seconds > 0
    assert len(report.digit_accuracy) == 10
    assert np.mean(report.digit_accuracy) == pytest.approx(report.test_accuracy, abs=0.02)
    assert report.device
    assert {"keras", "tensorflow", "numpy"} <= set(report.libraries)


def test_progress_is_told_from_the_first_step_to_the_last(trained):
    _, _, progress = trained
    assert [p.phase for p in (progress[0], progress[-1])] == ["preparing", "testing"]
    told = [p for p in progress if p.phase == "training"]
    steps = [p.step for p in told]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (1, TINY.steps)
    assert {p.epoch for p in told} <= {1, 2}
    assert [p.epoch for p in (told[0], told[-1])] == [1, 2]
    assert all(p.steps == TINY.steps for p in progress)
    assert told[-1].accuracy > 0.5
    assert told[-1].validation_accuracy > 0.7
    assert told[0].validation_loss > told[-1].validation_loss
    assert any(p.seconds_left for p in told)
    assert any(p.images_per_second for p in told)


def test_the_network_can_be_looked_at_while_it_learns():
    images = load_mnist().test_images[:200]
    looks = []
    train(TINY, on_look=lambda read: looks.append(read(images)))
    assert {look.shape for look in looks} == {(200, CLASSES)}
    right = [(look.argmax(axis=1) == load_mnist().test_labels[:200]).mean() for look in looks]
    assert right[-1] > right[0]


def test_it_can_be_cancelled():
    progress = []
    with pytest.raises(TrainingCancelled):
        train(
            TINY,
            on_progress=progress.append,
            is_cancelled=lambda: progress[-1:] and progress[-1].step > 0,
        )
    assert progress[-1].step == 1


def test_a_loss_that_is_no_number_ends_it(monkeypatch):
    def broken(width):
        network = build_network(width)
        network.layers[-1].bias.assign(np.full(CLASSES, np.nan))
        return network

    monkeypatch.setattr("digitnet.training.trainer.build_network", broken)
    with pytest.raises(TrainingFailed, match=r"learning rate of 0\.01, the loss is no number"):
        train(TINY)


def test_a_network_that_learns_nothing_is_not_kept():
    with pytest.raises(TrainingFailed, match=r"guessing\. More epochs"):
        train(dataclasses.replace(TINY, epochs=1, learning_rate=1e-9))
    with pytest.raises(TrainingFailed, match=r"guessing\. A learning rate of 10 is too high"):
        train(dataclasses.replace(TINY, epochs=1, learning_rate=10.0))


def test_a_second_training_compiles_nothing_and_forgets_the_first(trained):
    first, _, _ = trained
    data = load_dataset(TINY)
    trainer = trainer_for(TINY, data)
    compiled = trainer.train_function
    network, _ = train(dataclasses.replace(TINY, warp=0.0, learning_rate=0.005), seed=6)
    assert trainer_for(TINY, data) is trainer
    assert trainer.train_function is compiled
    again, _ = train(TINY, seed=5)
    images = load_mnist().test_images[:100]
    assert np.allclose(logits_of(first, images), logits_of(again, images), atol=0.5)
    assert not np.allclose(logits_of(first, images), logits_of(network, images), atol=0.5)


def test_many_steps_in_one_call_train_as_well(monkeypatch):
    monkeypatch.setitem(STEPS_PER_CALL, prepare_device().kind, 20)
    monkeypatch.setattr("digitnet.training.trainer._trainers", {})
    progress = []
    _, report = train(TINY, seed=5, on_progress=progress.append)
    assert report.test_accuracy > 0.7
    assert progress[-1].step == progress[-1].steps == TINY.steps // 20 * 20


def test_the_learning_rate_rises_and_falls():
    rates = [one_cycle(part / 100, TINY) for part in range(101)]
    peak = rates.index(max(rates))
    assert max(rates) == pytest.approx(TINY.learning_rate)
    assert rates[: peak + 1] == sorted(rates[: peak + 1])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert rates[-1] == pytest.approx(0, abs=1e-9)


def test_a_seed_repeats_a_training():
    short = dataclasses.replace(TINY, images=1024, synthetic=0)
    images = load_mnist().test_images[:100]
    first, again, other = (logits_of(train(short, seed)[0], images) for seed in (1, 1, 2))
    assert np.allclose(first, again, atol=1e-2)
    assert not np.allclose(first, other, atol=1e-2)


def test_every_recipe_has_a_small_network():
    for recipe in RECIPES.values():
        network = build_network(recipe.width)
        assert network.count_params() <= MAX_PARAMETERS
        assert network.output_shape == (None, CLASSES)
    with pytest.raises(ValueError, match="more than"):
        build_network(60)


def test_warps_move_ink_and_keep_it():
    images = load_mnist().train_images[:64, ..., None].astype(np.float32)
    seed = keras.random.SeedGenerator(0)
    warped = keras.ops.convert_to_numpy(warp(images, 1.0, seed))
    assert warped.shape == images.shape
    assert np.abs(warped - images).mean() > 5
    assert warped.min() >= 0
    assert warped.max() <= 255.01
    assert warped.sum(axis=(1, 2, 3)) == pytest.approx(images.sum(axis=(1, 2, 3)), rel=0.45)
    assert np.allclose(keras.ops.convert_to_numpy(warp(images, 0.0, seed)), images, atol=0.1)


def test_the_pen_gets_thinner_and_thicker_and_stays_in_range():
    images = load_mnist().train_images[:64, ..., None].astype(np.float32)
    seed = keras.random.SeedGenerator(0)
    changed = keras.ops.convert_to_numpy(change_pen(images, 0.5, seed))
    ink = changed.sum(axis=(1, 2, 3)) / images.sum(axis=(1, 2, 3))
    assert ink.min() < 0.85
    assert ink.max() > 1.2
    assert changed.min() >= 0
    assert changed.max() <= 255
    assert np.allclose(keras.ops.convert_to_numpy(change_pen(images, 0.0, seed)), images)


def test_without_synthetic_drawings_nothing_is_learnt_of_them():
    _, report = train(dataclasses.replace(TINY, epochs=1, synthetic=0))
    assert report.accepted > 0.5
