"""haproxy, as ``deploy/haproxy.cfg`` sets it up."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.support.person import App
from tests.support.ports import free_port

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "haproxy.cfg"

KEY = "correct-horse"
"""Of the presenter, the same on all servers."""


def haproxy() -> str | None:
    """The balancer's program, which Debian keeps off most users' paths; None without any."""
    return shutil.which("haproxy", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")


class Balancer:
    """haproxy, before two servers.

    Attributes:
        port: where it listens.
        process: its process.
    """

    def __init__(self, servers: Sequence[App], log: Path) -> None:
        program = haproxy()
        assert program is not None
        self.port = free_port()
        one, other = servers
        addresses = {
            "LISTEN": f"127.0.0.1:{self.port}",
            "PAGE_A": f"127.0.0.1:{one.port}",
            "PAGE_B": f"127.0.0.1:{other.port}",
        }
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [program, "-f", str(CONFIGURATION)],
                env=os.environ | addresses,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
