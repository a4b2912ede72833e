"""Lessons: drawings and their right digits, from which a network answers better at once.

The network itself stays as it is. A lesson *votes* for its digit on drawings that resemble the
taught one, in features (see ``features``) and in how the pen moved, and its vote is added to that
digit's logit. Known digits hold it in check: it reaches only so far that none of them changes
sides. All constants were chosen on ten writers' drawings and measured on twenty others'
(BENCHMARKS.md).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.drawing.mnist_format import to_mnist
from digitnet.drawing.stroke_path import PATH_POINTS, stroke_path
from digitnet.network.features import FeatureReader, FeatureSpace
from digitnet.network.lesson import (
    MAX_LESSONS,
    Lesson,
    LessonError,
    Taught,
    checked_digit,
    numbered_lines,
    parse_lesson,
)
from digitnet.network.prediction import Resemblance
from digitnet.texts import errors

LIFT = 32.0
"""A full vote in nats, enough to overrule a network that is sure of another digit."""

FEATURE_SCALE = 0.6
PATH_SCALE = 0.15
"""A vote falls by a factor of e when the cosine is this much lower, or the paths are this far apart
(root mean square, as a share of the drawing's larger side)."""

IMAGE_SCALE = 0.18
"""The same for images, whose strokes are unknown: then only a much closer cosine counts."""

KEEP = 0.6
"""A lesson may take up this part of a known digit's lead over the lesson's digit."""

LEAST_REACH = 0.1
"""Smallest reach, as a share of the scales above; a lesson that contradicts known digits counts
only for its own drawing."""

SHOWN = 0.05
"""A lesson with less than this part of a full vote did not decide an answer."""

_NO_DIGIT = 10


@dataclass(frozen=True, eq=False)
class Votes:
    """What lessons say about some drawings.

    Attributes:
        lifts: float32 (drawings, 11), to be added to the logits.
        strengths: float32 (drawings, lessons), parts of a full vote, 0..1.
        classes: int64 (lessons,), 0..9 or 10 for no digit.
        ids: the lessons' ids.
    """

    lifts: np.ndarray
    strengths: np.ndarray
    classes: np.ndarray
    ids: tuple[int, ...]

    def resemblance(self, row: int, digit: int | None) -> Resemblance | None:
        """Return which lesson spoke most for the answer to a drawing, if one did."""
        answer = _NO_DIGIT if digit is None else digit
        strengths = np.where(self.classes == answer, self.strengths[row], 0.0)
        best = int(strengths.argmax())
        if strengths[best] < SHOWN:
            return None
        return Resemblance(self.ids[best], float(strengths[best]))


@dataclass(frozen=True, eq=False)
class _Table:
    """All lessons, side by side; never changed, so that readers need no lock."""

    lessons: tuple[Lesson, ...]
    images: tuple[bytes, ...]
    features: np.ndarray
    paths: np.ndarray

    @classmethod
    def empty(cls) -> _Table:
        return cls((), (), np.empty((0, 0), np.float32), np.empty((0, 2 * PATH_POINTS), np.float32))

    def without(self, place: int) -> _Table:
        return _Table(
            self.lessons[:place] + self.lessons[place + 1 :],
            self.images[:place] + self.images[place + 1 :],
            np.delete(self.features, place, axis=0),
            np.delete(self.paths, place, axis=0),
        )

    def with_lesson(self, lesson: Lesson, image: bytes, features: np.ndarray) -> _Table:
        before = self.features if self.lessons else np.empty((0, len(features)), np.float32)
        return _Table(
            (*self.lessons, lesson),
            (*self.images, image),
            np.concatenate([before, features[None]]),
            np.concatenate([self.paths, stroke_path(lesson.drawing)[None]]),
        )


class Lessons:
    """What one person, or a room, taught one model; made by ``Predictor.new_lessons``.

    Any number of threads may teach and predict at once.
    """

    def __init__(self, reader: FeatureReader) -> None:
        self._reader = reader
        self._table = _Table.empty()
        self._next = 1
        self._lock = threading.Lock()

    @classmethod
    def from_json(cls, text: str, reader: FeatureReader) -> Lessons:
        """Read what ``to_json`` wrote; see ``teach_json``."""
        lessons = cls(reader)
        lessons.teach_json(text)
        return lessons

    def copy(self) -> Lessons:
        """Return lessons of their own, with all that these hold now."""
        copy = Lessons(self._reader)
        with self._lock:
            copy._table, copy._next = self._table, self._next
        return copy

    def teach_json(self, text: str) -> None:
        """Learn JSON lines in their order, all or none; of too many, only the last ones are read.

        Lessons that start empty get the numbers of their lines as ids, blank lines not counted.

        Raises:
            LessonError: if a line is no lesson; the message says which line.
        """
        lines = numbered_lines(text)
        parsed = [parse_lesson(number, line) for number, line in lines[-MAX_LESSONS:]]
        with self._lock:
            self._next += len(lines) - len(parsed)
        if parsed:
            images = [image for _, image, _ in parsed]
            places = self._reader.space.place(self._reader.read(images)[1])
            for (drawing, image, digit), features in zip(parsed, places, strict=True):
                self._add(drawing, image, digit, features)

    def to_json(self) -> str:
        """Return all lessons as JSON lines: drawings with labels, null being no digit."""
        return "".join(f"{lesson.to_json()}\n" for lesson in self.items)

    @property
    def items(self) -> tuple[Lesson, ...]:
        """All lessons, the oldest first."""
        return self._table.lessons

    def __len__(self) -> int:
        return len(self._table.lessons)

    def teach(self, drawing: Drawing, digit: int | None) -> Taught:
        """Learn what a drawing is, from now on.

        The same drawing, whatever its position and size, is one lesson: the last digit given
        counts.

        Args:
            drawing: with ink.
            digit: 0..9, or None for no digit.

        Raises:
            LessonError: if the drawing is empty or the digit is none.
        """
        digit = checked_digit(digit)
        image = to_mnist(drawing)
        if image is None:
            raise LessonError(errors.LESSON_EMPTY)
        features = self._reader.space.place(self._reader.read([image])[1])[0]
        return self._add(drawing, image, digit, features)

    def remove(self, id: int) -> Lesson:
        """Forget a lesson and return it.

        Raises:
            LessonError: if there is none with this id.
        """
        with self._lock:
            for place, lesson in enumerate(self._table.lessons):
                if lesson.id == id:
                    self._table = self._table.without(place)
                    return lesson
        raise LessonError(errors.LESSON_UNKNOWN, id=id)

    def check_reader(self, reader: FeatureReader) -> None:
        """Raise a LessonError if these lessons were taught to another model."""
        if reader is not self._reader:
            raise LessonError(errors.LESSONS_OF_ANOTHER_MODEL)

    def votes(self, features: np.ndarray, drawings: Sequence[Drawing | np.ndarray]) -> Votes | None:
        """Return what the lessons say, or None if there are none.

        Args:
            features: float32 (n, d), the network's, of the drawings' images.
            drawings: n drawings with ink, or images in MNIST format.
        """
        table = self._table
        if not table.lessons:
            return None
        cosines = self._reader.space.place(features) @ table.features.T
        reaches = np.array([lesson.reach for lesson in table.lessons], np.float32)
        strengths = np.exp(_exponents(cosines, drawings, table.paths) / reaches)
        classes = np.array([_class(lesson.digit) for lesson in table.lessons])
        lifts = np.zeros((len(cosines), 11), np.float32)
        # Of several lessons for a digit only the nearest one votes: ten like it prove no more.
        for number in np.unique(classes):
            lifts[:, number] = strengths[:, classes == number].max(axis=1)
        lifts *= LIFT * self._reader.temperature
        return Votes(lifts, strengths, classes, tuple(lesson.id for lesson in table.lessons))

    def _add(
        self, drawing: Drawing, image: np.ndarray, digit: int | None, features: np.ndarray
    ) -> Taught:
        space, path = self._reader.space, stroke_path(drawing)
        reach = _reach(features, path, _class(digit), space, self._reader.temperature)
        pixels = image.tobytes()
        with self._lock:
            table, replaced, forgotten = self._table, None, None
            if pixels in table.images:
                place = table.images.index(pixels)
                replaced, table = table.lessons[place], table.without(place)
            elif len(table.lessons) == MAX_LESSONS:
                forgotten, table = table.lessons[0], table.without(0)
            lesson = Lesson(self._next, drawing, digit, reach)
            self._table = table.with_lesson(lesson, pixels, features)
            self._next += 1
        return Taught(lesson, replaced, forgotten)


def _exponents(
    cosines: np.ndarray, drawings: Sequence[Drawing | np.ndarray], paths: np.ndarray
) -> np.ndarray:
    """The logarithms of the votes at full reach, float32 (drawings, lessons), 0 at most."""
    exponents: np.ndarray = np.minimum(cosines - 1, 0.0)
    drawn = np.array([isinstance(drawing, Drawing) for drawing in drawings])
    exponents[~drawn] /= IMAGE_SCALE
    if drawn.any():
        own = np.stack([stroke_path(d) for d in drawings if isinstance(d, Drawing)])
        exponents[drawn] = exponents[drawn] / FEATURE_SCALE - _distances(own, paths) / PATH_SCALE
    return exponents


def _distances(paths: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Root mean square distances of paths, float32 (paths, others)."""
    squares = (paths**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * paths @ others.T
    distances: np.ndarray = np.sqrt(np.maximum(squares, 0.0) / PATH_POINTS)
    return distances


def _reach(
    features: np.ndarray, path: np.ndarray, number: int, space: FeatureSpace, temperature: float
) -> float:
    """How far a lesson may reach without changing what a known digit is read as, 0..1."""
    others = space.labels != number
    leads = space.logits[others, space.labels[others]] - space.logits[others, number]
    # The vote lift * exp(exponent / reach) has to stay below each allowance.
    needed = np.log(LIFT * temperature / np.maximum(KEEP * leads, 1e-3))
    gaps = np.maximum(1 - space.known[others] @ features, 0.0)
    # A known drawing is also compared as an image: some inputs have no strokes.
    distances = _distances(path[None], space.paths[others])[0]
    as_images, as_drawings = gaps / IMAGE_SCALE, gaps / FEATURE_SCALE + distances / PATH_SCALE
    # fmin ignores the NaN of images without strokes.
    limits = np.fmin(as_images, as_drawings)[needed > 0] / needed[needed > 0]
    return float(np.clip(limits.min(initial=1.0), LEAST_REACH, 1.0))


def _class(digit: int | None) -> int:
    return _NO_DIGIT if digit is None else digit
