"""Opens only regular files, so that no pipe blocks and no device is read without end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


class IrregularFile(OSError):
    """A pipe, a socket or a device."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading bytes.

    A named pipe would block until somebody writes to it, and a device may have no end.

    Raises:
        OSError: if it cannot be opened or is a folder, a pipe, a socket or a device.
    """
    # Checked first, because opening a device can already have effects.
    _check(os.stat(path).st_mode)
    # And again once it is open, because the file may have been replaced in the meantime.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _check(os.fstat(handle).st_mode)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_regular(path: Path, limit: int) -> bytes:
    """Read a regular file of at most ``limit`` bytes.

    Raises:
        OSError: as ``open_regular`` does; with ``errno.EFBIG`` if the file is larger.
    """
    with open_regular(path) as file:
        # A file that is too large is not read at all; one that grows is read up to the limit.
        content = b"" if size(file) > limit else file.read(limit + 1)
        if len(content) > limit or size(file) > limit:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return content


def size(file: BinaryIO) -> int:
    """The size of an open file in bytes."""
    return os.fstat(file.fileno()).st_size


def _check(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise IrregularFile(errno.EINVAL, "it is not a regular file")
