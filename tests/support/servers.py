"""Two servers behind haproxy, with one database, for the tests that are marked ``cluster``."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitnet.data.address import VARIABLE
from digitnet.ui.key import PresenterKey
from tests.support.balancer import KEY, Balancer
from tests.support.person import App
from tests.support.postgres import Postgres

COOKIE = f"{PresenterKey(KEY).cookie_name(0)}={PresenterKey(KEY).new_cookie()}"
"""The presenter's, made as servers make it."""


class LightApp(App):
    program = ("-m", "tests.support.light_server")


@dataclass
class Place:
    """Two servers, the balancer before them, and the database."""

    one: App
    other: App
    url: str
    postgres: Postgres

    @property
    def apps(self) -> tuple[App, App]:
        return self.one, self.other


@contextlib.contextmanager
def two_servers(
    home: Path, postgres: Postgres, kind: type[App] = LightApp, **settings: str
) -> Iterator[Place]:
    """Run them, with a home folder that they share."""
    settings |= {VARIABLE: postgres.address, "DIGITNET_KEY": KEY}
    with contextlib.ExitStack() as stack:
        apps = []
        for _ in range(2):
            apps.append(kind(home, **settings))
            stack.callback(apps[-1].stop)
        balancer = Balancer(apps, home / "haproxy.log")
        stack.callback(balancer.stop)
        yield Place(apps[0], apps[1], f"http://127.0.0.1:{balancer.port}", postgres)


def ask(url: str, value: object = None, cookie: str = "") -> tuple[int, dict]:
    """Return status and content of an answer; a value is sent as JSON."""
    body = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(url, body, {"cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        content = error.read()
        # The balancer answers with a page.
        return error.code, json.loads(content) if content.startswith(b"{") else {}


def send(url: str, value: object) -> dict:
    """Send as a phone does: again until it has arrived."""
    deadline = time.monotonic() + 60
    while True:
        try:
            status, answer = ask(url, value)
        except OSError:
            status = 0
        if 200 <= status < 300:
            return answer
        assert status in (0, 429, 502, 503, 504), (status, answer)
        assert time.monotonic() < deadline
        time.sleep(0.2)
