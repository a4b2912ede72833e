"""How a training can end without a model."""

from digitnet.errors import DigitnetError


class TrainingCancelled(Exception):
    """The training was cancelled; nothing of it is kept."""


class TrainingFailed(DigitnetError, RuntimeError):
    """The network learned nothing useful; the message also says what may help."""
