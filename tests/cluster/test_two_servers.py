"""Two servers behind haproxy, with one database: one room, whichever of them is asked."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from digitnet.data.collection import Collection
from digitnet.store.card import SHIPPED
from digitnet.store.store import ModelStore
from tests.support.balancer import KEY
from tests.support.fakes import BEND
from tests.support.person import App
from tests.support.servers import COOKIE, Place, ask, send
from tests.support.waiting import wait_for

pytestmark = pytest.mark.cluster

AT_ONCE = 1.0
"""Seconds in which a drawing is on every wall; the tests allow more where machines are busy."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def enter(url: str, key: str) -> tuple[int, str]:
    """Come with a key; return the status and the cookie."""
    request = urllib.request.Request(f"{url}/?key={key}", headers={"accept": "text/html"})
    try:
        urllib.request.build_opener(NoRedirect).open(request, timeout=20)
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("set-cookie", "").partition(";")[0]
    raise AssertionError


@dataclass
class Watcher:
    """A wall or a phone that is told what goes on, and asks again whenever an answer ends."""

    url: str
    told: dict = field(default_factory=dict)
    texts: dict[int, object] = field(default_factory=dict)
    messages: int = 0

    def __post_init__(self) -> None:
        self._is_over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        last = ""
        while not self._is_over.is_set():
            try:
                request = urllib.request.Request(self.url, headers={"last-event-id": last})
                with urllib.request.urlopen(request, timeout=20) as events:
                    for line in events:
                        name, _, value = line.decode().strip().partition(": ")
                        if name == "id":
                            last = value
                        elif name == "data":
                            self._take(json.loads(value))
            except OSError:
                time.sleep(0.2)

    def _take(self, told: dict) -> None:
        self.told = told
        self.messages += 1
        if "numbers" in told:
            found = self.texts | {entry["number"]: entry["text"] for entry in told["changed"]}
            self.texts = {number: found[number] for number in told["numbers"]}

    def end(self) -> None:
        self._is_over.set()


@pytest.fixture
def wall(place: Place) -> Iterator[Watcher]:
    """The wall of the second server, empty."""
    watcher = Watcher(f"{place.other.url}/api/wall")
    wait_for(lambda: watcher.told)
    ask(f"{place.one.url}/api/wall", {"action": "clear"}, COOKIE)
    wait_for(lambda: not watcher.texts)
    yield watcher
    watcher.end()


def drawing(name: int) -> dict:
    return {"name": f"{name:08x}", "strokes": [BEND], "pen_width": 20}


def test_a_phone_at_one_server_is_on_the_wall_of_the_other(place, wall):
    # The phone's server knows of the wall.
    wait_for(lambda: ask(f"{place.one.url}/api/drawings?phone=00ff00ff")[1]["open"], 20)
    send(f"{place.one.url}/api/drawings", drawing(1))
    began = time.monotonic()
    wait_for(lambda: list(wall.texts.values()) == ["7"], 10 * AT_ONCE)
    print(f"On the other wall after {1000 * (time.monotonic() - began):.0f} ms")
    # What arrives twice, by another way, is shown once.
    send(f"{place.other.url}/api/drawings", drawing(1))
    send(f"{place.url}/api/drawings", drawing(2))
    wait_for(lambda: len(wall.texts) == 2)


def test_the_presenter_of_one_server_is_that_of_the_other(place, wall):
    status, cookie = enter(place.one.url, KEY)
    assert status == 303
    send(f"{place.other.url}/api/drawings", drawing(3))
    wait_for(lambda: wall.texts)
    (number,) = wall.texts
    hide = {"action": "hide", "number": number}
    assert ask(f"{place.other.url}/api/wall", hide)[0] == 403
    assert ask(f"{place.other.url}/api/wall", hide, cookie)[0] == 200
    wait_for(lambda: not wall.texts)
    # It stays hidden, whoever it is sent to.
    send(f"{place.one.url}/api/drawings", drawing(3))
    assert ask(f"{place.one.url}/api/wall", {"action": "pause"}, cookie)[0] == 200
    wait_for(lambda: wall.told["paused"])
    send(f"{place.other.url}/api/drawings", drawing(4))
    ask(f"{place.url}/api/wall", {"action": "go on"}, cookie)
    wait_for(lambda: not wall.told["paused"])
    assert not wall.texts


