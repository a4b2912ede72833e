"""The wall: the newest drawings of those who agreed to show theirs. Nothing of it is stored.

Whoever watches is told which drawings there are and those that have changed since, so a slow
watcher only misses what others have replaced, and nothing waits here for it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import OrderedDict
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from digitnet.drawing.box import in_box
from digitnet.drawing.drawing import Drawing
from digitnet.ui.answer import in_percent

SIZE = 30
"""Drawings on the wall."""

REMEMBERED = 1000
"""Drawings that may still grow by another stroke; of older ones the growing is a new drawing."""

STREAM_SECONDS = 4.0
"""How long one answer to a watcher lasts; the browser asks for the next by itself. A server that is
to end waits for all answers."""

PAUSE_SECONDS = 0.1
"""Between two messages to one watcher."""

WATCHERS = 50


@dataclass
class Entry:
    """One drawing on the wall.

    Attributes:
        number: tells it from others.
        strokes: in the box, whole numbers.
        pen: the pen's width there.
        text: the digit or the number that it was read as; None for neither.
        share: how surely, from 0 to 1.
        is_held: shown to the presenter only, until they let it through.
        change: the number of the change that it had last.
    """

    number: int
    strokes: list[list[list[int]]]
    pen: int
    text: str | None
    share: float
    is_held: bool
    change: int = 0

    def seen_by(self, is_presenter: bool) -> dict[str, Any]:
        """What a watcher gets of it, in the watcher's language."""
        is_shown = is_presenter or not self.is_held
        return {
            "number": self.number,
            "strokes": self.strokes if is_shown else [],
            "pen": self.pen,
            "text": self.text,
            "percent": "" if self.text is None else in_percent(self.share),
            "held": self.is_held,
        }


class Wall:
    """The drawings, and who watches. All methods are called on the event loop."""

    def __init__(self) -> None:
        self.is_paused = False
        self.watchers = 0
        # A watcher of an earlier server starts anew.
        self._start = secrets.token_hex(4)
        self._change = 0
        self._last_number = 0
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._hidden: set[int] = set()
        self._changed = asyncio.Event()

    def put(self, name: str, drawing: Drawing, text: str | None, share: float) -> None:
        """Show a drawing, or another state of one that is there.

        Args:
            name: the phone's own for this drawing, so that what arrives twice is shown once.
            drawing: with ink.
            text: the digit or the number that it was read as; None for neither.
            share: how surely, from 0 to 1.
        """
        if self.is_paused:
            return
        number = self._numbers.get(name)
        if number in self._hidden:
            return
        before = self._entries.get(number or 0)
        if before is None:
            self._last_number += 1
            number = self._last_number
            self._numbers[name] = number
        assert number is not None
        strokes, pen = in_box(drawing)
        was_let_through = before is not None and not before.is_held and before.text is None
        is_held = text is None and not was_let_through
        self._entries[number] = Entry(number, strokes, pen, text, share, is_held)
        self._note(self._entries[number])
        while len(self._entries) > SIZE:
            self._entries.popitem(last=False)
        while len(self._numbers) > REMEMBERED:
            _, old = self._numbers.popitem(last=False)
            self._hidden.discard(old)

    def let_through(self, number: int) -> None:
        """Show everybody a drawing that was held back."""
        if entry := self._entries.get(number):
            entry.is_held = False
            self._note(entry)

    def hide(self, number: int) -> None:
        """Take one drawing off all walls; no further stroke brings it back."""
        if self._entries.pop(number, None):
            self._hidden.add(number)
            self._note()

    def clear(self) -> None:
        """Take all drawings off."""
        self._hidden |= self._entries.keys()
        self._entries.clear()
        self._note()

    def pause(self, is_paused: bool) -> None:
        """Let no more drawings onto the wall, or let them again."""
        self.is_paused = is_paused
        self._note()

    async def watch(self, last: str, is_presenter: bool) -> AsyncGenerator[str]:
        """Yield server-sent events for ``STREAM_SECONDS``.

        Args:
            last: the id of the last one that this watcher had, or "".
            is_presenter: whether they see what is held back.
        """
        start, _, text = last.partition("-")
        seen = int(text) if start == self._start and text.isascii() and text.isdigit() else -1
        loop = asyncio.get_running_loop()
        until = loop.time() + STREAM_SECONDS
        self.watchers += 1
        try:
            yield "retry: 200\n\n"
            while (left := until - loop.time()) > 0:
                if seen < self._change:
                    message = self._message(seen, is_presenter)
                    seen = self._change
                    yield f"id: {self._start}-{seen}\ndata: {message}\n\n"
                    await asyncio.sleep(PAUSE_SECONDS)
                    continue
                try:
                    await asyncio.wait_for(self._changed.wait(), left)
                except TimeoutError:
                    break
        finally:
            self.watchers -= 1

    def _message(self, seen: int, is_presenter: bool) -> str:
        changed = [entry for entry in self._entries.values() if entry.change > seen]
        value = {
            "numbers": list(self._entries),
            "changed": [entry.seen_by(is_presenter) for entry in changed],
            "paused": self.is_paused,
            "presenter": is_presenter,
        }
        return json.dumps(value, separators=(",", ":"))

    def _note(self, entry: Entry | None = None) -> None:
        self._change += 1
        if entry is not None:
            entry.change = self._change
        # Who waits for this one goes on; who comes later waits for the next.
        self._changed.set()
        self._changed = asyncio.Event()
