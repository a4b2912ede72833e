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
"""Of a text file; a larger one is ignored."""


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

        Those of which no use is noted come first, by number.
        """
        there = [SHIPPED, *(f"v{number}" for number in sorted(self.numbers()))]
        noted = [version for version in self._text("former").split() if version in there]
        current = self.current()
        last_first = dict.fromkeys(reversed([*there, *noted]))
        return [version for version in reversed(last_first) if version != current]

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

        Until ``choose`` names another one this changes nothing, so both change at one stroke.

        Raises:
            OSError: if it cannot be written.
        """
        former = [*self.former(), self.current()]
        files.replace(self._folder / "former", "".join(f"{version}\n" for version in former))

    def choose(self, version: str) -> None:
        """Let a version answer; ``note_former`` comes first.

        Raises:
            OSError: if it cannot be written.
        """
        files.replace(self._folder / "current", version)

    def _text(self, name: str) -> str:
        try:
            return read_regular(self._folder / name, MAX_BYTES).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""
