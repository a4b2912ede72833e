"""What can go wrong with stored models."""

from digitnet.errors import DigitnetError


class ModelError(DigitnetError, RuntimeError):
    """A model is missing, damaged or not one of ours."""


class CardError(DigitnetError, ValueError):
    """A text is not a model's card."""


class StoreError(DigitnetError, RuntimeError):
    """The store cannot do what it was asked."""


class StoreAway(StoreError):
    """The object store does not answer at the moment."""
