"""How a training can end without a model."""


class TrainingCancelled(Exception):
    """The training was cancelled; nothing of it is kept."""


class TrainingFailed(Exception):
    """The network learned nothing useful; the message says so and what may help."""
