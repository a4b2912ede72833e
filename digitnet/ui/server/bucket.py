"""A token bucket, which bounds how much of something may come in the long run and at once."""

from __future__ import annotations

import time
from collections.abc import Callable


class Bucket:
    """Tokens that are taken for what comes, and come back with time.

    Args:
        rate: tokens that come back each second.
        size: how many there can be; it begins full.
        clock: tells seconds.
    """

    def __init__(
        self, rate: float, size: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._size = size
        self._clock = clock
        self._tokens = size
        self._at = clock()

    def take(self, cost: float = 1.0) -> float:
        """Take tokens, also more than there are; return the seconds until there is no debt."""
        self._tokens = self.level - cost
        self._at = self._clock()
        return max(0.0, -self._tokens / self._rate)

    @property
    def level(self) -> float:
        """How many tokens there are; negative for a debt."""
        passed = self._clock() - self._at
        return min(self._size, self._tokens + passed * self._rate)

    @property
    def is_full(self) -> bool:
        """Whether as many are there as can be."""
        return self.level >= self._size
