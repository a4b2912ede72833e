"""One of the processes of a Ray cluster that train a network together.

They are started for one training and end with it (see ``ray_workers``). All run the same code, each
on its part of each batch (``network.device.strategy``); the first one reports progress.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import ray

from digitnet.engine.ray_reply import Reply, reply
from digitnet.engine.ray_version import fingerprint
from digitnet.training.progress import Progress
from digitnet.training.recipe import Recipe, Report

if TYPE_CHECKING:
    from digitnet.training.collection_images import CollectionImages
    from digitnet.training.monitor import Look


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network at one moment of the training.

    Attributes:
        step: how many steps it has trained.
        weights: as Keras lists them.
        temperature: by which logits are divided (see ``training.monitor.Look``).
    """

    step: int
    weights: list[np.ndarray]
    temperature: float


@dataclass(frozen=True, eq=False)
class Trained:
    """The network at the end: its weights, as Keras lists them, and what it achieved."""

    weights: list[np.ndarray]
    report: Report


class Worker:
    """A process that trains once, as an actor; Ray calls it from several threads."""

    def __init__(self) -> None:
        # Kept until all workers have theirs: some may be on the same machine.
        self._socket = socket.create_server(("", 0))
        self._lock = threading.Lock()
        self._news: list[Progress | Snapshot] = []

    def fingerprint(self) -> str:
        """Return this machine's ``ray_version.fingerprint``."""
        return fingerprint()

    def address(self) -> str:
        """Return where the other workers reach this one."""
        return f"{ray.util.get_node_ip_address()}:{self._socket.getsockname()[1]}"

    def train(
        self,
        addresses: list[str],
        index: int,
        recipe: Recipe,
        seed: int,
        collection: CollectionImages | None,
    ) -> Reply:
        """Train together with the others; all are called at the same time.

        Args:
            addresses: of all workers.
            index: which of them this one is.
            recipe, seed, collection: as for ``training.train.train``.

        Returns:
            ``Trained``, or what the training raised.
        """
        self._socket.close()
        # The machine may have one for another training.
        os.environ.pop("TF_CONFIG", None)
        if len(addresses) > 1:
            task = {"type": "worker", "index": index}
            os.environ["TF_CONFIG"] = json.dumps({"cluster": {"worker": addresses}, "task": task})
        return reply(self._train, recipe, seed, collection, index == 0)

    def news(self) -> list[Progress | Snapshot]:
        """Return what happened since the last call, in order."""
        with self._lock:
            news, self._news = self._news, []
        return news

    def _train(
        self, recipe: Recipe, seed: int, collection: CollectionImages | None, is_first: bool
    ) -> Trained:
        from digitnet.training.train import train

        def tell(news: Progress | Snapshot) -> None:
            if is_first:
                with self._lock:
                    self._news.append(news)

        def look(look: Look) -> None:
            # All read the weights, which they share, at the same step.
            tell(Snapshot(look.step, look.network.get_weights(), look.temperature))

        network, report = train(recipe, seed, tell, on_look=look, collection=collection)
        return Trained(network.get_weights(), report)
