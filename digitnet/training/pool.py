"""What one training leaves ready for the next: images on the device and compiled trainers."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Hashable

from digitnet.data.mnist import load_mnist
from digitnet.data.writers import POPULATION, Population
from digitnet.training.collection_images import CollectionImages
from digitnet.training.dataset import Dataset, SyntheticImages, dataset_key, load_dataset
from digitnet.training.recipe import QUICK, Recipe
from digitnet.training.trainer import DeviceData, Trainer, build_trainer, copy_to_device

KEPT_TRAINERS = 2
"""The quick recipe's, which is used most, and the last other one."""


class TrainerPool:
    """Keeps drawings, images on the device and trainers, so that the next training starts at once.

    Its owner (the engine, a command, a benchmark) keeps it for as long as it trains. Every method
    may be called from any thread.

    Args:
        population: where the synthetic writers come from.
    """

    def __init__(self, population: Population = POPULATION) -> None:
        self._synthetic = SyntheticImages(population)
        self._lock = threading.Lock()
        self._key: Hashable = None
        self._data: DeviceData | None = None
        self._trainers: dict[tuple[int, int, str], Trainer] = {}

    def dataset(
        self,
        recipe: Recipe,
        on_block: Callable[[], None] = lambda: None,
        collection: CollectionImages | None = None,
    ) -> Dataset:
        """Return what a recipe trains on; see ``load_dataset``."""
        return load_dataset(recipe, self._synthetic, on_block, collection)

    def missing_drawings(self, recipe: Recipe) -> int:
        """Return how many synthetic drawings a recipe needs that are still to be made."""
        return self._synthetic.missing(recipe.synthetic)

    def has_trainer(self, recipe: Recipe) -> bool:
        """Whether a trainer for a recipe is ready, with all of its images on the device, and no
        people's drawings among them."""
        data = self._data if self._key == dataset_key(self._synthetic, None) else None
        needed = len(load_mnist().train_labels) + recipe.synthetic
        return data is not None and len(data) >= needed and _kind(recipe) in self._trainers

    def trainer(self, recipe: Recipe, data: Dataset) -> Trainer:
        """Return a trainer for a recipe's network on a data set: one that is ready, or a new one.

        If the device holds other data, or fewer images than these, its memory is freed first,
        except what a running training still uses.
        """
        with self._lock:
            if self._data is None or self._key != data.key or len(self._data) < len(data.images):
                self._trainers.clear()
                self._data = None
                # Keras' models are reference cycles, which would keep the old images in memory.
                gc.collect()
                self._data = copy_to_device(data)
                self._key = data.key
            kind = _kind(recipe)
            trainer = self._trainers.pop(kind, None) or build_trainer(recipe, self._data)
            self._trainers[kind] = trainer
            if len(self._trainers) > KEPT_TRAINERS:
                del self._trainers[next(kept for kept in self._trainers if kept != _kind(QUICK))]
            return trainer


def _kind(recipe: Recipe) -> tuple[int, int, str]:
    """What of a recipe is compiled; the rest is variables."""
    return recipe.width, recipe.convolutions, recipe.optimizer
