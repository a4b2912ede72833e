"""A private folder for the engine's socket and temporary files."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

log = logging.getLogger(__name__)

PLACES = ("/tmp", "/var/tmp", "/dev/shm")
"""Where to create it if the default location does not work."""

LONGEST = 80
"""Bytes of its path. The path of a socket has at most 104 on macOS and 108 on Linux."""


def private_folder(places: Sequence[str] = PLACES) -> Path | None:
    """Create a folder that only this user can enter; return None if that is impossible.

    The default location may be missing, full or read-only, or its path too long for a socket. The
    engine also works without a folder.
    """
    for place in (None, *places):
        try:
            folder = Path(tempfile.mkdtemp(prefix="digitnet-", dir=place))
        # Without a default location, the standard library raises FileNotFoundError.
        except OSError as error:
            log.warning("No temporary folder can be made: %s", error)
            continue
        if len(os.fsencode(folder)) <= LONGEST:
            return folder
        shutil.rmtree(folder, ignore_errors=True)
    return None
