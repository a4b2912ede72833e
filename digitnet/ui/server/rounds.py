"""The round that is on: keeps it going by the clock, and tells walls and phones.

All that happens in it, also that a step is over, is an entry of the room's journal: the round is
the same on all servers that share it.

Whoever watches is told the whole of what is shown, so a slow phone only misses what has passed, and
nothing waits here for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from digitnet.errors import DigitnetError
from digitnet.rounds import records
from digitnet.rounds.fool_round import FoolRound
from digitnet.rounds.records import Record
from digitnet.rounds.round import Labelled, Round, RoundError
from digitnet.rounds.step import RESULT, Answer, Step
from digitnet.texts import round_page
from digitnet.texts.message import Note
from digitnet.ui.room import Unreachable
from digitnet.ui.server.changes import Changes
from digitnet.ui.server.event_ids import event_id, read_event_id
from digitnet.ui.server.journal import Journal

log = logging.getLogger(__name__)

STREAM_SECONDS = 4.0
"""How long one answer to a watcher lasts (see ``server.wall``)."""

PAUSE_SECONDS = 0.2
"""Between two messages to one watcher."""

WATCHERS = 3000

RETRY_SECONDS = 0.5
"""After how long it is tried again to go on, while the journal cannot be reached."""

LEAST_SECONDS = 0.01
"""What is waited at least: the journal's time may be a little behind."""

KEEP_SECONDS = 5.0
"""After how long it is tried again to learn whether a round's drawings have been kept."""

REMEMBERED = 20
"""Rounds whose drawings are known to have been kept."""

BEGIN, FINISH, SKIP, ANSWER, GO_ON, KEEPING, KEPT = (
    f"round {name}" for name in ("begin", "finish", "skip", "answer", "go on", "keeping", "kept")
)
"""The kinds of entries in the journal."""


