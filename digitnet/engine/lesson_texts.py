"""The lessons that visitors sent last, as text, for replicas that do not have them."""

from __future__ import annotations

import threading
from collections import OrderedDict

from digitnet.engine.kept_lessons import MAX_KEPT_BYTES, MAX_LISTS


class LessonTexts:
    """Keeps lessons by their id; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()

    def keep(self, name: str, text: str) -> None:
        """Keep lessons as JSON lines; those that were used longest ago give way."""
        with self._lock:
            self._kept[name] = text
            self._kept.move_to_end(name)
            while len(self._kept) > MAX_LISTS or self._size() > MAX_KEPT_BYTES:
                self._kept.popitem(last=False)

    def get(self, name: str) -> str | None:
        """Return the lessons with an id, or None if they are not kept."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def _size(self) -> int:
        return sum(map(len, self._kept.values()))
