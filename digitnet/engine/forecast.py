"""How long trainings will take: what the last ones took here, else what a measurement says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitnet.store.store import ModelStore
from digitnet.training.recipe import RECIPES, Recipe

if TYPE_CHECKING:
    from digitnet.engine.pace import Pace
    from digitnet.network.predictor import Predictor


class Forecast:
    """Expected seconds of trainings on one device."""

    def __init__(self, store: ModelStore, device: str, pace: Pace) -> None:
        self._store = store
        self._device = device
        self._pace = pace
        self.by_recipe: dict[str, float] = {}
        """For each recipe that has a name of its own, as ``refresh`` found it last."""
        self.refresh()

    @classmethod
    def measured(cls, store: ModelStore, device: str, predictor: Predictor, width: int) -> Forecast:
        """Measure the device with the network that answers, of the given width."""
        from digitnet.engine.pace import measure_pace

        return cls(store, device, measure_pace(predictor, width))

    def refresh(self) -> None:
        """Take into account what has been trained meanwhile."""
        self.by_recipe = {recipe.name: self.seconds(recipe) for recipe in RECIPES.values()}

    def seconds(self, recipe: Recipe) -> float:
        """Return what the last training by this recipe took here, else an estimate."""
        for model in self._store.list():
            report = model.card.report
            if report.recipe == recipe and self._device.endswith(report.device):
                return report.seconds
        return self._pace.seconds(recipe)