class Rounds:
    """At most one round at a time. All methods are called on the event loop.

    Attributes:
        watchers: how many phones and walls are being told.
        problem: why the drawings of the last round are not in the collection, or None.

    Args:
        keep: adds drawings to the collection; called in a thread.
        journal: of the room.
    """

    def __init__(self, keep: Callable[[list[Labelled]], None], journal: Journal) -> None:
        self.watchers = 0
        self.problem: Note | None = None
        self._keep = keep
        self._journal = journal
        self._round: Round | None = None
        # A watcher of an earlier server starts anew.
        self._start = secrets.token_hex(4)
        self._steps = Changes()
        self._all = Changes()
        self._shown: dict[str, Any] | None = None
        self._kept: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        journal.on(BEGIN, self._on_begin)
        journal.on(FINISH, self._on_finish)
        journal.on(SKIP, self._on_skip)
        journal.on(ANSWER, self._on_answer)
        journal.on(GO_ON, lambda value, now: self._go_on(now))
        journal.on(KEEPING, lambda value, now: value["id"] not in self._kept)
        journal.on(KEPT, self._on_kept)
        journal.keep("rounds", self)

    @property
    def id(self) -> str | None:
        """Of the round that is on; None without one."""
        return self._round.id if self._round else None

    @property
    def kind(self) -> str | None:
        """Of the round that is on; None without one."""
        return self._round.kind if self._round else None

    @property
    def is_played(self) -> bool:
        """Whether a round is on whose result is not yet there."""
        return self._round is not None and self._round.is_played

    async def begin(self, record: Record) -> None:
        """Begin a round; see ``rounds.records``.

        Raises:
            RoundError: if one is being played, or there is no such round.
            Unreachable: as all orders and answers, if the journal cannot be reached.
        """
        await self._journal.add(BEGIN, {"id": secrets.token_hex(4), "round": record})

    async def finish(self) -> None:
        """End what is on: go to the result of the round, or away from it.

        Raises:
            RoundError: if there is none.
        """
        await self._journal.add(FINISH, {})

    async def skip(self) -> None:
        """Take the drawing that is shown out of the round.

        Raises:
            RoundError: if none is shown.
        """
        await self._journal.add(SKIP, {})

    def check(self, id: object, step: int, player: str) -> Step:
        """Return the step that a player would answer now.

        Raises:
            RoundError: if they cannot.
            Unreachable: if it is not known what is on.
        """
        if problem := self._journal.problem:
            raise Unreachable(problem.message, **problem.parameters)
        return self._found(id).check(step, player, self._journal.now())

    async def answer(self, id: object, answer: Answer, sender: str = "") -> None:
        """Take an answer.

        Args:
            id: of the round.
            answer: to be counted.
            sender: from where it came, for the limits of all servers.

        Raises:
            RoundError: if it is none, or comes too late.
        """
        said = {"id": id, "answer": records.answered(answer), "sender": sender}
        await self._journal.add(ANSWER, said)

    def save(self) -> Record | None:
        """See ``journal.Keeper``; while a round is on, all of its entries are needed."""
        return None if self._round else {"kept": self._kept}

    def load(self, value: Record | None) -> None:
        """See ``journal.Keeper``."""
        self._kept = list((value or {}).get("kept", ()))
        self._round = None
        self._note_step()

    async def watch(self, last: str, with_counts: bool) -> AsyncGenerator[str]:
        """Yield server-sent events for ``STREAM_SECONDS``.

        Args:
            last: the id of the last one that this watcher had, or "".
            with_counts: whether they are told what changes within a step, too.
        """
        seen, _ = read_event_id(last, self._start)
        changes = self._all if with_counts else self._steps
        loop = asyncio.get_running_loop()
        until = loop.time() + STREAM_SECONDS
        self.watchers += 1
        try:
            yield "retry: 200\n\n"
            while (left := until - loop.time()) > 0:
                if seen != changes.number:
                    seen = changes.number
                    message = json.dumps(self._message(with_counts), separators=(",", ":"))
                    yield f"id: {event_id(self._start, seen)}\ndata: {message}\n\n"
                    await asyncio.sleep(PAUSE_SECONDS)
                else:
                    await changes.wait(left)
        finally:
            self.watchers -= 1

    def _message(self, with_counts: bool) -> dict[str, Any]:
        played = self._round
        if played is None:
            return {"shown": None, "left": 0}
        told: dict[str, Any] = {
            "shown": self._shown,
            "left": round(played.left(self._journal.now()), 2),
        }
        if with_counts:
            told |= {"counts": played.counts(), "problem": str(self.problem or "")}
        return told

    def _found(self, id: object = None) -> Round:
        if self._round is None:
            raise RoundError(round_page.NO_ROUND)
        if id is not None and id != self._round.id:
            raise RoundError(round_page.OTHER_ROUND)
        return self._round

    def _on_begin(self, value: Record, now: float) -> None:
        self._go_on(now)
        if self.is_played:
            raise RoundError(round_page.ROUND_IS_ON)
        played = records.begun(value["round"], value["id"], now)
        self.problem = None
        self._round = played
        self._note_step()
        self._run(self._play(played))

    def _on_finish(self, value: Record, now: float) -> None:
        self._go_on(now)
        self._found().finish(now)
        self._note_step()

    def _on_skip(self, value: Record, now: float) -> None:
        self._go_on(now)
        played = self._found()
        if not isinstance(played, FoolRound):
            raise RoundError(round_page.NOTHING_TO_SKIP)
        played.skip(now)
        self._note_step()

    def _on_answer(self, value: Record, now: float) -> None:
        self._go_on(now)
        self._found(value["id"]).answer(records.answer_of(value["answer"]), now)
        self._all.note()

    def _on_kept(self, value: Record, now: float) -> None:
        self._kept = [*self._kept, value["id"]][-REMEMBERED:]

    async def _play(self, played: Round) -> None:
        """Say when a step is over; the first server that does moves all of them on."""
        while self._round is played:
            await self._steps.wait(max(LEAST_SECONDS, played.left(self._journal.now())))
            if self._round is played and not played.left(self._journal.now()):
                try:
                    await self._journal.add(GO_ON, {})
                except Unreachable:
                    await asyncio.sleep(RETRY_SECONDS)

    def _go_on(self, now: float) -> None:
        played = self._round
        if played is not None and played.advance(now):
            self._note_step()

    def _note_step(self) -> None:
        played = self._round
        if played is not None and played.is_over:
            self._round = played = None
            # What was drawn in it is in the collection, or nowhere.
            self._journal.forget()
        # Made once for all.
        self._shown = played.shown() if played else None
        if played and played.step.kind == RESULT and (made := played.labelled()):
            self._run(self._collect(played.id, made))
        self._steps.note()
        self._all.note()

    async def _collect(self, id: str, made: list[Labelled]) -> None:
        """Keep a round's drawings, unless another server has; should it die, the next one does."""
        while True:
            try:
                async with self._journal.alone(f"keep {id}"):
                    if await self._journal.add(KEEPING, {"id": id}):
                        await asyncio.to_thread(self._keep, made)
                        await self._journal.add(KEPT, {"id": id})
                return
            except Unreachable:
                await asyncio.sleep(KEEP_SECONDS)
            except DigitnetError as error:
                log.warning("The drawings of a round are not in the collection: %s", error)
                self.problem = error.note
                self._all.note()
                return

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
