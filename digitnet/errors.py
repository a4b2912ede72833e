"""Errors whose messages are shown to users."""

from __future__ import annotations

import errno

from digitnet.regular_file import IrregularFile
from digitnet.texts import errors
from digitnet.texts.message import Message, Note

_REASONS = {
    errno.ENOSPC: errors.DISK_FULL,
    errno.EROFS: errors.DISK_READ_ONLY,
    errno.EACCES: errors.NOT_PERMITTED,
    errno.EPERM: errors.NOT_PERMITTED,
    errno.ENOENT: errors.NO_SUCH_FILE,
    errno.EISDIR: errors.IS_A_FOLDER,
    errno.EFBIG: errors.TOO_LARGE,
    errno.EBUSY: errors.IN_USE,
    errno.ETIMEDOUT: errors.NOT_ANSWERING,
}
if hasattr(errno, "EDQUOT"):  # not on Windows
    _REASONS[errno.EDQUOT] = errors.DISK_FULL


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

    @property
    def note(self) -> Note:
        """The message with its parameters, to be shown later or as part of another message."""
        return Note(self.message, self.parameters)

    def __str__(self) -> str:
        return str(self.note)

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.message, self.parameters)


def _restore(
    kind: type[DigitnetError], message: Message, parameters: dict[str, object]
) -> DigitnetError:
    """Rebuild an error that came from another process, whatever arguments its class takes."""
    error = kind.__new__(kind)
    DigitnetError.__init__(error, message, **parameters)
    return error


def reason(error: Exception) -> Note | str:
    """Return why something failed, without a full stop, as a parameter for another message.

    If the catalogue has no entry for it, the text of the operating system or the library is used.
    """
    if isinstance(error, DigitnetError):
        return error.note
    if isinstance(error, IrregularFile):
        return Note(errors.NOT_A_REGULAR_FILE)
    entry = _REASONS.get(getattr(error, "errno", None) or 0)
    # h5py, which writes the weights, reports a full disk as a RuntimeError at times.
    if entry is None and "No space left" in str(error):
        entry = errors.DISK_FULL
    if entry is not None:
        return Note(entry)
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
