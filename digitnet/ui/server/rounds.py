"""The round that is on: keeps it going by the clock, and tells walls and phones.

Whoever watches is told the whole of what is shown, so a slow phone only misses what has passed, and
nothing waits here for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncGenerator, Callable
from typing import Any

from digitnet.errors import DigitnetError
from digitnet.rounds.fool_round import FoolRound
from digitnet.rounds.round import Labelled, Round, RoundError
from digitnet.rounds.step import RESULT, Answer, Step
from digitnet.texts import round_page
from digitnet.texts.message import Note

log = logging.getLogger(__name__)

STREAM_SECONDS = 4.0
"""How long one answer to a watcher lasts (see ``server.wall``)."""

PAUSE_SECONDS = 0.2
"""Between two messages to one watcher."""

WATCHERS = 3000


class _Changes:
    """Changes of something, which tasks wait for."""

    def __init__(self) -> None:
        self.number = 0
        self._event = asyncio.Event()

    def note(self) -> None:
        self.number += 1
        # Who waits for this one goes on; who comes later waits for the next.
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return


class Rounds:
    """At most one round at a time. All methods are called on the event loop.

    Attributes:
        watchers: how many phones and walls are being told.
        problem: why the drawings of the last round are not in the collection, or None.

    Args:
        keep: adds drawings to the collection; called in a thread.
    """

    def __init__(self, keep: Callable[[list[Labelled]], None]) -> None:
        self.watchers = 0
        self.problem: Note | None = None
        self._keep = keep
        self._round: Round | None = None
        # A watcher of an earlier server starts anew.
        self._start = secrets.token_hex(4)
        self._steps = _Changes()
        self._all = _Changes()
        self._shown: dict[str, Any] | None = None
        self._told_index = 0
        self._playing: asyncio.Task[None] | None = None
        self._keeping: set[asyncio.Task[None]] = set()

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

    def begin(self, make: Callable[[float], Round]) -> None:
        """Begin a round, which is made for the time that it is given.

        Raises:
            RoundError: if one is being played.
        """
        if self.is_played:
            raise RoundError(round_page.ROUND_IS_ON)
        self.problem = None
        self._round = make(_now())
        self._note_step()
        self._playing = asyncio.create_task(self._play(self._round))

    def finish(self) -> None:
        """End what is on: go to the result of the round, or away from it.

        Raises:
            RoundError: if there is none.
        """
        played = self._found()
        played.finish(_now())
        self._note_step()

    def skip(self) -> None:
        """Take the drawing that is shown out of the round.

        Raises:
            RoundError: if none is shown.
        """
        played = self._found()
        if not isinstance(played, FoolRound):
            raise RoundError(round_page.NOTHING_TO_SKIP)
        played.skip(_now())
        self._note_step()

    def check(self, id: object, step: int, player: str) -> Step:
        """Return the step that a player would answer now.

        Raises:
            RoundError: if they cannot.
        """
        return self._found(id).check(step, player, _now())

    def answer(self, id: object, answer: Answer) -> None:
        """Take an answer.

        Raises:
            RoundError: if it is none, or comes too late.
        """
        self._found(id).answer(answer, _now())
        self._all.note()

    async def watch(self, last: str, with_counts: bool) -> AsyncGenerator[str]:
        """Yield server-sent events for ``STREAM_SECONDS``.

        Args:
            last: the id of the last one that this watcher had, or "".
            with_counts: whether they are told what changes within a step, too.
        """
        start, _, text = last.partition("-")
        seen = int(text) if start == self._start and text.isascii() and text.isdigit() else -1
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
                    yield f"id: {self._start}-{seen}\ndata: {message}\n\n"
                    await asyncio.sleep(PAUSE_SECONDS)
                else:
                    await changes.wait(left)
        finally:
            self.watchers -= 1

    def _message(self, with_counts: bool) -> dict[str, Any]:
        played = self._round
        if played is None:
            return {"shown": None, "left": 0}
        told: dict[str, Any] = {"shown": self._shown, "left": round(played.left(_now()), 2)}
        if with_counts:
            told |= {"counts": played.counts(), "problem": str(self.problem or "")}
        return told

    def _found(self, id: object = None) -> Round:
        self._go_on()
        if self._round is None:
            raise RoundError(round_page.NO_ROUND)
        if id is not None and id != self._round.id:
            raise RoundError(round_page.OTHER_ROUND)
        return self._round

    async def _play(self, played: Round) -> None:
        while self._round is played:
            await self._steps.wait(played.left(_now()))
            self._go_on()

    def _go_on(self) -> None:
        played = self._round
        if played is None:
            return
        # An answer may have moved it on just before.
        played.advance(_now())
        if played.index != self._told_index:
            self._note_step()

    def _note_step(self) -> None:
        played = self._round
        if played is not None and played.is_over:
            self._round = played = None
        self._told_index = played.index if played else 0
        # Made once for all.
        self._shown = played.shown() if played else None
        if played and played.step.kind == RESULT and (made := played.labelled()):
            task = asyncio.create_task(self._collect(made))
            self._keeping.add(task)
            task.add_done_callback(self._keeping.discard)
        self._steps.note()
        self._all.note()

    async def _collect(self, made: list[Labelled]) -> None:
        try:
            await asyncio.to_thread(self._keep, made)
        except DigitnetError as error:
            log.warning("The drawings of a round are not in the collection: %s", error)
            self.problem = error.note
            self._all.note()


def _now() -> float:
    return asyncio.get_running_loop().time()
