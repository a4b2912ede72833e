"""The store's text files: the current version, former ones, and the numbers already used."""

from __future__ import annotations

import os
import re
from pathlib import Path

from digitnet.regular_file import read_regular
from digitnet.store import files
from digitnet.store.card import SHIPPED

VERSION = re.compile(r"v([1-9][0-9]{0,8})")

MAX_BYTES = 1_000_000
"""Largest text file; a larger one is ignored."""


class Ledger:
    """The versions in one folder, the shipped one, and the order in which they were used.

    Clocks are not used, because they may be wrong. Files that are missing or damaged are ignored.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def numbers(self) -> set[int]:
        """The numbers of the published versions that are there."""
        try:
            names = os.listdir(self._folder)
        except OSError:
            return set()
        matches = [match for name in names if (match := VERSION.fullmatch(name))]
        # Checked one by one, so that a symbolic link to itself does not hide the others.
        return {int(match[1]) for match in matches if os.path.isdir(self._folder / match[0])}

    def current(self) -> str:
        """The version that should answer: the recorded one, else the newest."""
        version = self._text("current").strip()
        if version == SHIPPED or VERSION.fullmatch(version):
            return version
        numbers = self.numbers()
        return f"v{max(numbers)}" if numbers else SHIPPED

    def former(self) -> list[str]:
        """The versions that are there and do not answer, the one used last at the end.

        Those without a record of use come first, by number.
        """
        noted = self._noted()
        return [*(version for version in self._there() if version not in noted), *noted]

    def answered(self) -> list[str]:
        """Those of ``former`` that answered, as far as is recorded; without a record, all."""
        return self._noted() if self._has_notes() else self.former()

    def last_number(self) -> int:
        """The highest number that was ever used; 0 if there is none."""
        match = VERSION.fullmatch("v" + self._text("last").strip())
        return max(self.numbers() | {int(match[1]) if match else 0})

    def give(self, number: int) -> None:
        """Record that a number is used, so that it is not used again.

        Raises:
            OSError: if it cannot be written.
        """
        files.replace(self._folder / "last", str(number))

    def note_former(self) -> None:
        """Note the current version for when another one answers.

        This has no effect until ``choose`` names another one, so both change at once.

        Raises:
            OSError: if it cannot be written.
        """
        self._note([*self.answered(), self.current()])

    def note_unused(self) -> None:
        """Note which version answers and which did, before one is added that does neither.

        Raises:
            OSError: if it cannot be written.
        """
        if not self._has_notes():
            self._note([*self.former(), self.current()])
        self.choose(self.current())

    def choose(self, version: str) -> None:
        """Let a version answer; ``note_former`` comes first.

        Raises:
            OSError: if it cannot be written.
        """
        files.replace(self._folder / "current", version)

    def _there(self) -> list[str]:
        """The versions that are there and do not answer, the shipped one first, by number."""
        current = self.current()
        there = [SHIPPED, *(f"v{number}" for number in sorted(self.numbers()))]
        return [version for version in there if version != current]

    def _noted(self) -> list[str]:
        """Those of them that are noted as having answered, the last one at the end."""
        there = self._there()
        noted = [version for version in self._text("former").split() if version in there]
        return list(reversed(dict.fromkeys(reversed(noted))))

    def _has_notes(self) -> bool:
        there = {*self._there(), self.current()}
        return any(version in there for version in self._text("former").split())

    def _note(self, former: list[str]) -> None:
        files.replace(self._folder / "former", "".join(f"{version}\n" for version in former))

    def _text(self, name: str) -> str:
        try:
            return read_regular(self._folder / name, MAX_BYTES).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""
