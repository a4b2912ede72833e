"""``python -m tests.support.publisher NAME COUNT [LAST]``: a server that publishes models.

Each model is only bytes. With LAST it is killed before that request to the object store.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from pathlib import Path

from digitnet.store.objects import RemoteObjects
from digitnet.store.store import ModelStore
from tests.support.trainings import REPORT

SIZE = 200_000


def content(name: str, number: int) -> bytes:
    """What a publisher of this name publishes as its model of this number."""
    return f"{name} {number} ".encode() * SIZE


def die_at(last: int) -> None:
    """Kill this process before it sends a request of this number."""
    requests = itertools.count(1)

    def counted(method):
        def send(self, *arguments):
            if next(requests) == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(self, *arguments)

        return send

    for name in ("get", "put", "create", "names", "modified", "remove"):
        setattr(RemoteObjects, name, counted(getattr(RemoteObjects, name)))


if __name__ == "__main__":
    name, count, *last = sys.argv[1:]
    if last:
        die_at(int(last[0]))
    store = ModelStore()
    for number in range(int(count)):

        def save(path: Path, number: int = number) -> None:
            path.write_bytes(content(name, number))

        print(store.publish(save, REPORT, light=b"light").version, flush=True)
