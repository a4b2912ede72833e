"""Who waits for what comes of their entries in a shared journal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from digitnet.texts import errors
from digitnet.ui.room import Unreachable

Answer = asyncio.Future[Any]


class Waiting:
    """The answers that are expected, by the numbers of their entries."""

    def __init__(self) -> None:
        self._answers: dict[int, Answer] = {}

    def expect(self, numbers: range, answers: list[Answer]) -> None:
        """Note who waits for which entry."""
        self._answers |= zip(numbers, answers, strict=True)

    def forget(self, numbers: range) -> None:
        """Expect nothing of these entries."""
        for number in numbers:
            self._answers.pop(number, None)

    def give(self, number: int, result: Any, failure: Exception | None) -> None:
        """Tell who waits, if anybody does, what came of an entry."""
        answer = self._answers.pop(number, None)
        if answer is None or answer.done():
            return
        if failure:
            answer.set_exception(failure)
        else:
            answer.set_result(result)

    def give_up(self, last: int) -> None:
        """Tell who waits for one of the entries up to this one that nothing is known of it."""
        missed = [number for number in self._answers if number <= last]
        refuse(self._answers.pop(number) for number in missed)


def refuse(answers: Iterable[Answer]) -> None:
    """Tell who waits that the database cannot be reached."""
    for answer in answers:
        if not answer.done():
            answer.set_exception(Unreachable(errors.DATABASE_NOT_ANSWERING))
