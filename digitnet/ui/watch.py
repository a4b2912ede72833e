"""A training as plain data: what each part of the page shows; ``training.js`` puts it there."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitnet.engine.status import Cancelled, EngineStatus, Outcome, Published, Ready
from digitnet.texts import train_page
from digitnet.training.progress import (
    PREPARING,
    SAVING,
    TESTING,
    Curve,
    Progress,
    Reading,
    TrainingView,
)
from digitnet.ui import verdict
from digitnet.ui.answer import data_url, in_percent

PHASES = {
    PREPARING: train_page.PREPARING,
    TESTING: train_page.TESTING,
    SAVING: train_page.SAVING,
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
        "texts": _texts() | {"why": train_page.WHY_WORSE() if _is_worse(status, view) else ""},
    }


def _is_worse(status: EngineStatus, view: TrainingView) -> bool:
    """Whether images that are warped for the training are read worse than unseen ones."""
    if status.training is not None:
        recipe = status.training.recipe
    elif isinstance(status.outcome, Published):
        recipe = status.outcome.card.report.recipe
    else:
        return False
    trained, unseen = (
        view.curves.get(name, Curve()).values for name in ("accuracy", "validation_accuracy")
    )
    return bool(recipe.warp > 0 and trained and unseen and trained[-1] < unseen[-1])


def _texts() -> dict[str, str]:
    return {
        "progress": train_page.PROGRESS(),
        "accuracy": train_page.ACCURACY(),
        "accuracyChart": train_page.ACCURACY_CHART(),
        "loss": train_page.LOSS(),
        "lossChart": train_page.LOSS_CHART(),
        "steps": train_page.STEPS_AXIS(),
        "train": train_page.LEARNS_FROM(),
        "validation": train_page.NEVER_SEEN(),
        "over": train_page.OVER(number=999),
        "digits": train_page.DIGITS(),
    }


def _position(status: EngineStatus) -> dict[str, Any]:
    """How far the training is, or how far the last one came."""
    if status.training is not None:
        progress = status.training.progress
        device = status.network.device if isinstance(status.network, Ready) else ""
        state, where, pace = "running", _where(progress), _pace(progress, device)
    elif status.outcome is not None:
        progress = status.outcome.progress
        state, (where, pace) = "ended", _ended(status.outcome)
    else:
        return {"state": "idle", "part": 0.0, "where": train_page.IDLE(), "pace": "", "steps": 1}
    is_whole = state == "ended" and isinstance(status.outcome, Published)
    return {
        "state": state,
        "part": 1.0 if is_whole else progress.done,
        "where": where,
        "pace": pace,
        "steps": max(1, progress.steps),
    }


def _where(progress: Progress) -> str:
    if progress.phase in PHASES:
        return PHASES[progress.phase]()
    return train_page.STEP(
        epoch=progress.epoch, epochs=progress.epochs, step=progress.step, steps=progress.steps
    )


def _ended(outcome: Outcome) -> tuple[str, str]:
    """How a training ended, in a line, and what there is to add."""
    if isinstance(outcome, Published):
        card = outcome.card
        line = train_page.ENDED_PUBLISHED(version=card.version, time=duration(card.report.seconds))
        return line, verdict.of_new_model(outcome)
    progress = outcome.progress
    cancelled = isinstance(outcome, Cancelled)
    message = train_page.ENDED_CANCELLED if cancelled else train_page.ENDED_FAILED
    time = duration(progress.seconds)
    line = message(time=time, step=progress.step, steps=progress.steps)
    return line, train_page.NOTHING_CHANGED()


def duration(seconds: float) -> str:
    """A length of time: "20 s", "3 min", "1 h 5 min"."""
    if seconds < 90:
        return train_page.SECONDS(seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return train_page.MINUTES(minutes=minutes)
    return train_page.HOURS(hours=minutes // 60, minutes=minutes % 60)


def _pace(progress: Progress, device: str) -> str:
    parts = [train_page.RUNNING_FOR(time=duration(progress.seconds))]
    if progress.seconds_left is not None:
        parts.append(train_page.TIME_LEFT(time=duration(progress.seconds_left)))
    if progress.images_per_second:
        parts.append(train_page.IMAGES_PER_SECOND(number=progress.images_per_second))
    return " · ".join([*parts, device])


def _points(curve: Curve) -> list[tuple[int, float]]:
    return [(step, round(value, 4)) for step, value in zip(curve.steps, curve.values, strict=True)]


def _digit(image: np.ndarray, label: int | None, reading: Reading | None) -> dict[str, str]:
    """A test digit, or without a label the visitor's own drawing, and how it is read."""
    if reading is None:
        name = train_page.YOUR_DRAWING() if label is None else train_page.A_DIGIT(label=label)
        return _shown(image, "waiting", name, "", "")
    digit, sure = reading.digit, in_percent(reading.confidence)
    if label is None:
        read, rejected = train_page.YOUR_DRAWING_READ, train_page.YOUR_DRAWING_REJECTED
    else:
        read, rejected = train_page.A_DIGIT_READ, train_page.A_DIGIT_REJECTED
    title = (rejected if digit is None else read)(label=label, digit=digit, sure=sure)
    state = "own" if label is None else "right" if digit == label else "wrong"
    below = train_page.IS_A(digit=label) if state == "wrong" else sure
    return _shown(image, state, title, "–" if digit is None else str(digit), below)


def _shown(image: np.ndarray, state: str, title: str, read: str, below: str) -> dict[str, str]:
    return {"image": data_url(image), "state": state, "title": title, "read": read, "below": below}
