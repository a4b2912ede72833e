"""The wall: the newest drawings of those who agreed to show theirs.

A server alone stores nothing of it. Several keep it in the room's journal, so all of their walls
show the same.

Whoever watches is told which drawings there are and those that have changed since, so a slow
watcher only misses what others have replaced, and nothing waits here for it.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncGenerator
from dataclasses import astuple, dataclass
from typing import Any

from digitnet.drawing.box import in_box
from digitnet.drawing.drawing import Drawing
from digitnet.texts.message import Note
from digitnet.ui.answer import in_percent
from digitnet.ui.server.event_ids import event_id, read_event_id
from digitnet.ui.server.journal import Journal, OwnJournal, Value

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

PROBLEM = "problem"
"""In the id of a message that told of one."""

PUT, ORDER = "wall put", "wall order"
"""The kinds of entries in the journal."""


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
    """The drawings, and who watches. All methods are called on the event loop.

    Args:
        journal: of the room; what changes the drawings are entries of it.
    """

    def __init__(self, journal: Journal | None = None) -> None:
        self.watchers = 0
        self._journal = journal or OwnJournal()
        self._changed = asyncio.Event()
        self.load(None)
        self._journal.on(PUT, self._on_put)
        self._journal.on(ORDER, self._on_order)
        self._journal.keep("wall", self)

    def save(self) -> Value:
        """See ``journal.Keeper``."""
        return {
            "paused": self.is_paused,
            "change": self._change,
            "last": self._last_number,
            "entries": [astuple(entry) for entry in self._entries.values()],
            "names": list(self._numbers.items()),
            "hidden": sorted(self._hidden),
        }

    def load(self, value: Value | None) -> None:
        """See ``journal.Keeper``."""
        value = value or {}
        self.is_paused = bool(value.get("paused"))
        self._change = int(value.get("change", 0))
        self._last_number = int(value.get("last", 0))
        entries = [Entry(*fields) for fields in value.get("entries", ())]
        self._entries = OrderedDict((entry.number, entry) for entry in entries)
        self._numbers: OrderedDict[str, int] = OrderedDict(value.get("names", ()))
        self._hidden = set(value.get("hidden", ()))
        self.wake()

    def _on_put(self, value: Value, now: float) -> None:
        self.put(value["name"], Drawing.from_json(value), value["text"], value["share"])

    def _on_order(self, value: Value, now: float) -> None:
        action, number = value["action"], value.get("number", 0)
        if action == "hide":
            self.hide(number)
        elif action == "show":
            self.let_through(number)
        elif action == "clear":
            self.clear()
        else:
            self.pause(action == "pause")
        if action in ("hide", "clear"):
            self._journal.forget()

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
        here = self._journal.start
        seen, mark = read_event_id(last, here)
        # Whether this watcher was told of a problem.
        knows_problem = mark == PROBLEM
        loop = asyncio.get_running_loop()
        until = loop.time() + STREAM_SECONDS
        self.watchers += 1
        try:
            yield "retry: 200\n\n"
            while (left := until - loop.time()) > 0:
                problem = self._journal.problem
                if seen < self._change or knows_problem != bool(problem):
                    message = self._message(seen, is_presenter, problem)
                    seen, knows_problem = self._change, bool(problem)
                    id = event_id(here, seen, PROBLEM if problem else "")
                    yield f"id: {id}\ndata: {message}\n\n"
                    await asyncio.sleep(PAUSE_SECONDS)
                    continue
                try:
                    await asyncio.wait_for(self._changed.wait(), left)
                except TimeoutError:
                    break
        finally:
            self.watchers -= 1

    def _message(self, seen: int, is_presenter: bool, problem: Note | None) -> str:
        changed = [entry for entry in self._entries.values() if entry.change > seen]
        value = {
            "numbers": list(self._entries),
            "changed": [entry.seen_by(is_presenter) for entry in changed],
            "paused": self.is_paused,
            "presenter": is_presenter,
            "problem": str(problem or ""),
        }
        return json.dumps(value, separators=(",", ":"))

    def _note(self, entry: Entry | None = None) -> None:
        self._change += 1
        if entry is not None:
            entry.change = self._change
        self.wake()

    def wake(self) -> None:
        """Let watchers see whether there is something to tell."""
        # Who waits for this one goes on; who comes later waits for the next.
        self._changed.set()
        self._changed = asyncio.Event()
