"""A PostgreSQL server of a test's own: in a temporary folder, on a free port, for nobody else."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.support.ports import free_port

USER = "postgres"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, which Debian keeps off the path; None without any."""
    found = shutil.which("initdb")
    folders = [
        *glob.glob("/usr/lib/postgresql/*/bin"),
        *([os.path.dirname(found)] if found else []),
    ]
    return next((Path(folder) for folder in folders if (Path(folder) / "pg_ctl").exists()), None)


class Postgres:
    """A server; whoever can reach its port on this computer may use it.

    Attributes:
        address: as ``DIGITNET_DATABASE`` wants it.
    """

    def __init__(self) -> None:
        folder = programs()
        assert folder is not None
        self._programs = folder
        self._folder = Path(tempfile.mkdtemp(prefix="digitnet-postgres-"))
        self._port = free_port()
        self._is_root = os.name == "posix" and os.geteuid() == 0
        if self._is_root:
            # PostgreSQL refuses to run as root.
            shutil.chown(self._folder, USER)
        self._run("initdb", "--auth=trust", f"--username={USER}", "--no-sync", "--encoding=UTF8")
        self.address = f"postgresql://{USER}@127.0.0.1:{self._port}/{USER}"
        self.start()

    @property
    def pid(self) -> int:
        """Of the process that has started all of its others."""
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self._port} -h 127.0.0.1 -k {self._folder}"
        log = self._folder / "log"
        self._run("pg_ctl", "--wait", f"--log={log}", f"--options={options}", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; "immediate" is as if it crashed."""
        self._run("pg_ctl", "--wait", f"--mode={mode}", "stop")

    def remove(self) -> None:
        """Stop it, if it runs, and remove all that it wrote."""
        subprocess.run(
            self._command("pg_ctl", "--wait", "--mode=immediate", "stop"),
            capture_output=True,
            cwd=self._folder,
        )
        shutil.rmtree(self._folder, ignore_errors=True)

    def _command(self, program: str, *arguments: str) -> list[str]:
        command = [str(self._programs / program), f"--pgdata={self._folder / 'data'}", *arguments]
        return (
            ["setpriv", f"--reuid={USER}", "--clear-groups", *command] if self._is_root else command
        )

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            self._command(program, *arguments),
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
        )
