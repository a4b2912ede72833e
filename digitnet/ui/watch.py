"""A training in plain data: what stands where; ``training.js`` puts it there."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitnet.engine.status import EngineStatus, Ready
from digitnet.training.progress import PREPARING, TESTING, Curve, Progress, Reading, TrainingView
from digitnet.ui.answer import data_url, in_percent

IDLE = "No training yet. Its curves will grow here."
PHASES = {
    PREPARING: "Getting the data ready",
    TESTING: "Testing on 10,000 digits that it has never seen",
}


def of_training(view: TrainingView, status: EngineStatus, own: np.ndarray | None) -> dict[str, Any]:
    """Return what the Train page shows of the training that runs, or of the last one.

    Args:
        view: what the engine lets this visitor see.
        status: the engine's.
        own: the visitor's own drawing, uint8 (28, 28), or None.
    """
    digits = [
        _digit(image, label, reading)
        for image, label, reading in zip(
            () if view.images is None else view.images,
            view.labels,
            view.readings or [None] * len(view.labels),
            strict=True,
        )
    ]
    if own is not None:
        digits.append(_digit(own, None, view.own))
    return _position(status) | {
        "curves": {name: _points(curve) for name, curve in view.curves.items()},
        "digits": digits,
    }


def _position(status: EngineStatus) -> dict[str, Any]:
    """How far the training is, or how far the last one came."""
    if status.training is not None:
        progress = status.training.progress
        device = status.network.device if isinstance(status.network, Ready) else ""
        state, where, pace = "running", _where(progress), _pace(progress, device)
    elif status.outcome is not None:
        progress = status.outcome.progress
        state, where, pace = "ended", _ended(progress), ""
    else:
        return {"state": "idle", "part": 0.0, "where": IDLE, "pace": "", "steps": 1}
    steps = max(1, progress.steps)
    part = round(progress.step / steps, 4)
    return {"state": state, "part": part, "where": where, "pace": pace, "steps": steps}


def _where(progress: Progress) -> str:
    return PHASES.get(
        progress.phase,
        f"Epoch {progress.epoch} of {progress.epochs} · step {progress.step:,} "
        f"of {progress.steps:,}",
    )


def _ended(progress: Progress) -> str:
    return (
        f"The last training · step {progress.step:,} of {progress.steps:,}, "
        f"{duration(progress.seconds)}"
    )


def duration(seconds: float) -> str:
    """A length of time for people: "20 s", "3 min", "1 h 5 min"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _pace(progress: Progress, device: str) -> str:
    parts = [f"for {duration(progress.seconds)}"]
    if progress.seconds_left:
        parts.append(f"{duration(progress.seconds_left)} left")
    if progress.images_per_second:
        parts.append(f"{progress.images_per_second:,.0f} images a second")
    return " · ".join([*parts, device])


def _points(curve: Curve) -> list[tuple[int, float]]:
    return [(step, round(value, 4)) for step, value in zip(curve.steps, curve.values, strict=True)]


def _digit(image: np.ndarray, label: int | None, reading: Reading | None) -> dict[str, str]:
    name = "Your drawing" if label is None else str(label)
    if reading is None:
        return _shown(image, "waiting", name, "", "")
    read = "no digit" if reading.digit is None else str(reading.digit)
    state = "own" if label is None else "right" if reading.digit == label else "wrong"
    sure = in_percent(reading.confidence)
    title = f"{name}, read as {read}, {sure} sure"
    return _shown(image, state, title, "–" if reading.digit is None else read, sure)


def _shown(image: np.ndarray, state: str, title: str, read: str, sure: str) -> dict[str, str]:
    return {"image": data_url(image), "state": state, "title": title, "read": read, "sure": sure}
