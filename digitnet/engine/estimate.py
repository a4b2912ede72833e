"""How long a training takes, and how much of it is left: one clock from the click to the answer."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from digitnet.training.progress import PREPARING, SAVING, TESTING, TRAINING, Progress

OVERDUE = 0.5
"""If a part takes longer than expected, this share of its time so far is expected to remain, so
that a part that hangs is never shown as "1 s" from its end."""

SETTLED_SECONDS = 2.0
"""After this time the measured pace of the steps replaces the expected one."""

WINDOW_SECONDS = 15.0
"""The pace is that of the last steps, because the load of a shared device changes."""

SLOWDOWNS = (0.5, 3.0)
"""How far the measured time of one part changes the expected times of the others."""


@dataclass(frozen=True)
class Plan:
    """The expected seconds of a training's parts, on this device under its present load.

    Attributes:
        drawing: making synthetic drawings that are not there yet.
        building: copying the images to the device, and the first step, which compiles the others.
        stepping: all other steps.
        testing: reading the test images, and the calibration.
        saving: writing the model, and loading it.
    """

    drawing: float = 0.0
    building: float = 0.0
    stepping: float = 0.0
    testing: float = 0.0
    saving: float = 0.0

    @property
    def total(self) -> float:
        """All of it, in seconds."""
        return self.drawing + self.building + self.stepping + self.testing + self.saving


class Estimate:
    """Follows one training; every method may be called from any thread.

    Args:
        plan: what was expected before the training began; empty if nothing was.
        clock: seconds, never decreasing.
    """

    def __init__(self, plan: Plan, clock: Callable[[], float] = time.monotonic) -> None:
        self._plan = plan
        self._clock = clock
        self._lock = threading.Lock()
        self._start = self._part_start = clock()
        self._part: tuple[str, bool] | None = None
        self._drawings: int | None = None
        self._steps: deque[tuple[float, int]] = deque()
        self._stepping_since = 0.0
        # How many times as long as expected what has been measured took.
        self._slowdown = 1.0
        self._done = 0.0

    @property
    def step_seconds(self) -> float | None:
        """The measured time of one step, or None before the second."""
        with self._lock:
            return self._pace()

    def tell(self, progress: Progress) -> Progress:
        """Take in how far the training is; return it with this clock's times."""
        with self._lock:
            now = self._clock()
            part = progress.phase, progress.phase == PREPARING and progress.drawings_left > 0
            if part != self._part:
                self._part, self._part_start = part, now
            if part == (PREPARING, True) and self._drawings is None:
                self._drawings = progress.drawings_left
            if progress.phase == TRAINING:
                self._take_step(now, progress.step)
        return self.now(progress)

    def now(self, progress: Progress) -> Progress:
        """Return the progress that was reported last, with the times of this moment."""
        with self._lock:
            now = self._clock()
            seconds = now - self._start
            left = self._left(progress, now)
            # The bar never moves back, even if the estimate does, so it waits for one.
            if self._plan.total > 0 or self._is_settled(now):
                self._done = max(self._done, min(0.99, seconds / max(seconds + left, 1e-9)))
            return dataclasses.replace(
                progress, seconds=seconds, seconds_left=left, done=round(self._done, 4)
            )

    def _take_step(self, now: float, step: int) -> None:
        if not self._steps:
            self._stepping_since = now
        self._steps.append((now, step))
        while len(self._steps) > 2 and self._steps[1][0] < now - WINDOW_SECONDS:
            self._steps.popleft()

    def _is_settled(self, now: float) -> bool:
        return bool(self._steps) and now - self._stepping_since >= SETTLED_SECONDS

    def _pace(self) -> float | None:
        if not self._steps or self._steps[-1][1] == self._steps[0][1]:
            return None
        (since, first), (until, last) = self._steps[0], self._steps[-1]
        return (until - since) / (last - first)

    def _left(self, progress: Progress, now: float) -> float:
        plan, spent = self._plan, now - self._part_start
        if progress.phase == SAVING:
            return self._rest(plan.saving, spent)
        if progress.phase == TESTING:
            return self._rest(plan.testing, spent) + plan.saving * self._slowdown
        if progress.phase == TRAINING:
            stepping = self._stepping_left(progress, now)
        elif progress.drawings_left > 0:
            stepping = self._drawing_left(progress, spent)
            stepping += (plan.building + plan.stepping) * self._slowdown
        else:
            stepping = self._rest(plan.building, spent) + plan.stepping * self._slowdown
        return stepping + (plan.testing + plan.saving) * self._slowdown

    def _drawing_left(self, progress: Progress, spent: float) -> float:
        made = (self._drawings or 0) - progress.drawings_left
        if not made:
            return self._rest(self._plan.drawing, spent)
        each = spent / made
        self._note_slowdown(each * (self._drawings or 0), self._plan.drawing)
        return each * progress.drawings_left

    def _stepping_left(self, progress: Progress, now: float) -> float:
        left, steps = progress.steps - progress.step, max(1, progress.steps)
        expected = self._plan.stepping / steps
        measured = self._pace()
        if measured is None:
            return expected * self._slowdown * left
        weight = min(1.0, (now - self._stepping_since) / SETTLED_SECONDS)
        pace = weight * measured + (1 - weight) * expected * self._slowdown
        if weight == 1.0:
            self._note_slowdown(measured, expected)
        # A step that takes longer than all others is not done.
        stalled = now - self._steps[-1][0]
        return max(pace * left, OVERDUE * stalled)

    def _note_slowdown(self, measured: float, expected: float) -> None:
        if expected > 0:
            low, high = SLOWDOWNS
            self._slowdown = min(high, max(low, measured / expected))

    def _rest(self, planned: float, spent: float) -> float:
        return max(planned * self._slowdown - spent, OVERDUE * spent)
