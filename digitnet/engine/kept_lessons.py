"""The lessons that visitors sent last, ready to answer with."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitnet.engine.lesson_list import content_id
from digitnet.engine.status import LessonsForgotten
from digitnet.network.lesson import LessonError
from digitnet.texts import errors

if TYPE_CHECKING:
    from digitnet.network.lessons import Lessons
    from digitnet.network.predictor import Predictor

MAX_BYTES = 8_000_000
"""Largest size of one visitor's lessons as text; a thousand typical ones take 2 MB."""

MAX_LISTS = 128
MAX_KEPT_BYTES = 64_000_000
"""Largest size of all lists that are kept; the least recently used one is forgotten first."""


@dataclass
class _Kept:
    text: str
    predictor: Predictor
    lessons: Lessons


class KeptLessons:
    """Keeps lessons by their content; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def keep(self, text: str, predictor: Predictor) -> str:
        """Teach a model what the JSON lines say; return the id to ask with (``content_id``).

        Raises:
            LessonError: if they are too large, or a line is no lesson.
        """
        if not isinstance(text, str) or len(text) > MAX_BYTES:
            raise LessonError(errors.LESSONS_TOO_LARGE, limit=MAX_BYTES // 10**6)
        name = content_id(text)
        lessons = self._taught(text, predictor)
        with self._lock:
            self._kept[name] = _Kept(text, predictor, lessons)
            self._kept.move_to_end(name)
            while len(self._kept) > MAX_LISTS or self._size() > MAX_KEPT_BYTES:
                self._kept.popitem(last=False)
        return name

    def get(self, name: str, predictor: Predictor) -> Lessons:
        """Return the lessons with an id; if another model answers by now, it is taught them first.

        Raises:
            LessonsForgotten: if they are not kept.
        """
        with self._lock:
            kept = self._kept.get(name)
            if kept is None:
                raise LessonsForgotten(errors.LESSONS_FORGOTTEN)
            self._kept.move_to_end(name)
        if kept.predictor is not predictor:
            self.keep(kept.text, predictor)
            return self.get(name, predictor)
        return kept.lessons

    def _taught(self, text: str, predictor: Predictor) -> Lessons:
        # Usually a visitor has taught one more lesson.
        end = text.rstrip("\n").rfind("\n") + 1
        with self._lock:
            before = self._kept.get(content_id(text[:end])) if end else None
        if before is None or before.predictor is not predictor:
            return predictor.new_lessons(text)
        lessons = before.lessons.copy()
        lessons.teach_json(text[end:])
        return lessons

    def _size(self) -> int:
        return sum(len(kept.text) for kept in self._kept.values())
