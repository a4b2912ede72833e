"""The state of the engine: plain data, no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

from digitnet.errors import DigitnetError
from digitnet.store.card import ModelCard
from digitnet.texts import errors
from digitnet.texts.message import Note
from digitnet.training.progress import Progress
from digitnet.training.recipe import Recipe


class EngineError(DigitnetError, RuntimeError):
    """The engine cannot do what it was asked."""


class EngineGone(EngineError):
    """No engine is running at the moment; a new one is being started."""


class EngineNotAnswering(EngineError):
    """The engine did not answer in time."""

    def __init__(self) -> None:
        super().__init__(errors.ENGINE_NOT_ANSWERING)


class LessonsForgotten(EngineError):
    """The engine does not have the lessons that it was asked to answer with."""


@dataclass(frozen=True)
class Starting:
    """The engine does not answer yet.

    Attributes:
        message: what is going on.
        seconds_left: the expected time until a model answers; None if it is overdue.
    """

    message: Note
    seconds_left: float | None = None


@dataclass(frozen=True)
class Ready:
    """A model answers.

    Attributes:
        card: the model's card, without evaluations, which may be long.
        device: the name of what it computes on.
        expected_seconds: for each recipe by name, how long it will take on this device; empty for a
            moment after the start, until the device has been measured.
        longest_seconds: a training that is expected to take longer is refused.
    """

    card: ModelCard
    device: str
    expected_seconds: dict[str, float]
    longest_seconds: float = 3600.0


@dataclass(frozen=True)
class LightOnly:
    """The light form of a model answers, and nothing else is possible on this server.

    Attributes:
        card: the model's card, without evaluations.
        message: why.
    """

    card: ModelCard
    message: Note


@dataclass(frozen=True)
class Unavailable:
    """No model answers, and something is wrong.

    Attributes:
        message: what is wrong.
        retry_seconds: when the engine is started next; None if no start is due.
    """

    message: Note
    retry_seconds: float | None = None


@dataclass(frozen=True)
class Running:
    """The running training.

    Attributes:
        id: identifies the training.
        recipe: how it trains.
        progress: how far it is.
    """

    id: str
    recipe: Recipe
    progress: Progress


@dataclass(frozen=True)
class Outcome:
    """How a training ended; each way to end has its own class.

    Attributes:
        id: identifies the training.
        message: how it ended, in one sentence or two.
        progress: how far it got.
    """

    id: str
    message: Note
    progress: Progress


@dataclass(frozen=True)
class Published(Outcome):
    """A new model was published.

    Attributes:
        card: the new model's.
        before: the card of the model that answered before it.
        is_used: whether the new model was let answer; not if it is clearly worse.
    """

    card: ModelCard
    before: ModelCard
    is_used: bool = True


@dataclass(frozen=True)
class Cancelled(Outcome):
    """The training was cancelled."""


@dataclass(frozen=True)
class Failed(Outcome):
    """The training could not be finished."""


@dataclass(frozen=True)
class EngineStatus:
    """The state of the engine, as pages show it.

    Attributes:
        network: whether a model answers, and which.
        training: the running training, or None.
        outcome: how the last training ended, or None.
    """

    network: Starting | Ready | LightOnly | Unavailable
    training: Running | None = None
    outcome: Outcome | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a model answers that can also be taught, explained and trained anew."""
        return isinstance(self.network, Ready)

    @property
    def is_waiting(self) -> bool:
        """Whether no model answers yet, or none any more."""
        return isinstance(self.network, Starting | Unavailable)

    @property
    def card(self) -> ModelCard | None:
        """The card of the model that answers, or None while none does."""
        return None if isinstance(self.network, Starting | Unavailable) else self.network.card


@dataclass(frozen=True)
class ModelEntry:
    """One model that can be chosen.

    Attributes:
        card: its card.
        answers: whether it is the model that answers.
        answered_before: whether it is the one to go back to.
        download_name: the name of the downloaded file.
    """

    card: ModelCard
    answers: bool
    answered_before: bool
    download_name: str


@dataclass(frozen=True)
class ModelFile:
    """A model as a file.

    Attributes:
        name: the name of the downloaded file.
        content: its bytes; a Keras file is verified to be the one that was published.
    """

    name: str
    content: bytes
