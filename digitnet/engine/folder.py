"""A private folder for the engine's socket and for whatever it leaves when it is killed."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

log = logging.getLogger(__name__)

PLACES = ("/tmp", "/var/tmp", "/dev/shm")
"""Where to make it if the usual place cannot hold it."""

LONGEST = 80
"""Bytes of its path. A socket's path has 104 on macOS and 108 on Linux."""


def private_folder(places: Sequence[str] = PLACES) -> Path | None:
    """Make one that only this user can enter; None where none can be made.

    The usual place may be gone, full, read-only, or its path too long for a socket. None is no
    reason to give up: there are connections without a folder.
    """
    for place in (None, *places):
        try:
            folder = Path(tempfile.mkdtemp(prefix="digitnet-", dir=place))
        # Without a usual place, the standard library raises FileNotFoundError.
        except OSError as error:
            log.warning("No temporary folder can be made: %s", error)
            continue
        if len(os.fsencode(folder)) <= LONGEST:
            return folder
        shutil.rmtree(folder, ignore_errors=True)
    return None
