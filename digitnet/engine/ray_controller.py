"""The one engine of a Ray cluster: an actor that lasts as long as the cluster.

It trains, or has workers train (``ray_workers``), and knows which training runs, who watches it,
and which model answers. Reading drawings is left to the replicas (``ray_replica``). If its machine
is lost, Ray starts it again on another one; the training that ran is lost, the store is whole.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import threading
from typing import Any

from digitnet.engine.engine import Engine
from digitnet.engine.ray_replica import deploy
from digitnet.engine.ray_reply import Reply, reply
from digitnet.engine.ray_setting import workers_wanted
from digitnet.engine.ray_version import fingerprint
from digitnet.engine.ray_workers import Workers
from digitnet.engine.status import EngineStatus, Starting, Unavailable
from digitnet.store.store import ModelStore
from digitnet.texts import errors, reports
from digitnet.texts.message import Note

log = logging.getLogger(__name__)

GPU_SHARE = 0.5
"""Of a GPU for trainings, so that a machine's only one has room for replicas, too."""

MAX_CALLS = 64
"""Calls at the same time, of all servers."""


class Controller:
    """The engine, as an actor; Ray calls it from several threads."""

    def __init__(self, environment: dict[str, str], with_gpu: bool) -> None:
        """Start the engine and the replicas in the background.

        Args:
            environment: variables of the environment for the replicas and workers.
            with_gpu: whether the cluster has GPUs.
        """
        # Only the command line trains on several machines; the engine would wait for the others.
        os.environ.pop("TF_CONFIG", None)
        self._absent: Starting | Unavailable | None = Starting(Note(reports.WARMING_UP))
        count = workers_wanted()
        train = None if count == 1 else Workers(count, environment, with_gpu).train
        self._engine = Engine(ModelStore(), train)
        self._engine.start()
        threading.Thread(
            target=self._deploy, args=(environment, with_gpu), name="deploy", daemon=True
        ).start()

    def fingerprint(self) -> str:
        """Return the cluster's ``ray_version.fingerprint``."""
        return fingerprint()

    def call(self, verb: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Reply:
        """Carry out a verb of the protocol."""
        if verb == "status":
            return Reply(self._status())
        return reply(getattr(self._engine, verb), *arguments, **keywords)

    def _status(self) -> EngineStatus:
        status = self._engine.status()
        if self._absent is not None and status.is_ready:
            return dataclasses.replace(status, network=self._absent)
        return status

    def _deploy(self, environment: dict[str, str], with_gpu: bool) -> None:
        try:
            deploy(environment, with_gpu)
        # Whatever goes wrong, pages are told; a thread would end without a word.
        except Exception as error:
            log.exception("No replica could be started.")
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self._absent = Unavailable(Note(errors.ENGINE_NOT_STARTED, {"reason": reason}))
        else:
            self._absent = None
