"""Waiting for what happens in other threads and processes."""

import time
from collections.abc import Callable

SHORTEST, LONGEST = 0.02, 0.25
"""Seconds between two looks, which take processor time from what is waited for."""


def wait_for(condition: Callable[[], object], seconds: float = 180.0) -> None:
    """Wait until the condition holds; fail if it does not in so many seconds."""
    deadline = time.monotonic() + seconds
    pause = SHORTEST
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(pause)
        pause = min(LONGEST, 1.2 * pause)
