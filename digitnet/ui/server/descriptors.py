"""File descriptors: each connection takes some, and the system allows only so many."""

from __future__ import annotations

import os
import sys
import time

if sys.platform != "win32":
    import resource

WANTED = 65_536

_FOLDERS = ("/proc/self/fd", "/dev/fd")
_COUNT_SECONDS = 1.0


def raise_limit() -> int | None:
    """Let this process have as many file descriptors as it may; return how many, if limited."""
    if sys.platform == "win32":
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return None if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        # macOS has a lower limit of its own.
        return soft
    return wanted


class Descriptors:
    """How many file descriptors are in use; counted at most once a second."""

    def __init__(self) -> None:
        self._folder = next((name for name in _FOLDERS if os.path.isdir(name)), None)
        self._counted_at = float("-inf")
        self._count = 0

    @property
    def count(self) -> int:
        """How many there are; 0 where the system does not say."""
        now = time.monotonic()
        if self._folder is not None and now - self._counted_at >= _COUNT_SECONDS:
            self._counted_at = now
            self._count = len(os.listdir(self._folder))
        return self._count
