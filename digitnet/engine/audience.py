"""What visitors see of a training: its curves, and digits that the network reads as it learns."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from digitnet.data.mnist import load_mnist
from digitnet.engine.moments import Moments
from digitnet.labels import NON_DIGIT
from digitnet.network.calibration import softmax
from digitnet.training.progress import Curve, Learning, Progress, Reading, TrainingView

if TYPE_CHECKING:
    from digitnet.training.monitor import Look

SHOWN = (661, 1691, 452, 1310, 1024, 1618, 1458, 1949, 242, 359, 33, 938)
"""Numbers of the test images that are watched: each digit once, among the harder ones, so that a
quick training's reading of them changes for some seconds, and two of the hardest."""

MAX_POINTS = 160
"""Most points of a curve. Once there are more, every other one is dropped, so a long training's
curves stay small."""

MAX_VISITORS = 64
"""How many visitors' drawings are read; the most recent visitors stay."""

FOLLOWED = 3
"""Which of them is followed through the network for visitors who have not drawn anything."""

CURVES = ("loss", "accuracy", "validation_loss", "validation_accuracy")


class Audience:
    """The visitors who watch one training; every method may be called from any thread."""

    def __init__(self, id: str, progress: Progress) -> None:
        self._id = id
        self._lock = threading.Lock()
        self._progress = progress
        self._curves: dict[str, list[tuple[int, float]]] = {name: [] for name in CURVES}
        self._drawings: OrderedDict[str, np.ndarray] = OrderedDict()
        self._readings: tuple[Reading, ...] = ()
        # The reading is kept with the drawing: a new drawing has none before the next look.
        self._own: dict[str, tuple[np.ndarray, Reading]] = {}
        self._look: Look | None = None
        self._moments = Moments()
        self._is_finished = False

    @property
    def progress(self) -> Progress:
        """How far the training is, or how far it came."""
        return self._progress

    def tell(self, progress: Progress) -> None:
        """Take in how far the training is."""
        with self._lock:
            # Checks are rarer than reports, which repeat the last one until the next.
            checked = progress.validation_loss != self._progress.validation_loss
            for name, points in self._curves.items():
                value = getattr(progress, name)
                if value is None or (name.startswith("validation") and not checked):
                    continue
                # While it gets ready or is tested, a training reports the same step again.
                if not points or points[-1][0] < progress.step:
                    points.append((progress.step, value))
                if len(points) > MAX_POINTS:
                    # The first and the newest one stay.
                    del points[1:-1:2]
            self._progress = progress

    def finish(self) -> None:
        """Note that the training has ended: from now on ``view`` reads new drawings itself."""
        self._is_finished = True

    def look(self, look: Look) -> None:
        """Let the network, as it is now, read what is watched, and keep a copy of it."""
        self._moments.take(look)
        with self._lock:
            self._look = look
            drawings = dict(self._drawings)
        images, _ = shown()
        readings = _readings(look.read(np.stack([*images, *drawings.values()])))
        with self._lock:
            self._readings = readings[: len(images)]
            own = zip(drawings.values(), readings[len(images) :], strict=True)
            self._own = dict(zip(drawings, own, strict=True))

    def view(self, visitor: str, drawing: np.ndarray | None) -> TrainingView:
        """Return what one visitor sees.

        Args:
            visitor: identifies the visitor.
            drawing: their own, uint8 (28, 28), or None; it is read the next time, or at once if
                the training has ended.
        """
        images, labels = shown()
        if drawing is not None and self._is_finished:
            self._read_own(visitor, drawing)
        followed = _followed(drawing)
        learning = Learning(self._id, followed, self._moments.newest(followed))
        with self._lock:
            if drawing is None:
                self._drawings.pop(visitor, None)
            else:
                self._drawings[visitor] = drawing
                self._drawings.move_to_end(visitor)
                while len(self._drawings) > MAX_VISITORS:
                    self._drawings.popitem(last=False)
            curves = {
                name: Curve(tuple(step for step, _ in points), tuple(value for _, value in points))
                for name, points in self._curves.items()
            }
            read, own = self._own.get(visitor, (None, None))
            if drawing is None or read is None or not np.array_equal(read, drawing):
                own = None
            return TrainingView(self._id, curves, images, labels, self._readings, own, learning)

    def replay(self, drawing: np.ndarray | None) -> Learning:
        """Return how the network has learned so far.

        Args:
            drawing: the visitor's own, uint8 (28, 28), to be followed, or None.
        """
        followed = _followed(drawing)
        return Learning(self._id, followed, self._moments.all(followed))

    def _read_own(self, visitor: str, drawing: np.ndarray) -> None:
        """Read a drawing with the network as the training left it, if that was not done yet."""
        with self._lock:
            look, known = self._look, self._own.get(visitor)
        if look is None or (known is not None and np.array_equal(known[0], drawing)):
            return
        (reading,) = _readings(look.read(drawing[None]))
        with self._lock:
            self._own.pop(visitor, None)
            self._own[visitor] = drawing, reading
            while len(self._own) > MAX_VISITORS:
                del self._own[next(iter(self._own))]


@lru_cache(maxsize=1)
def shown() -> tuple[np.ndarray, tuple[int, ...]]:
    """The test images that are watched, uint8 (n, 28, 28), and their labels."""
    mnist = load_mnist()
    numbers = list(SHOWN)
    return mnist.test_images[numbers], tuple(int(label) for label in mnist.test_labels[numbers])


def _followed(drawing: np.ndarray | None) -> np.ndarray:
    """The image that is followed through the network."""
    images, _ = shown()
    return images[FOLLOWED] if drawing is None else drawing


def _readings(logits: np.ndarray) -> tuple[Reading, ...]:
    probabilities = softmax(logits)
    best = probabilities.argmax(axis=1)
    return tuple(
        Reading(None if label == NON_DIGIT else int(label), float(row[label]))
        for label, row in zip(best, probabilities, strict=True)
    )
