"""Training, for real but small."""

from __future__ import annotations

import dataclasses

import keras
import numpy as np
import pytest

from digitnet.augment import change_pen, warp
from digitnet.mnist import load_mnist
from digitnet.model import CLASSES, MAX_PARAMETERS, build_network
from digitnet.recipes import RECIPES, Progress, Recipe
from digitnet.training import TrainingCancelled, TrainingDiverged, logits_of, train

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
    assert report.device
    assert {"keras", "tensorflow", "numpy"} <= set(report.libraries)


def test_progress_is_told_step_by_step(trained):
    _, _, progress = trained
    assert [p.phase for p in (progress[0], progress[-1])] == ["preparing", "testing"]
    steps = [p.step for p in progress if p.phase == "training"]
    assert steps == sorted(steps)
    assert set(steps) == set(range(1, TINY.steps + 1))
    assert {p.epoch for p in progress} == {1, 2}
    assert all(p.steps == TINY.steps for p in progress)
    assert progress[-1].accuracy > 0.5
    assert any(p.seconds_left for p in progress)


def test_it_can_be_cancelled():
    progress = []
    with pytest.raises(TrainingCancelled):
        train(TINY, on_progress=progress.append, is_cancelled=lambda: len(progress) > 3)
    assert progress[-1].step == 3


def test_a_loss_that_is_no_number_ends_it(monkeypatch):
    def broken(width):
        network = build_network(width)
        network.layers[-1].bias.assign(np.full(CLASSES, np.nan))
        return network

    monkeypatch.setattr("digitnet.training.build_network", broken)
    with pytest.raises(TrainingDiverged):
        train(TINY)


def test_a_seed_repeats_a_training():
    short = dataclasses.replace(TINY, epochs=1, images=256, synthetic=0)
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
