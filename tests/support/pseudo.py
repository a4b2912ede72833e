"""A translation that shows what is translated: every sentence in angle brackets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo

from digitnet import paths
from digitnet.texts import message
from digitnet.texts.template import template


@contextmanager
def bracketed(folder: Path, code: str = "de") -> Iterator[None]:
    """Use a folder of translations in which one language is English in brackets."""
    catalogue = template()
    for entry in catalogue:
        if entry.id:
            is_single = isinstance(entry.id, str)
            entry.string = f"‹{entry.id}›" if is_single else tuple(f"‹{text}›" for text in entry.id)
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "digitnet.mo").open("wb") as file:
        write_mo(file, catalogue)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "LOCALE", folder)
        message._translation.cache_clear()
        yield
    message._translation.cache_clear()
