"""What a model reads in a whole set of images: computed in the background, then kept.

The light form reads one image at a time in a thread of its own, so visitors' drawings, which
another form of the model reads, do not wait for ten thousand others.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from digitnet.errors import DigitnetError
from digitnet.labels import CLASSES, NON_DIGIT
from digitnet.network.reader import Reader

MAX_KEPT = 8
"""Readings that are kept; one of 60,000 images takes 3 MB."""

AT_ONCE = 100
"""Up to this many images are read while the caller waits (a tenth of a second)."""

NICENESS = 5
"""Niceness of the threads that read, so that answers come first. At 15, a training or another
program that keeps all cores busy would leave them almost no time."""

Load = Callable[[], Reader]
"""Loads the model that reads."""


class Reading:
    """What one model reads in some images.

    Attributes:
        images: uint8 (n, 28, 28).
        shares: float32 (n, 11), the bars: ten digits and "no digit".
        answers: uint8 (n,), 0..9 or ``NON_DIGIT``.
        error: why they could not be read, or None.
    """

    def __init__(self, images: np.ndarray, before: Reading | None) -> None:
        """Take over what an earlier reading by the same model says of the same images."""
        self.images = images
        self.shares = np.zeros((len(images), CLASSES), np.float32)
        self.answers = np.full(len(images), NON_DIGIT, np.uint8)
        self.error: DigitnetError | None = None
        self._left = list(range(len(images)))
        if before is not None:
            self._take_over(before)

    @property
    def done(self) -> float:
        """The share that has been read, 0..1."""
        return 1 - self.left / len(self.images) if self.left else 1.0

    @property
    def left(self) -> int:
        """How many images have not been read yet."""
        return len(self._left)

    def run(self, load: Load, closed: threading.Event) -> None:
        """Read what is left, until the event is set. What goes wrong is noted in ``error``."""
        if not self._left:
            return
        try:
            reader = load()
            while self._left and not closed.is_set():
                number = self._left[-1]
                prediction = reader.predict(self.images[number])
                self.shares[number, :NON_DIGIT] = prediction.digit_score * prediction.probabilities
                self.shares[number, NON_DIGIT] = 1 - prediction.digit_score
                if prediction.digit is not None:
                    self.answers[number] = prediction.digit
                self._left.pop()
        except DigitnetError as error:
            self.error = error

    def _take_over(self, before: Reading) -> None:
        unread = set(before._left)
        places = {
            image.tobytes(): number
            for number, image in enumerate(before.images)
            if number not in unread
        }
        left = []
        for number, image in enumerate(self.images):
            place = places.get(image.tobytes())
            if place is None:
                left.append(number)
            else:
                self.shares[number] = before.shares[place]
                self.answers[number] = before.answers[place]
        self._left = left


class Readings:
    """Keeps the readings that were asked for last; every method may be called from any thread.

    Args:
        closed: ends all work once it is set.
    """

    def __init__(self, closed: threading.Event) -> None:
        self._closed = closed
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Reading] = OrderedDict()

    def get(self, source: str, model: str, images: np.ndarray, load: Load) -> Reading:
        """Return what a model reads in a set, or what is known of it so far.

        Args:
            source: names the set.
            model: identifies the model.
            images: of the set, uint8 (n, 28, 28); with others than before, only new ones are read.
            load: see ``Load``.

        Raises:
            DigitnetError: if the model cannot be used; the next call tries again.
        """
        name = (source, model)
        with self._lock:
            before = self._kept.get(name)
            if before is not None and before.error is not None:
                del self._kept[name]
                raise before.error
            if before is None or not _same(before.images, images):
                self._kept[name] = reading = Reading(images, before)
                is_new = True
            else:
                reading, is_new = before, False
            self._kept.move_to_end(name)
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        if is_new and reading.left <= AT_ONCE:
            # It does not wait for other sets, which may take minutes on a busy machine.
            reading.run(load, self._closed)
        elif is_new:
            threading.Thread(
                target=self._run, args=(reading, load), name="reading", daemon=True
            ).start()
        return reading

    def _run(self, reading: Reading, load: Load) -> None:
        if sys.platform == "linux":
            # There, each thread has a priority of its own.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        reading.run(load, self._closed)


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one is other or np.array_equal(one, other)
