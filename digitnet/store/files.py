"""Files that are there whole or not at all, and folders that one program works in at a time."""

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

fcntl: ModuleType | None
try:
    fcntl = importlib.import_module("fcntl")
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)


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
    """Write a file in the place of an older one, at one stroke.

    Raises:
        OSError: if it cannot be written; the older one is as it was.
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
        # It is replaced already: an error would say that it was not.
        log.warning("%s may be lost if the power fails: %s.", path, reason(error))


@contextlib.contextmanager
def locked(path: Path, seconds: float) -> Iterator[bool]:
    """Keep others who lock it too out of a folder or file; a lock ends with its process.

    Yields whether they are kept out: nobody is where there are no such locks (Windows, some
    network drives).

    Args:
        seconds: how long to wait for others.

    Raises:
        OSError: if it does not exist, or others do not let go of it.
    """
    if fcntl is None:
        yield False
        return
    # Without O_NONBLOCK a named pipe would have to be waited for.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        deadline = time.monotonic() + seconds
        while (there_are_locks := _lock(fcntl, handle)) is None:
            if time.monotonic() >= deadline:
                raise TimeoutError("another program is busy there")
            time.sleep(0.01)
        yield there_are_locks
    finally:
        os.close(handle)


def _lock(fcntl: ModuleType, handle: int) -> bool | None:
    """Try to lock: True if it is, None if another one holds it, False if there are no locks."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    except OSError as error:
        log.debug("There are no locks here: %s.", reason(error))
        return False
    return True


def reason(error: Exception) -> str:
    """Why a file could not be written, for people; without a full stop."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
        return "the disk is full"
    if number in (errno.EROFS, errno.EACCES, errno.EPERM):
        return "writing is not allowed there"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
