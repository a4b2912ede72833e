"""Training, for real but small."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pytest

from digitnet.data.mnist import load_mnist
from digitnet.labels import CLASSES, DIGIT_COUNT
from digitnet.network.architecture import build_network, logits_of
from digitnet.network.calibration import softmax
from digitnet.network.device import prepare_device
from digitnet.network.folding import FoldedNetwork
from digitnet.training.dataset import Dataset
from digitnet.training.errors import TrainingCancelled, TrainingFailed
from digitnet.training.monitor import Look
from digitnet.training.pool import TrainerPool
from digitnet.training.progress import Progress
from digitnet.training.recipe import Recipe
from digitnet.training.train import train
from digitnet.training.trainer import STEPS_PER_CALL

pytestmark = pytest.mark.usefixtures("few_images")

TINY = Recipe("tiny", epochs=2, batch_size=64, width=8, images=2048, synthetic=1000)
SHORT = dataclasses.replace(TINY, images=512, synthetic=0)


@pytest.fixture(scope="module")
def pool():
    return TrainerPool()


@dataclass(frozen=True)
class Seen:
    """A look at a training, a copy of its network, and the logits of the first 100 test images."""

    look: Look
    copy: FoldedNetwork
    logits: np.ndarray


@pytest.fixture(scope="module")
def trained(pool, few_images):
    progress: list[Progress] = []
    seen: list[Seen] = []

    def look_at(look: Look) -> None:
        seen.append(Seen(look, look.fold(), look.read(load_mnist().test_images[:100])))

    network, report = train(TINY, seed=5, on_progress=progress.append, on_look=look_at, pool=pool)
    return network, report, progress, seen


def test_it_learns(trained):
    network, report, progress, _ = trained
    losses = [p.loss for p in progress if p.loss is not None]
    assert losses[-1] < 0.6 * losses[0]
    assert report.test_accuracy > 0.7
    data = load_mnist()
    read = logits_of(network, data.test_images[:500])[:, :DIGIT_COUNT].argmax(axis=1)
    assert (read == data.test_labels[:500]).mean() > 0.7


def test_the_report_tells_what_was_done(trained):
    network, report, *_ = trained
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
    assert (report.drawings, report.left_out_accuracy, report.left_out_before) == (0, None, None)
    assert {"keras", "tensorflow", "numpy"} <= set(report.libraries)


def test_progress_is_told_from_the_first_step_to_the_last(trained):
    _, _, progress, _ = trained
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


def test_the_network_can_be_looked_at_while_it_learns(trained):
    *_, seen = trained
    assert {each.logits.shape for each in seen} == {(100, CLASSES)}
    labels = load_mnist().test_labels[:100]
    right = [(each.logits.argmax(axis=1) == labels).mean() for each in seen]
    assert right[-1] > right[0]


def test_a_copy_taken_while_it_learns_stays_as_it_was(trained):
    images = load_mnist().test_images[:20]
    *_, seen = trained
    assert (seen[0].look.step, seen[-1].look.step) == (1, TINY.steps)
    for each in seen:
        copied = each.copy.logits(images) / each.look.temperature
        assert copied == pytest.approx(each.logits[:20], rel=1e-3, abs=1e-3)
    assert not np.allclose(seen[0].logits, seen[-1].logits, atol=0.1)


def test_it_can_be_cancelled(pool):
    progress = []
    with pytest.raises(TrainingCancelled):
        train(
            TINY,
            on_progress=progress.append,
            is_cancelled=lambda: bool(progress) and progress[-1].step > 0,
            pool=pool,
        )
    assert progress[-1].step == 1


def test_a_loss_that_is_no_number_ends_it(pool, monkeypatch):
    def broken(*kind):
        network = build_network(*kind)
        network.layers[-1].bias.assign(np.full(CLASSES, np.nan))
        return network

    monkeypatch.setattr("digitnet.training.trainer.build_network", broken)
    with pytest.raises(TrainingFailed, match=r"learning rate of 0\.01, the loss is not a number"):
        train(TINY, pool=pool)


def test_a_network_that_learns_nothing_is_not_kept(pool):
    with pytest.raises(TrainingFailed, match=r"guessing\. More epochs"):
        train(dataclasses.replace(SHORT, learning_rate=1e-9), pool=pool)
    with pytest.raises(TrainingFailed, match=r"guessing\. A learning rate of 10 is too high"):
        train(dataclasses.replace(SHORT, learning_rate=10.0), pool=pool)


def test_many_steps_in_one_call_train_as_well(monkeypatch):
    monkeypatch.setitem(STEPS_PER_CALL, prepare_device().kind, 20)
    progress = []
    recipe = dataclasses.replace(TINY, epochs=1)
    _, report = train(recipe, seed=5, on_progress=progress.append)
    assert report.test_accuracy > 0.7
    assert progress[-1].step == progress[-1].steps == 40 < recipe.steps


def test_a_seed_repeats_a_training(pool):
    images = load_mnist().test_images[:100]
    first, again, other = (
        logits_of(train(SHORT, seed, pool=pool)[0], images) for seed in (1, 1, 2)
    )
    assert np.allclose(first, again, atol=1e-2)
    assert not np.allclose(first, other, atol=1e-2)


def test_without_synthetic_drawings_nothing_is_learnt_of_them(pool):
    _, report = train(SHORT, pool=pool)
    assert report.accepted > 0.5


def test_what_is_seen_while_it_learns_is_calibrated(pool):
    """With strong label smoothing, confidences would be far too low without the temperature."""
    recipe = dataclasses.replace(TINY, epochs=1, label_smoothing=0.6)
    mnist = load_mnist()
    seen = []

    def look_at(look: Look) -> None:
        if look.step == recipe.steps:
            seen.append(look.read(mnist.test_images[:1000]))

    train(recipe, on_look=look_at, pool=pool)
    probabilities = softmax(seen[0])
    correct = probabilities.argmax(axis=1) == mnist.test_labels[:1000]
    assert probabilities.max(axis=1).mean() == pytest.approx(correct.mean(), abs=0.1)


def test_other_data_need_as_many_images_as_the_recipe_says(pool):
    """``test_pool.py`` trains on other data."""
    mnist = load_mnist()
    data = Dataset(mnist.train_images[:4096], mnist.train_labels[:4096], np.arange(4096))
    recipe = dataclasses.replace(TINY, synthetic=0)
    with pytest.raises(ValueError, match="2,048 images an epoch, the data set has 4,096"):
        train(recipe, data=data, pool=pool)
