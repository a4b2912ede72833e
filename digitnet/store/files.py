"""Atomic writing of files, and locks on folders."""

from __future__ import annotations

import contextlib
import errno
import importlib
import logging
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from digitnet.errors import reason

fcntl: ModuleType | None
try:
    fcntl = importlib.import_module("fcntl")
except ImportError:  # Windows
    fcntl = None

log = logging.getLogger(__name__)

LOCK_SECONDS = 30.0
"""How long a change waits for others to unlock a folder."""


def write(path: Path, content: str | bytes) -> None:
    """Write a file, text as UTF-8, and flush it to the disk."""
    with path.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())


def flush(path: Path) -> None:
    """Flush a file, or a folder's list of names, to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no handle for a folder, and journals its names itself.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, content: str | bytes) -> None:
    """Replace a file atomically.

    Raises:
        OSError: if it cannot be written; the old file is unchanged.
    """
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        write(aside, content)
        aside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    try:
        flush(path.parent)
    except OSError as error:
        # The file has been replaced, so this is not an error.
        log.warning("%s may be lost if the power fails: %s.", path, reason(error))


@contextlib.contextmanager
def locked(path: Path, seconds: float) -> Iterator[bool]:
    """Hold an exclusive, advisory lock on a folder or file; it ends with the process.

    Yields whether it is really locked: Windows and some network drives have no such locks.

    Args:
        seconds: how long to wait for another lock to end.

    Raises:
        OSError: if the path does not exist, or is still locked by others.
    """
    if fcntl is None:
        yield False
        return
    # Without O_NONBLOCK, opening a named pipe would block.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        deadline = time.monotonic() + seconds
        while (there_are_locks := _lock(fcntl, handle)) is None:
            if time.monotonic() >= deadline:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            time.sleep(0.01)
        yield there_are_locks
    finally:
        os.close(handle)


def _lock(fcntl: ModuleType, handle: int) -> bool | None:
    """Try to lock; return None if others hold the lock, and False if locks are not supported."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    except OSError as error:
        log.debug("Locks are not supported here: %s.", reason(error))
        return False
    return True
