"""How busy this process is: answers a second, processor time, memory."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import psutil

WINDOW = 10
"""The whole seconds over which answers are counted."""

KEEP_SECONDS = 1.0
"""How long a measurement of the processor stays valid; a shorter interval says little."""


class Meter:
    """Counts answers; may be used from any thread.

    Args:
        clock: tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # The second, and the answers in it; the last one is still going on.
        self._counts: deque[tuple[int, int]] = deque(maxlen=WINDOW + 1)

    def note(self) -> None:
        """Count one more."""
        now = int(self._clock())
        with self._lock:
            count = self._counts.pop()[1] if self._counts and self._counts[-1][0] == now else 0
            self._counts.append((now, count + 1))

    def per_second(self) -> float:
        """The mean of the last whole seconds."""
        now = int(self._clock())
        with self._lock:
            return sum(n for second, n in self._counts if now - WINDOW <= second < now) / WINDOW


@dataclass(frozen=True)
class Usage:
    """How much of its machine this process uses.

    Attributes:
        share: of one processor core; more than 1 for several.
        memory: in bytes.
    """

    share: float
    memory: int


class UsageMeter:
    """Measures the process, at most once every ``KEEP_SECONDS``."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._process.cpu_percent()
        self._at = time.monotonic()
        self._usage = Usage(0.0, self._process.memory_info().rss)

    def measure(self) -> Usage:
        """Return what it has used since the last measurement."""
        now = time.monotonic()
        if now - self._at >= KEEP_SECONDS:
            self._at = now
            share = self._process.cpu_percent() / 100
            self._usage = Usage(share, self._process.memory_info().rss)
        return self._usage


ANSWERS = Meter()
"""The answers that this process gave: to pages, the wall and rounds."""
