"""The engine's process: how it is started, reached and ended (see ``engine.child``)."""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing.managers import Server

from digitnet.engine.engine import Engine
from digitnet.engine.manager import EngineManager
from digitnet.engine.protocol import DEADLINES, EngineProtocol
from digitnet.engine.ray_engine import Joined, RayEngine
from digitnet.engine.ray_setting import cluster_address, set_up_ray
from digitnet.engine.status import EngineError
from digitnet.store.store import ModelStore
from digitnet.texts import errors

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", 0)


def serve() -> None:
    """Run the engine, or the connection to that of a Ray cluster, until the parent process ends."""
    if (address := cluster_address()) is not None:
        _serve_cluster(address)
        return
    # Keras imports pandas, where it is installed, only to recognise its tables, which nobody passes
    # here. Without it, TensorFlow and Keras are imported in six sevenths of the time.
    sys.modules["pandas"] = None  # type: ignore[assignment]
    engine = Engine(ModelStore())
    serve_engine(engine, engine.start)


def serve_engine(engine: EngineProtocol, start: Callable[[], None]) -> None:
    """Serve an engine until the parent process ends.

    Two lines are read from standard input: the key, and a private folder for the socket, which may
    be empty. The address is written to standard output as a line of JSON. Standard input stays open
    as long as the parent lives.

    Args:
        engine: the object to serve.
        start: called once the engine can be reached; must not block.
    """
    key = bytes.fromhex(sys.stdin.readline().strip())
    folder = sys.stdin.readline().strip()
    threading.Thread(target=_end_with_parent, args=(folder,), name="parent", daemon=True).start()
    # Only the command line trains on several machines; the engine would wait for the others.
    os.environ.pop("TF_CONFIG", None)
    EngineManager.register("engine", callable=lambda: engine, exposed=tuple(DEADLINES))
    server = _server(folder, key)
    print(json.dumps(server.address), flush=True)
    start()
    server.serve_forever()


def _serve_cluster(address: str) -> None:
    # Ray looks there for the cluster that this machine belongs to; the parent has set it anew.
    os.environ.pop("TMPDIR", None)
    set_up_ray()

    def join() -> Joined:
        try:
            from digitnet.engine.ray_cluster import Cluster
        except ImportError as error:
            raise EngineError(errors.CLUSTER_NEEDS_RAY) from error
        return Cluster(address)

    # All of its verbs follow from what the protocol says, which mypy cannot see.
    engine = RayEngine(join, lambda: os._exit(1))  # type: ignore[abstract]
    serve_engine(engine, engine.start)


def _server(folder: str, key: bytes) -> Server:
    """Listen in the private folder; if that is impossible, on the loopback address.

    Either way, nobody can connect without the key.
    """
    if hasattr(socket, "AF_UNIX"):
        try:
            if folder:
                return EngineManager(os.path.join(folder, "engine"), key).get_server()
        except OSError as error:
            log.warning("No socket can be made in %s (%s).", folder, error)
        return EngineManager(LOOPBACK, key).get_server()
    return EngineManager(None, key).get_server()


def _end_with_parent(folder: str) -> None:
    sys.stdin.read()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    # A normal exit would wait for the threads of a training. Publishing a model is safe against
    # being interrupted at any moment.
    os._exit(0)
