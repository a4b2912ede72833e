"""What the engine says about itself: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

from digitnet.store.card import ModelCard
from digitnet.training.progress import Progress
from digitnet.training.recipe import Recipe


class EngineError(RuntimeError):
    """The engine cannot do what it was asked; the message is for people."""


class EngineGone(EngineError):
    """There is no engine at the moment; another one is being started."""


class EngineNotAnswering(EngineError):
    """The engine did not answer in time."""

    def __init__(self) -> None:
        super().__init__("The network is not answering.")


@dataclass(frozen=True)
class Starting:
    """The engine does not answer yet.

    Attributes:
        message: what is going on, for people.
        seconds_left: how long until it does, as far as that is known; None if it is overdue.
    """

    message: str
    seconds_left: float | None = None


@dataclass(frozen=True)
class Ready:
    """A model answers.

    Attributes:
        card: the model's; without evaluations, which may be long.
        device: what it computes on, for people.
        expected_seconds: for each recipe by name, how long it will take on this device.
    """

    card: ModelCard
    device: str
    expected_seconds: dict[str, float]


@dataclass(frozen=True)
class Unavailable:
    """No model answers, and something is wrong.

    Attributes:
        message: what is wrong, for people.
        retry_seconds: when the engine is started next; None if no start is due.
    """

    message: str
    retry_seconds: float | None = None


@dataclass(frozen=True)
class Running:
    """The training that runs.

    Attributes:
        id: tells this training from all others.
        recipe: what it was asked to do.
        progress: how far it is.
    """

    id: str
    recipe: Recipe
    progress: Progress


@dataclass(frozen=True)
class Outcome:
    """How a training ended; each way to end is a class of its own.

    Attributes:
        id: tells this training from all others.
        message: one sentence or two, for people.
        progress: how far it came.
    """

    id: str
    message: str
    progress: Progress


@dataclass(frozen=True)
class Published(Outcome):
    """It ended with a new model.

    Attributes:
        card: the new model's.
        before: the card of the model that answered before it.
    """

    card: ModelCard
    before: ModelCard


@dataclass(frozen=True)
class Cancelled(Outcome):
    """Somebody ended it."""


@dataclass(frozen=True)
class Failed(Outcome):
    """It could not be finished."""


@dataclass(frozen=True)
class EngineStatus:
    """What a page has to know of the engine.

    Attributes:
        network: whether a model answers, and which.
        training: the training that runs, or None.
        outcome: how the last training ended, or None.
    """

    network: Starting | Ready | Unavailable
    training: Running | None = None
    outcome: Outcome | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a model answers."""
        return isinstance(self.network, Ready)


@dataclass(frozen=True)
class ModelEntry:
    """One model that can be chosen.

    Attributes:
        card: what is known of it.
        answers: whether it answers now.
        answered_before: whether it is the one to go back to.
        download_name: what its file is called once it is somebody's.
    """

    card: ModelCard
    answers: bool
    answered_before: bool
    download_name: str


@dataclass(frozen=True)
class ModelFile:
    """A model as a file.

    Attributes:
        name: what to call it.
        content: its bytes.
    """

    name: str
    content: bytes
