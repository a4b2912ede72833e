"""What the engine tells of itself: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass, field

from digitnet.store.card import ModelCard
from digitnet.training.progress import Progress
from digitnet.training.recipe import Recipe


class EngineError(RuntimeError):
    """The engine cannot do what it was asked; the message is for people."""


@dataclass(frozen=True)
class Outcome:
    """How a training ended.

    Attributes:
        id: tells this training from all others.
        kind: "done", "cancelled" or "failed".
        message: one sentence or two, for people.
        card: the new model's, if there is one.
        before: the model's that answered before it.
    """

    id: str
    kind: str
    message: str
    card: ModelCard | None = None
    before: ModelCard | None = None


@dataclass(frozen=True)
class EngineStatus:
    """What a page has to know of the engine.

    Attributes:
        state: "starting", "ready" or "failed".
        message: why it failed, or what it is doing; for people.
        card: the model that answers.
        device: what it computes on, for people.
        recipe: the recipe of the training that runs, or None.
        progress: how far that training is.
        outcome: how the last training ended, or None.
        expected_seconds: for each recipe by name, how long it will take on this device.
    """

    state: str
    message: str = ""
    card: ModelCard | None = None
    device: str | None = None
    recipe: Recipe | None = None
    progress: Progress | None = None
    outcome: Outcome | None = None
    expected_seconds: dict[str, float] = field(default_factory=dict)
