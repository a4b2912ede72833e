"""A Ray cluster on this machine, and servers that use its engine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from digitnet.engine.child import COMMAND
from digitnet.engine.client import EngineClient
from digitnet.engine.stand_in import StandIn
from tests.support.ray_nodes import Nodes, ray_nodes

START_SECONDS = 600.0
"""On two busy cores, three processes load TensorFlow."""


class RunningCluster:
    """A cluster, and the home folder that its machines share with the servers.

    Attributes:
        nodes: its machines.
        home: the folder.
    """

    def __init__(self, nodes: Nodes, home: Path) -> None:
        self.nodes = nodes
        self.home = home

    @contextlib.contextmanager
    def page(self, stand_in: StandIn | None = None, **settings: object) -> Iterator[EngineClient]:
        """What the pages of one server with these settings have for an engine."""
        # Whatever the environment is by the time that the process is started again.
        settings |= {
            "DIGITNET_RAY": self.nodes.address,
            "DIGITNET_HOME": self.home,
            # On busy cores, every training seems to take hours.
            "DIGITNET_MAX_TRAINING": 500_000,
        }
        given = (f"{name}={value}" for name, value in settings.items())
        client = EngineClient(("env", *given, *COMMAND), stand_in)
        try:
            yield client
        finally:
            client.close()


@contextlib.contextmanager
def running_cluster(home: Path, port: int | None = None) -> Iterator[RunningCluster]:
    """Run a cluster; its machines are added by whoever needs them.

    Args:
        home: for models and what people drew.
        port: where the cluster can be joined; without one, any that is free.
    """
    with ray_nodes(port) as nodes:
        yield RunningCluster(nodes, home)
