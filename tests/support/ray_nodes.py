"""A Ray cluster of several nodes on this machine, for the tests that are marked ``cluster``."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from digitnet import paths

OBJECTS = 100_000_000
"""Bytes of each node's object store, the least that Ray starts with being 75 MB."""


class Nodes:
    """A head that computes nothing, and machines that do.

    Attributes:
        address: where it can be joined.
        machines: those that compute.
    """

    def __init__(self, folder: Path, port: int | None = None) -> None:
        from ray.cluster_utils import Cluster

        head: dict[str, Any] = {"num_cpus": 0, "object_store_memory": OBJECTS}
        head |= {"include_dashboard": False, "temp_dir": str(folder / "ray")}
        if port is not None:
            head["gcs_server_port"] = port
        self._cluster = Cluster(initialize_head=True, head_node_args=head)
        self.address: str = self._cluster.address
        self.machines: list[Any] = []

    def add(self) -> None:
        """Add a machine with room for the controller and a replica."""
        self.machines.append(self._cluster.add_node(num_cpus=2, object_store_memory=OBJECTS))

    def kill(self, node: Any) -> None:
        """End all processes of a machine, as a power cut would."""
        self.machines.remove(node)
        self._cluster.remove_node(node, allow_graceful=False)

    def close(self) -> None:
        """End everything."""
        self._cluster.shutdown()


@contextlib.contextmanager
def ray_nodes(port: int | None = None) -> Iterator[Nodes]:
    """Run a head; nodes are added by whoever needs them."""
    # The paths of Ray's sockets have to be short.
    folder = Path(tempfile.mkdtemp(prefix="ray", dir="/tmp"))
    # There Ray notes the address that ``auto`` stands for.
    (folder / "ray").mkdir()
    settings = {
        "PYTHONPATH": paths.python_path(),
        "RAY_TMPDIR": str(folder),
        "RAY_USAGE_STATS_ENABLED": "0",
        # By default other programs go first.
        "RAY_worker_niceness": "0",
    }
    try:
        with mock.patch.dict(os.environ, settings):
            nodes = Nodes(folder, port)
            try:
                yield nodes
            finally:
                nodes.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