def test_wrong_keys_at_one_server_count_at_the_other(place):
    statuses = [enter(place.one.url, f"guess{n}")[0] for n in range(5)]
    assert statuses == [403] * 5
    wait_for(lambda: enter(place.other.url, "guess")[0] == 429, 10)


def test_a_round_is_the_same_on_both_and_its_drawings_are_kept_once(place):
    Collection(address=place.postgres.address).clear()
    watchers = [Watcher(f"{app.url}/api/round?wall") for app in (place.one, place.other)]
    began = {"kind": "draw", "digit": 7}
    assert ask(f"{place.one.url}/api/round/start", began, COOKIE)[0] == 200
    assert ask(f"{place.other.url}/api/round/start", began, COOKIE)[0] == 409
    wait_for(lambda: all((one.told.get("shown") or {}).get("is") == "draw" for one in watchers))
    shown = watchers[0].told["shown"]
    assert shown["id"] == watchers[1].told["shown"]["id"]
    about = {"round": shown["id"], "step": shown["step"], "strokes": [BEND], "pen_width": 20}
    for number, app in enumerate((place.one, place.other, place.one)):
        name = f"{number:08x}"
        answer = about | {"phone": name, "name": name, "strokes": [BEND[: 2 + number % 2] + BEND]}
        send(f"{app.url}/api/round/answers", answer)
        # A phone that has heard no answer asks another server.
        send(f"{place.url}/api/round/answers", answer)
    wait_for(lambda: all(one.told["counts"]["drawn"] == 3 for one in watchers))
    assert ask(f"{place.other.url}/api/round/stop", {}, COOKIE)[0] == 200
    wait_for(lambda: all(one.told["shown"]["is"] == "result" for one in watchers))
    assert watchers[0].told["shown"] == watchers[1].told["shown"]
    collection = Collection(address=place.postgres.address)
    wait_for(lambda: collection.stats().count == 2)
    ask(f"{place.one.url}/api/round/stop", {}, COOKIE)
    for one in watchers:
        wait_for(lambda one=one: one.told["shown"] is None)
        one.end()


def test_a_model_that_is_published_answers_on_both(place):
    store = ModelStore(place.one.home)
    shipped = store.get(SHIPPED)

    def save(path: Path) -> None:
        path.write_bytes(shipped.read())

    def answering(app: App) -> str:
        return ask(f"{app.url}/healthz")[1]["engine"]["model"]

    assert [answering(app) for app in (place.one, place.other)] == [SHIPPED, SHIPPED]
    version = store.publish(save, shipped.card.report, light=shipped.read_light()).version
    began = time.monotonic()
    wait_for(lambda: answering(place.one) == answering(place.other) == version, 60)
    print(f"A new model answers on both after {time.monotonic() - began:.1f} s")


def test_a_server_is_killed_and_the_other_goes_on(place, wall):
    url = f"{place.url}/api/drawings"
    send(url, drawing(10))
    place.one.process.kill()
    place.one.process.wait()
    for number in range(11, 15):
        send(url, drawing(number))
    wait_for(lambda: len(wall.texts) == 5)
    # It comes back, and has what happened meanwhile.
    place.one.start()
    again = Watcher(f"{place.one.url}/api/wall")
    wait_for(lambda: again.texts == wall.texts)
    again.end()


def test_the_database_is_restarted_and_no_drawing_is_lost_or_doubled(place, wall):
    sent = threading.Event()

    def draw() -> None:
        for number in range(20, 30):
            send(f"{place.url}/api/drawings", drawing(number))
            time.sleep(0.1)
        sent.set()

    phone = threading.Thread(target=draw, daemon=True)
    phone.start()
    wait_for(lambda: wall.texts)
    place.postgres.stop("immediate")
    wait_for(lambda: "database" in wall.told["problem"], 20)
    status, told = ask(f"{place.other.url}/api/drawings", drawing(40))
    assert (status, "database" in told["message"]) == (503, True)
    assert ask(f"{place.other.url}/healthz")[1]["room"] != "ok"
    place.postgres.start()
    wait_for(sent.is_set)
    wait_for(lambda: len(wall.texts) == 10 and not wall.told["problem"])
