"""How a training can end without a model."""

from digitnet.errors import DigitnetError


class TrainingCancelled(Exception):
    """The training was cancelled; nothing of it is kept."""


class RecipeError(DigitnetError, ValueError):
    """A recipe has a value that is not possible."""


class TrainingFailed(DigitnetError, RuntimeError):
    """The network learned nothing useful; the message also says what may help."""
