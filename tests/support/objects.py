"""An object store in memory, which can be away, damaged or looked into."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class FakeObjects:
    """Implements ``Objects``.

    Attributes:
        contents: all there is, by name.
        is_away: whether nothing can be reached.
        calls: what was asked for: a verb and a name.
        before: called with both before anything is done.
        clock: its time, which tests set.
        guards: whether it refuses to write over an object when it is asked to.
    """

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.is_away = False
        self.calls: list[tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda verb, name: None
        self.clock = datetime(2026, 11, 30, tzinfo=UTC)
        self.guards = True
        self._written: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes:
        self._begin("get", name)
        if name not in self.contents:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return self.contents[name]

    def put(self, name: str, content: bytes) -> None:
        self._begin("put", name)
        self.contents[name] = content
        self._written[name] = self.clock

    def create(self, name: str, content: bytes) -> None:
        self._begin("create", name)
        with self._lock:
            if name in self.contents and self.guards:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            self.contents[name] = content
            self._written[name] = self.clock

    def remove(self, name: str) -> None:
        self._begin("remove", name)
        self.contents.pop(name, None)

    def names(self, folder: str) -> list[str]:
        self._begin("names", folder)
        return sorted(name for name in list(self.contents) if name.startswith(f"{folder}/"))

    def modified(self, name: str) -> datetime:
        self._begin("modified", name)
        return self._written[name]

    def pass_time(self, **span: float) -> None:
        """Let its clock go on."""
        self.clock += timedelta(**span)

    def _begin(self, verb: str, name: str) -> None:
        self.calls.append((verb, name))
        self.before(verb, name)
        if self.is_away:
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
