"""Whether this server uses the engine of a Ray cluster, and how, without importing Ray."""

from __future__ import annotations

import logging
import os

log = logging.getLogger(__name__)

SETTING = "DIGITNET_RAY"
"""The variable of the environment: ``auto``, or the address of a cluster, such as
``192.168.1.7:6379``."""

MOST_WORKERS = 1000

OF_RAY = {
    # Else it sends figures about its use to its makers.
    "RAY_USAGE_STATS_ENABLED": "0",
    # Bytes: a picture of many numbers, and feature maps, may be larger than the 4 MB by default.
    "RAY_SERVE_REPLICA_GRPC_MAX_MESSAGE_LENGTH": str(256 * 1024**2),
    # Nothing that replicas do keeps their loop busy; a second one costs every request two hops.
    "RAY_SERVE_RUN_USER_CODE_IN_SEPARATE_THREAD": "0",
}
"""Settings of Ray's own, which it reads when it is imported."""


def cluster_address() -> str | None:
    """Return what ``DIGITNET_RAY`` says, or None if the engine is a process of this server."""
    return os.environ.get(SETTING, "").strip() or None


def set_up_ray() -> None:
    """Set what Ray reads when it is imported, unless it is set already."""
    for name, value in OF_RAY.items():
        os.environ.setdefault(name, value)


def workers_wanted() -> int:
    """Return on how many machines the cluster's engine trains: ``DIGITNET_WORKERS``, or 1."""
    text = os.environ.get("DIGITNET_WORKERS", "").strip() or "1"
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_WORKERS:
        return int(text[:9])
    log.warning("DIGITNET_WORKERS is %r, not a number from 1 to %d.", text, MOST_WORKERS)
    return 1
