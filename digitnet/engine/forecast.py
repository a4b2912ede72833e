"""How long trainings will take on this device, measured again and again under its present load."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable

from digitnet.engine.estimate import Plan
from digitnet.engine.pace import STEP_PER_FORWARD, STEP_SECONDS, Pace, Readiness
from digitnet.training.recipe import RECIPES, Recipe

MEASURE_SECONDS = 15.0
"""How often the device is measured while it does not train; it takes a fifth of a second."""

KEPT = 3
"""How many measurements the median is taken of, so that a short peak of the load does not count."""

SETTLING_SECONDS = 60.0
"""For so long the fastest measurement counts. What slows the others down is mostly the start of the
server and the engine itself, which would make a first estimate several times too long."""

SETTLING_MEASURE_SECONDS = 10.0
"""How often the device is measured meanwhile."""

STEPS_PER_FORWARD = (0.5, 50.0)
"""The range of a plausible ratio; anything else is a measurement error."""


class Forecast:
    """Expected seconds of trainings on one device; any thread may call every method.

    Args:
        measure: measures the device; takes the steps per forward pass.
        ready: returns what a training by a recipe finds ready.
        clock: seconds, never decreasing.
    """

    def __init__(
        self,
        measure: Callable[[float], Pace],
        ready: Callable[[Recipe], Readiness],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._measure = measure
        self._ready = ready
        self._clock = clock
        self._lock = threading.Lock()
        self._step_per_forward = STEP_PER_FORWARD
        self._paces: list[Pace] = []
        self._start = self._measured = clock()
        self.refresh()

    @property
    def by_recipe(self) -> dict[str, float]:
        """Seconds for each recipe that the drawing page offers, by its name."""
        return {recipe.name: self.seconds(recipe) for recipe in RECIPES.values()}

    def refresh(self) -> None:
        """Measure the device as it is now."""
        pace = self._measure(self._step_per_forward)
        with self._lock:
            # Passes of another network say nothing about this one.
            if self._paces and self._paces[-1].width != pace.width:
                self._paces.clear()
            self._paces.append(pace)
            self._measured = self._clock()
            if not self._is_settling:
                del self._paces[:-KEPT]

    def refresh_if_due(self) -> None:
        """Measure the device if the last measurement is old."""
        due = SETTLING_MEASURE_SECONDS if self._is_settling else MEASURE_SECONDS
        if self._clock() - self._measured >= due:
            self.refresh()

    def learn(self, recipe: Recipe, step_seconds: float) -> None:
        """Measure the device after a training, and learn how its steps relate to forward passes.

        Args:
            recipe: what was trained.
            step_seconds: how long one of its last steps took.
        """
        self.refresh()
        with self._lock:
            forward = self._paces[-1].forward(recipe.batch_size, recipe.width)
            chores = STEP_SECONDS * self._paces[-1].slowness
        low, high = STEPS_PER_FORWARD
        ratio = min(high, max(low, (step_seconds - chores) / max(forward, 1e-9)))
        self._step_per_forward = (self._step_per_forward * ratio) ** 0.5

    def plan(self, recipe: Recipe) -> Plan:
        """Return the expected times of a training that starts now."""
        with self._lock:
            paces = list(self._paces)
        typical: Callable[[list[float]], float] = min
        if not self._is_settling:
            paces, typical = paces[-KEPT:], statistics.median
        pace = Pace(
            typical([each.forward_seconds for each in paces]),
            paces[-1].width,
            typical([each.slowness for each in paces]),
            self._step_per_forward,
        )
        return pace.plan(recipe, self._ready(recipe))

    def seconds(self, recipe: Recipe) -> float:
        """Return the expected seconds of a training that starts now."""
        return self.plan(recipe).total

    @property
    def _is_settling(self) -> bool:
        return self._clock() - self._start < SETTLING_SECONDS
