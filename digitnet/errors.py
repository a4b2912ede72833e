"""Errors whose messages are for people."""

from __future__ import annotations

from digitnet.texts.message import Message


class DigitnetError(Exception):
    """Something that cannot be done; ``str(error)`` says why in the reader's language.

    Attributes:
        message: the entry of the catalogue, which tells one error from another.
        parameters: the values of its placeholders.
    """

    def __init__(self, message: Message, /, **parameters: object) -> None:
        super().__init__(message, parameters)
        self.message = message
        self.parameters = parameters

    def __str__(self) -> str:
        return self.message(**self.parameters)

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.message, self.parameters)


def _restore(
    kind: type[DigitnetError], message: Message, parameters: dict[str, object]
) -> DigitnetError:
    """Rebuild an error that came from another process."""
    return kind(message, **parameters)
