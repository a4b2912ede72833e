"""Whether this server uses the engine of a Ray cluster, and how, without importing Ray."""

from __future__ import annotations

import logging
import os

log = logging.getLogger(__name__)

SETTING = "DIGITNET_RAY"
"""The variable of the environment: ``auto``, or the address of a cluster, such as
``192.168.1.7:6379``."""

MOST_WORKERS = 1000


def cluster_address() -> str | None:
    """Return what ``DIGITNET_RAY`` says, or None if the engine is a process of this server."""
    return os.environ.get(SETTING, "").strip() or None


def workers_wanted() -> int:
    """Return on how many machines the cluster's engine trains: ``DIGITNET_WORKERS``, or 1."""
    text = os.environ.get("DIGITNET_WORKERS", "").strip() or "1"
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_WORKERS:
        return int(text[:9])
    log.warning("DIGITNET_WORKERS is %r, not a number from 1 to %d.", text, MOST_WORKERS)
    return 1
