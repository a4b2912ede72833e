"""Servers are restarted one after the other, while people draw: no stroke is lost."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from digitnet.ui.server.drain import MOVE_SECONDS, RESTART
from tests.support.clients import how_it_ends, is_drawn, opened, run
from tests.support.person import App
from tests.support.servers import Place, ask
from tests.support.waiting import wait_for

pytestmark = pytest.mark.cluster

PAGES = 6


def sessions(app: App) -> int:
    found: int = ask(f"{app.url}/healthz")[1]["sessions"]
    return found


def know_each_other(place: Place) -> None:
    """Wait until each server has heard of the other."""
    for app in place.apps:
        wait_for(lambda app=app: ask(f"{app.url}/healthz")[1]["servers"] == 2, 60)


def restart(app: App, other: App) -> None:
    """Restart a server as a rolling update does: the next one follows once this one is well."""
    app.process.send_signal(signal.SIGTERM)
    wait_for(lambda: ask(f"{app.url}/healthz")[1].get("status") == "draining", 20)
    assert ask(f"{app.url}/healthz")[0] == 503
    assert app.process.wait(60) == 0
    app.start()
    # The other one must know that pages can move here.
    wait_for(lambda: ask(f"{other.url}/healthz")[1].get("servers") == 2, 60)


def test_pages_are_let_go_one_after_the_other(place: Place):
    """Each is closed with a reason, and finds a place at the other server at once."""

    async def stay(client, ended: list[float]) -> str:
        code, _ = await how_it_ends(client)
        ended.append(time.monotonic())
        assert code == RESTART
        # The balancer may not have noticed yet.
        async with opened(int(place.url.rpartition(":")[2])) as again:
            assert await is_drawn(again)
            return again.response.headers["set-cookie"]

    async def crowd() -> list[float]:
        ended: list[float] = []
        async with contextlib.AsyncExitStack() as stack:
            clients = [
                await stack.enter_async_context(opened(place.one.port)) for _ in range(PAGES)
            ]
            assert all([await is_drawn(client) for client in clients])
            place.one.process.send_signal(signal.SIGTERM)
            cookies = await asyncio.gather(*(stay(client, ended) for client in clients))
        assert all("digitnet_server=b" in cookie for cookie in cookies)
        return ended

    know_each_other(place)
    ended = run(crowd())
    assert max(ended) - min(ended) > MOVE_SECONDS / 2
    assert place.one.process.wait(60) == 0
    place.one.start()


def test_servers_are_restarted_in_turn_and_no_stroke_is_lost(place: Place, artists):
    know_each_other(place)
    people = artists(place.url, 4)
    for person in people:
        person.finish()
    assert all(sessions(app) for app in place.apps)

    with ThreadPoolExecutor(1) as thread:
        rolling = thread.submit(lambda: [restart(*pair) for pair in (place.apps, place.apps[::-1])])
        while not rolling.done():
            for person in people:
                person.step()
        rolling.result()
    for person in people:
        person.finish()
        assert person.tab.has_heard("moves to another one")
        assert person.whole > 1
    assert sum(sessions(app) for app in place.apps) == len(people)
