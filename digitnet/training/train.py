"""Train a network: from a recipe to a network and the report of what it achieved."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import keras

from digitnet.network.device import prepare_device
from digitnet.texts import errors
from digitnet.training.collection_images import CollectionImages
from digitnet.training.dataset import Dataset, held_out
from digitnet.training.errors import TrainingFailed
from digitnet.training.monitor import Look, Monitor
from digitnet.training.pool import TrainerPool
from digitnet.training.progress import PREPARING, TESTING, Progress
from digitnet.training.recipe import HIGH_RATE, Recipe, Report
from digitnet.training.report import ReadMany, report_on, report_on_collection

CHANCE = 0.2
"""A network with a lower accuracy learned nothing useful; guessing reads a tenth correctly."""


def train(
    recipe: Recipe,
    seed: int = 0,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_look: Callable[[Look], None] = lambda look: None,
    *,
    data: Dataset | None = None,
    pool: TrainerPool | None = None,
    collection: CollectionImages | None = None,
    before: ReadMany | None = None,
) -> tuple[keras.Model, Report]:
    """Train a network from scratch.

    Args:
        recipe: how to train it.
        seed: of the weights, the order of the images and the augmentation. Results repeat only
            approximately, since threads and GPUs add numbers in varying order.
        on_progress: called a few times a second, from the training's thread.
        is_cancelled: called after every step, on a GPU after every 20; once it returns True, the
            training ends.
        on_look: called as often as ``on_progress``, to look at the network as it is at that
            moment.
        data: what to train on; without it, MNIST and synthetic drawings, as the recipe says.
        pool: keeps data and compiled trainers for the next training.
        collection: what people drew, to be part of it; the report says how much of what is left
            out the network reads.
        before: reads images with the model that answered before, for the comparison.

    Raises:
        TrainingCancelled: if it was cancelled.
        TrainingFailed: if the network learned nothing useful, as soon as that is certain.
        DataError: if the bundled MNIST is missing or altered.
        ValueError: if ``data`` has another number of training images than the recipe.
    """
    # Setup
    start = time.monotonic()
    device = prepare_device()
    pool = pool or TrainerPool()
    monitor = Monitor(recipe, start, on_progress, is_cancelled, on_look)

    def report_drawings() -> None:
        monitor.report(PREPARING, drawings_left=pool.missing_drawings(recipe))

    report_drawings()

    # Data
    data = data or pool.dataset(recipe, report_drawings, collection)

    # Build
    trainer = pool.trainer(recipe, data)
    monitor.report(PREPARING)

    # Train
    network = trainer.run(recipe, data, seed, callbacks=[monitor])

    # Evaluate
    monitor.report(TESTING)
    report = report_on(network, recipe, seed, device.name)
    if report.validation_accuracy < CHANCE:
        if recipe.learning_rate > HIGH_RATE:
            raise TrainingFailed(errors.LEARNING_RATE_TOO_HIGH, rate=recipe.learning_rate)
        raise TrainingFailed(errors.NOTHING_LEARNED)
    if collection is not None:
        report = report_on_collection(network, report, collection, before)
    return network, dataclasses.replace(report, seconds=round(time.monotonic() - start, 1))


def prepare(recipe: Recipe, check: Callable[[], None], pool: TrainerPool) -> None:
    """Load, copy and compile what the first training by a recipe would have to wait for.

    Args:
        recipe: the recipe to prepare for.
        check: called from time to time; what it raises ends the work.
        pool: keeps what was prepared.

    Raises:
        DataError: if the bundled MNIST is missing or altered.
    """
    data = pool.dataset(recipe, check)
    held_out()
    check()
    few = dataclasses.replace(recipe, epochs=1, images=recipe.batch_size, repeats=1, synthetic=0)
    pool.trainer(recipe, data).run(few, pool.dataset(few), seed=0)
