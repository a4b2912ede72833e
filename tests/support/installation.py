"""Servers behind haproxy with one database, and what each of their processes uses."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from digitnet.data.address import VARIABLE
from tests.support import idle
from tests.support.balancer import KEY, Balancer
from tests.support.person import App
from tests.support.postgres import Postgres

REST_SECONDS, REST_SHARE = 2.0, 0.05
"""Processes rest when each uses no more of a core than that for so long."""


@contextlib.contextmanager
def held_to(cores: set[int]) -> Iterator[None]:
    """Hold this thread, and what it starts meanwhile, to these processor cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Installation:
    """One server alone, or two with a balancer and a database.

    Attributes:
        servers: their apps.
        port: where people reach them.
    """

    def __init__(
        self, servers: list[App], balancer: Balancer | None, postgres: Postgres | None
    ) -> None:
        self.servers = servers
        self.port = balancer.port if balancer else servers[0].port
        self._balancer = balancer
        self._postgres = postgres

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Return the processes by what they are.

        "clients" is this process; "server" and "engine" are of the first server, "other server" and
        "other engine" of the second one; "balancer" and "database".
        """
        found = {"clients": [psutil.Process()]}
        for app, prefix in zip(self.servers, ("", "other "), strict=False):
            server = psutil.Process(app.process.pid)
            found[f"{prefix}server"] = [server]
            found[f"{prefix}engine"] = server.children(recursive=True)
        if self._balancer:
            found["balancer"] = [psutil.Process(self._balancer.process.pid)]
        if self._postgres:
            found["database"] = processes_of(self._postgres)
        return found

    def seconds(self) -> dict[str, float]:
        """Return the processor time that each has used so far, user and system, in seconds."""
        return {
            # The processes of a database come and go.
            name: processor_seconds(some, with_ended=name == "database")
            for name, some in self.processes().items()
        }

    def engines(self) -> set[int]:
        """Return the ids of the engines' processes; another one is there once one was replaced."""
        found = self.processes()
        return {one.pid for name in found if "engine" in name for one in found[name]}

    def memory(self) -> dict[str, int]:
        """Return the resident memory of each, in bytes."""
        return {
            name: sum(process.memory_info().rss for process in some)
            for name, some in self.processes().items()
        }


def processes_of(postgres: Postgres) -> list[psutil.Process]:
    """Return the processes of a database."""
    main = psutil.Process(postgres.pid)
    return [main, *main.children()]


def processor_seconds(processes: list[psutil.Process], with_ended: bool = True) -> float:
    """Return the processor time that processes have used so far, user and system.

    Args:
        processes: those that run.
        with_ended: also count those that they started and that have ended.
    """
    seconds = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            used = process.cpu_times()
            seconds += used.user + used.system
            if with_ended:
                seconds += used.children_user + used.children_system
    return seconds


def _is_ready(app: App) -> bool:
    """Whether its engine answers, and has made the page for phones."""
    with contextlib.suppress(OSError):
        health = urllib.request.urlopen(f"{app.url}/healthz", timeout=5).read()
        return b'"ready"' in health and bool(urllib.request.urlopen(f"{app.url}/draw", timeout=5))
    return False


@contextlib.contextmanager
def running(cores: list[set[int]], postgres: Postgres | None = None) -> Iterator[Installation]:
    """Run a server, with its engine, on each of these sets of cores.

    Args:
        cores: one set, or two.
        postgres: what two servers share.
    """
    settings = {"PYTHONPATH": idle.PYTHONPATH, "DIGITNET_KEY": KEY}
    if postgres:
        settings[VARIABLE] = postgres.address
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = []
        for own in cores:
            with held_to(own):
                servers.append(App(home, **settings))
            stack.callback(servers[-1].stop)
        balancer = Balancer(servers, home / "haproxy.log") if len(servers) > 1 else None
        if balancer:
            stack.callback(balancer.stop)
        yield Installation(servers, balancer, postgres)


def wait_until_ready(installation: Installation, seconds: float = 300.0) -> None:
    """Wait for all engines, which the first visitor of each server starts, and until they rest."""
    deadline = time.monotonic() + seconds
    while not all(map(_is_ready, installation.servers)):
        assert time.monotonic() < deadline, "The engines did not start."
        time.sleep(0.2)
    used = installation.seconds()
    while time.monotonic() < deadline:
        time.sleep(REST_SECONDS)
        before, used = used, installation.seconds()
        if all(used[name] - before[name] < REST_SHARE * REST_SECONDS for name in used):
            return
