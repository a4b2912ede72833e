"""Whether this server uses the engine of a Ray cluster, without importing Ray."""

from __future__ import annotations

import os

SETTING = "DIGITNET_RAY"
"""The variable of the environment: ``auto``, or the address of a cluster, such as
``192.168.1.7:6379``."""


def cluster_address() -> str | None:
    """Return what ``DIGITNET_RAY`` says, or None if the engine is a process of this server."""
    return os.environ.get(SETTING, "").strip() or None
