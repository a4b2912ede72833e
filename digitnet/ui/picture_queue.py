"""Where pictures are read: in a few threads beside the pages, so that no drawing has to wait."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from digitnet.errors import DigitnetError
from digitnet.texts import picture_page
from digitnet.ui.server.bucket import Bucket

T = TypeVar("T")

THREADS = 2
"""A picture takes tenths of a second of one core, mostly in OpenCV, which lets others run."""

NICENESS = 5
"""Niceness of the threads, so that answers to strokes come first."""

MOST_WAITING = 12
"""If more pictures than this are waiting, another one is refused."""

PATIENCE_SECONDS = 12.0
"""How long a page waits for its picture, with those before it."""

RATE, BURST = 0.5, 10.0
"""Pictures of one visitor, each second in the long run and at once. Corrected boxes cost less."""

ADDRESS_RATE, ADDRESS_BURST = 2.0, 60.0
"""The same from one address, which may be a whole school behind a router."""

MENDING = 0.2


class Busy(DigitnetError, RuntimeError):
    """A picture cannot be read now."""


class Queue:
    """Reads pictures one after the other, as many at once as there are threads."""

    def __init__(self, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, "picture", _yield_to_others)
        self._threads = threads
        self._lock = threading.Lock()
        self._busy = 0
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def run(self, visitor: str, address: str | None, cost: float, action: Callable[[], T]) -> T:
        """Wait for a turn, carry out an action and return its result; a visitor waits for one at a
        time.

        Args:
            visitor: who asks.
            address: from where, if that is known.
            cost: 1 for a picture.
            action: what to do.

        Raises:
            Busy: if too much was asked for, or too many wait.
        """
        with self._lock:
            self._buckets = {key: one for key, one in self._buckets.items() if not one.is_full}
            buckets = [self._bucket(("visitor", visitor), RATE, BURST)]
            if address is not None:
                buckets.append(self._bucket(("address", address), ADDRESS_RATE, ADDRESS_BURST))
            if any(bucket.level < cost for bucket in buckets):
                raise Busy(picture_page.TOO_MANY_PICTURES)
            if self._busy >= self._threads + MOST_WAITING:
                raise Busy(picture_page.BUSY)
            for bucket in buckets:
                bucket.take(cost)
            self._busy += 1
        future = self._pool.submit(action)
        future.add_done_callback(self._done)
        try:
            return future.result(PATIENCE_SECONDS)
        except TimeoutError as error:
            future.cancel()
            raise Busy(picture_page.BUSY) from error

    def _done(self, _: Future[Any]) -> None:
        with self._lock:
            self._busy -= 1

    def _bucket(self, name: tuple[str, str], rate: float, burst: float) -> Bucket:
        return self._buckets.setdefault(name, Bucket(rate, burst))


def _yield_to_others() -> None:
    if sys.platform == "linux":
        # There, each thread has a priority of its own.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


QUEUE = Queue()
"""This server's; its threads start with the first picture."""
