"""Whether two machines run the same digitnet."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]

PAGES_ONLY = {"ui", "rounds"}
"""Folders of which an engine knows nothing."""


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Name the code of the engine: machines with equal names understand each other's messages.

    A checkout has no version number that would change with its code.
    """
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE)
        if name.parts[0] not in PAGES_ONLY:
            # A checkout on Windows may have other line ends.
            text = path.read_text(encoding="utf-8")
            digest.update(f"{name.as_posix()}\n{text}\n".encode())
    return digest.hexdigest()
