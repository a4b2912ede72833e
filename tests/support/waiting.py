"""Waiting for what happens in other threads and processes."""

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], seconds: float = 180.0) -> None:
    """Wait until the condition holds; fail if it does not in so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)
