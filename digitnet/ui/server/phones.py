"""The phones that have their page open: each asks from time to time what is going on."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable

NAME = re.compile(r"[0-9a-f]{8,32}")
"""What a phone calls itself, its drawings and its answers."""

MOST = 5000

RATE = 100.0
"""How often all phones together ask each second, as long as each asks within ``SLOWEST``."""

QUICKEST, SLOWEST = 3.0, 12.0
"""Seconds between two questions of one phone."""

PATIENCE = 2.5
"""A phone counts as gone after this multiple of that time."""


class Phones:
    """Who is there.

    Args:
        clock: tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()

    def note(self, name: str) -> None:
        """Note that a phone has asked."""
        if not NAME.fullmatch(name):
            return
        self._seen[name] = self._clock()
        self._seen.move_to_end(name)
        if len(self._seen) > MOST:
            self._seen.popitem(last=False)

    @property
    def count(self) -> int:
        """How many there are."""
        gone = self._clock() - PATIENCE * self.pause_seconds
        while self._seen and next(iter(self._seen.values())) < gone:
            self._seen.popitem(last=False)
        return len(self._seen)

    @property
    def pause_seconds(self) -> float:
        """After how long a phone shall ask again; the longer, the more there are."""
        return min(SLOWEST, max(QUICKEST, len(self._seen) / RATE))
