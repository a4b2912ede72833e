"""A process that answers like the engine's and needs no TensorFlow.

Usage: python -m tests.support.fake_engine_process [SECONDS until it is ready]
"""

from __future__ import annotations

import sys
import threading
import time

from digitnet.engine.process import serve_engine
from digitnet.engine.status import Starting
from digitnet.texts import reports
from digitnet.texts.message import Note
from tests.support.fakes import FakeEngine

COMMAND = (sys.executable, "-m", "tests.support.fake_engine_process")
SLOW_SECONDS = 2.5


class SlowEngine(FakeEngine):
    """Takes its time to load a model."""

    def use(self, version: str) -> None:
        time.sleep(SLOW_SECONDS)
        super().use(version)


def main() -> None:
    engine = SlowEngine()
    network = engine.status_now.network

    def start() -> None:
        if len(sys.argv) > 1:
            engine.change(network=Starting(Note(reports.WARMING_UP)))
            seconds = float(sys.argv[1])
            threading.Timer(seconds, lambda: engine.change(network=network)).start()

    serve_engine(engine, start)


if __name__ == "__main__":
    main()
