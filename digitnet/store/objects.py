"""The objects below one address of an object store, through fsspec."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

# They tell at length where they found credentials.
for _name in ("aiobotocore", "botocore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

OPTIONS: dict[str, dict[str, Any]] = {
    "s3": {
        "config_kwargs": {
            "connect_timeout": 3,
            "read_timeout": 20,
            "retries": {"total_max_attempts": 2, "mode": "standard"},
        }
    }
}
"""By protocol: how long an object store may take, in seconds. By default, minutes."""

_SILENT = ("Connect", "Timeout", "Endpoint", "Closed")
"""What the names of errors have in them when nothing answers; each library has its own."""

_REFUSED = ("Credential", "Token", "Auth", "Forbidden")


NOT_SET_UP = (errno.EACCES, errno.ENOENT)
"""Numbers of errors that do not pass by themselves: wrong credentials, or no such bucket."""


class Objects(Protocol):
    """Named contents that appear completely or not at all; every method may raise OSError."""

    def get(self, name: str) -> bytes:
        """Return a content; FileNotFoundError without one."""

    def put(self, name: str, content: bytes) -> None:
        """Write a content; it replaces another one."""

    def create(self, name: str, content: bytes) -> None:
        """Write a content unless there is one: FileExistsError. Of several, one succeeds."""

    def remove(self, name: str) -> None:
        """Remove a content, if it is there."""

    def names(self, folder: str) -> list[str]:
        """The names that begin with this one and a slash, sorted."""

    def modified(self, name: str) -> datetime:
        """When it was written, by the object store's clock."""


class RemoteObjects:
    """Implements ``Objects`` for all that fsspec reaches; thread-safe."""

    def __init__(self, address: str) -> None:
        """Use what lies below an address as ``models_address`` gives it; nothing is asked yet."""
        from fsspec.core import url_to_fs

        options = OPTIONS.get(address.partition("://")[0], {})
        # What is listed is always asked for, as other servers write, too.
        own = {"use_listings_cache": False, "skip_instance_cache": True}
        self._files, root = url_to_fs(address, **options, **own)
        self._root = root.rstrip("/")

    def get(self, name: str) -> bytes:
        with _plain_errors():
            return bytes(self._files.cat_file(self._path(name)))

    def put(self, name: str, content: bytes) -> None:
        with _plain_errors():
            self._files.pipe_file(self._path(name), content)

    def create(self, name: str, content: bytes) -> None:
        try:
            with _plain_errors():
                self._files.pipe_file(self._path(name), content, mode="create")
        except FileExistsError:
            raise
        except OSError as error:
            # Each library has its own error for a condition that is not met.
            if error.errno not in (*NOT_SET_UP, errno.ETIMEDOUT) and self._is_there(name):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
            raise

    def remove(self, name: str) -> None:
        with _plain_errors(), contextlib.suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))

    def names(self, folder: str) -> list[str]:
        with _plain_errors():
            found = self._files.find(self._path(folder))
        start = len(self._root) + 1
        return sorted(path[start:] for path in found)

    def modified(self, name: str) -> datetime:
        with _plain_errors():
            time: datetime = self._files.modified(self._path(name))
            return time

    def _is_there(self, name: str) -> bool:
        try:
            self.get(name)
        except FileNotFoundError:
            return False
        return True

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Raise whatever fsspec and the libraries below it raise as an OSError with a number."""
    try:
        yield
    except FileExistsError:
        raise
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
    except Exception as error:
        kind = type(error).__name__
        if isinstance(error, PermissionError) or any(part in kind for part in _REFUSED):
            number = errno.EACCES
        elif isinstance(error, TimeoutError) or any(part in kind for part in _SILENT):
            number = errno.ETIMEDOUT
        elif isinstance(error, OSError) and error.errno is not None:
            raise
        else:
            raise OSError(errno.EIO, f"{kind}: {error}".splitlines()[0]) from error
        raise OSError(number, os.strerror(number)) from error
