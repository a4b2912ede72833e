"""The copy that a server has of models in an object store: a folder as ``ModelStore`` reads it.

Besides what every store's folder has (``store``)::

    entry          number and id of the entry that the folder shows
    waiting-.../   models that could not be published when they were new
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from digitnet.errors import reason
from digitnet.regular_file import open_regular, read_regular
from digitnet.store import files
from digitnet.store.card import (
    CARD_FILE,
    LIGHT_FILE,
    MAX_CARD_BYTES,
    MODEL_FILE,
    ModelCard,
    read_model,
)
from digitnet.store.entries import Entry
from digitnet.store.errors import ModelError
from digitnet.store.folder_shelf import discard
from digitnet.store.ledger import Ledger
from digitnet.store.shared_ledger import Card, checksums
from digitnet.store.shared_model import DamagedFile, checksum_of

log = logging.getLogger(__name__)

WAITING = "waiting-"

_ENTRY = re.compile(r"([0-9]{1,18}) (\w*)")


class LocalCopy:
    """One folder; several processes may have it."""

    def __init__(self, folder: Path, fetch: Callable[[str], bytes]) -> None:
        """Keep the copy in a folder.

        Args:
            folder: which one.
            fetch: returns the file that has a checksum; may raise OSError.
        """
        self.folder = folder
        self._fetch = fetch
        self._ledger = Ledger(folder)
        self._skipped: set[Path] = set()

    def shown(self) -> Entry:
        """Return number and id of the entry that the folder shows."""
        try:
            text = read_regular(self.folder / "entry", MAX_CARD_BYTES).decode("ascii")
        except (OSError, UnicodeDecodeError):
            return Entry()
        match = _ENTRY.fullmatch(text)
        return Entry(int(match[1]), match[2]) if match else Entry()

    def show(self, entry: Entry) -> None:
        """Make the folder, which has to be locked, match an entry.

        The files of the model that is to answer come first. What still answers stays until then.

        Raises:
            OSError: if it cannot be written, or files cannot be fetched now.
        """
        ledger = entry.ledger
        there = {f"v{number}" for number in self._ledger.numbers()}
        for version, card in ledger.cards.items():
            if version in there and not self._is_of(version, card):
                discard(self.folder, version)
                there.remove(version)
            self._show_model(version, card, version in there, version == ledger.current)
        # As ``Ledger`` has it: what answers is noted, too.
        former = "".join(f"{version}\n" for version in (*ledger.former, ledger.current))
        files.replace(self.folder / "former", former)
        files.replace(self.folder / "last", str(ledger.last))
        files.replace(self.folder / "current", ledger.current)
        for version in there - ledger.cards.keys():
            discard(self.folder, version)
        files.replace(self.folder / "entry", f"{entry.number} {entry.id}")

    def keep_waiting(self, partial: Path, card: ModelCard) -> None:
        """Keep a model that cannot be published now; its folder is moved.

        Raises:
            OSError: if it cannot be written.
        """
        files.write(partial / CARD_FILE, card.to_json())
        files.flush(partial)
        partial.rename(self.folder / f"{WAITING}{secrets.token_hex(8)}")
        files.flush(self.folder)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[list[tuple[Path, ModelCard]]]:
        """Lock the models that wait, and give their folders and cards."""
        found = []
        with contextlib.ExitStack() as locks:
            for folder in sorted(self.folder.glob(f"{WAITING}*")):
                # Another process is publishing it.
                with contextlib.suppress(OSError):
                    locks.enter_context(files.locked(folder, seconds=0))
                    try:
                        found.append((folder, read_model(folder).card))
                    except ModelError as error:
                        if folder not in self._skipped:
                            log.warning("%s It is skipped.", error)
                        self._skipped.add(folder)
            yield found

    def _show_model(self, version: str, card: Card, is_there: bool, is_current: bool) -> None:
        text = json.dumps(card, indent=2) + "\n"
        if not is_there:
            partial = self.folder / f".partial-{secrets.token_hex(8)}"
            try:
                partial.mkdir()
                files.write(partial / CARD_FILE, text)
                if is_current:
                    self._bring_files(partial, card)
                partial.rename(self.folder / version)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
            return
        folder = self.folder / version
        if is_current:
            self._bring_files(folder, card)
        if self._text(folder) != text:
            files.replace(folder / CARD_FILE, text)

    def _bring_files(self, folder: Path, card: Card) -> None:
        for name, checksum in zip((MODEL_FILE, LIGHT_FILE), checksums(card), strict=True):
            if checksum is None or _has(folder / name, checksum):
                continue
            try:
                files.replace(folder / name, self._fetch(checksum))
            # It cannot be recovered; loading falls back to another model.
            except (FileNotFoundError, DamagedFile) as error:
                log.warning("A file of model %s is lost: %s.", card.get("version"), reason(error))

    def _is_of(self, version: str, card: Card) -> bool:
        try:
            own = json.loads(self._text(self.folder / version))
            return bool(own["sha256"] == card.get("sha256"))
        except (ValueError, KeyError, TypeError, RecursionError):
            return False

    def _text(self, folder: Path) -> str:
        try:
            return read_regular(folder / CARD_FILE, MAX_CARD_BYTES).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""


def _has(path: Path, checksum: str) -> bool:
    try:
        with open_regular(path) as file:
            return checksum_of(file.read()) == checksum
    except OSError:
        return False
