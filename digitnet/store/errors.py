"""What can go wrong with stored models."""


class ModelError(RuntimeError):
    """A model that is missing, damaged or foreign; the message is for people."""


class StoreError(RuntimeError):
    """The store cannot do what it was asked; the message is for people."""
