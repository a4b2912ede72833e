"""The engine's own process: how it is started, reached and ended (see ``engine.client``)."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
from multiprocessing.managers import BaseManager

from digitnet.engine.engine import Engine
from digitnet.store.store import ModelStore


class EngineManager(BaseManager):
    """Carries calls between the pages and the engine: a private socket and a random key."""


EXPOSED = (
    "status", "predict", "start_training", "cancel_training", "training", "expected_seconds", "use",
)  # fmt: skip


def serve() -> None:
    """Run the engine until the process that started it is gone.

    The key and a private folder for the socket come as lines on standard input, and the address
    goes out as one on standard output. Standard input stays open as long as the parent lives, so
    its end is the parent's.
    """
    key = bytes.fromhex(sys.stdin.readline().strip())
    folder = sys.stdin.readline().strip()
    threading.Thread(target=_end_with_parent, args=(folder,), name="parent", daemon=True).start()
    # Only the command line trains over several machines; here it would wait for the others.
    os.environ.pop("TF_CONFIG", None)
    address = os.path.join(folder, "engine") if hasattr(socket, "AF_UNIX") else None
    engine = Engine(ModelStore())
    EngineManager.register("engine", callable=lambda: engine, exposed=EXPOSED)
    server = EngineManager(address, key).get_server()
    print(server.address, flush=True)
    engine.start()
    server.serve_forever()


def _end_with_parent(folder: str) -> None:
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    # A training has threads of its own that a polite exit would wait for; a model that is being
    # published is safe at any moment.
    os._exit(0)
