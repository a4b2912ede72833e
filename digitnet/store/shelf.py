"""What a store needs of the place that its models are kept in."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from digitnet.store.card import ModelCard, StoredModel

log = logging.getLogger(__name__)

_KEEP = 10


class Shelf(Protocol):
    """Where models are kept: a folder that is read, and ways to change it that are atomic.

    Attributes:
        folder: has a folder for each published model, and the files of ``Ledger``.
        check_seconds: how often it is worth looking which model is to answer.
    """

    folder: Path
    check_seconds: float

    def refresh(self) -> None:
        """See to it that the folder shows what others have changed, now or soon. Never raises."""

    def model(self, version: str) -> StoredModel:
        """Return a published model.

        Raises:
            ModelError: if its card is missing or cannot be read.
        """

    def prepare(self) -> None:
        """Create the folder, remove leftovers of crashes, and check that it is writable.

        Raises:
            StoreError: if nothing can be written.
        """

    def check_writable(self) -> None:
        """Check that models can be published, after what ``prepare`` does.

        Raises:
            StoreError: if not.
        """

    def add(self, partial: Path, card: ModelCard, use: bool) -> ModelCard:
        """Publish a model, and remove those that are then too many; return its card.

        Args:
            partial: a folder in ``folder``, locked, with the model's files; it is moved.
            card: without version and time, which it is given here.
            use: whether it becomes the current one.

        Raises:
            OSError: if it cannot be written; nothing has changed.
            StoreError: if there is more to say about that.
        """

    def use(self, version: str, check: Callable[[], None]) -> None:
        """Make a model the current one.

        Args:
            version: which one.
            check: raises ModelError if it is gone or damaged.

        Raises:
            ModelError: what ``check`` raises.
            OSError: if the choice cannot be written.
        """

    def remove(self, version: str) -> None:
        """Remove a published model that is not the current one.

        Raises:
            FileNotFoundError: if there is no such model.
            StoreError: if it is the current one.
            OSError: if it cannot be removed.
        """


def limit() -> int:
    """How many published models are kept: ``DIGITNET_KEEP``."""
    text = os.environ.get("DIGITNET_KEEP", "").strip() or str(_KEEP)
    if re.fullmatch(r"[0-9]{1,9}", text) and int(text) >= 2:
        return int(text)
    log.warning(
        "DIGITNET_KEEP is %r, not a whole number of at least 2; %d models are kept.", text, _KEEP
    )
    return _KEEP
