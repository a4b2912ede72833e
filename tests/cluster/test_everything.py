"""Everything together: a balancer, a database, a Ray cluster of two nodes, two servers, eight
people who draw, and a training. A server, the database and the node that trains are killed in turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from digitnet.engine.status import EngineError
from digitnet.training.recipe import QUICK
from tests.support.artists import Artist, PatientTab
from tests.support.balancer import KEY
from tests.support.clusters import START_SECONDS, RunningCluster
from tests.support.fakes import BEND
from tests.support.person import App
from tests.support.postgres import Postgres
from tests.support.ray_nodes import Nodes, ray_nodes
from tests.support.servers import Place, ask, send, two_servers
from tests.support.waiting import wait_for

pytestmark = pytest.mark.cluster

PEOPLE = 8

RUNS = re.compile(r"Epoch \d+ of|Preparing the data")


@dataclass
class Everything(Place):
    """Two servers with all that they share.

    Attributes:
        nodes: of the Ray cluster: a head, and one that computes.
    """

    nodes: Nodes

    def health(self) -> list[dict[str, Any]]:
        """What each server says of itself; nothing of one that is not there."""
        return [_health(app) for app in self.apps]

    def engines(self, name: str = "state") -> list[Any]:
        """What each server says of its engine."""
        return [told.get("engine", {}).get(name) for told in self.health()]


def _health(app: App) -> dict[str, Any]:
    try:
        return ask(f"{app.url}/healthz")[1]
    except OSError:
        return {}


@pytest.fixture
def everything(tmp_path, postgres: Postgres, balancer: None) -> Iterator[Everything]:
    pytest.importorskip("ray")
    with ray_nodes() as nodes:
        nodes.add()
        # On busy cores, every training seems to take hours.
        settings = {"DIGITNET_RAY": nodes.address, "DIGITNET_MAX_TRAINING": "500000"}
        with two_servers(tmp_path, postgres, App, **settings) as place:
            yield Everything(place.one, place.other, place.url, postgres, nodes)


def while_they_draw(people: list[Artist], action: Callable[[], object]) -> None:
    """Do something while everybody draws, until each has a whole digit afterwards."""
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(action)
        while not done.done():
            for person in people:
                person.step()
        done.result()
    for person in people:
        person.finish()


def test_nothing_is_lost_whatever_is_killed(everything: Everything, artists):
    people = artists(everything.url, PEOPLE)
    presenters = [_presenter(people[0], everything.one), _presenter(people[1], everything.other)]
    wait_for(lambda: everything.engines() == ["ready"] * 2, START_SECONDS)
    for person in people:
        person.finish()
    for presenter in presenters:
        presenter.wait_until_ready()

    _train_at_once(presenters)
    wait_for(lambda: everything.engines("training") == [True] * 2)
    _is_refused_another(everything)
    for presenter in presenters:
        expect(presenter.page.get_by_text(RUNS).first).to_be_visible(timeout=60_000)
        expect(presenter.page.locator(".st-key-retrain button")).to_have_count(0)

    while_they_draw(people, lambda: _kill_server(everything))
    while_they_draw(people, lambda: _kill_database(everything))
    assert everything.engines("training") == [True] * 2
    _kill_node(everything, people)

    # What became of the training is the same everywhere.
    first, second = everything.engines("training")
    assert first == second
    pages = PEOPLE + len(presenters)
    wait_for(lambda: sum(told["sessions"] for told in everything.health()) == pages, 60)


def _presenter(person: Artist, app: App) -> PatientTab:
    """Another tab of somebody who draws, at a certain server, with the key."""
    return PatientTab(person.tab.page.context, app.url, f"?key={KEY}")


def _train_at_once(presenters: list[PatientTab]) -> None:
    """Press the button on each server, the second before its page knows of the first."""
    for presenter in presenters:
        # The longer one, so that it is still going on when its node is killed.
        recipes = presenter.page.locator(".st-key-recipe")
        recipes.get_by_text("Full", exact=True).click()
        expect(recipes.get_by_role("radio", name="Full")).to_be_checked(timeout=60_000)
        presenter.wait_until_ready()
    for presenter in presenters:
        presenter.page.locator(".st-key-retrain button").evaluate("button => button.click()")


def _is_refused_another(everything: Everything) -> None:
    """Ask for a second training as a third server would: pages offer none while one is running."""
    with RunningCluster(everything.nodes, everything.one.home).page() as engine:
        wait_for(lambda: engine.status().training is not None)
        with pytest.raises(EngineError, match="already running"):
            engine.start_training(QUICK)


def _kill_server(everything: Everything) -> None:
    everything.one.process.kill()
    everything.one.process.wait()
    wait_for(lambda: everything.health()[1]["sessions"] >= PEOPLE, 60)
    everything.one.start()
    wait_for(lambda: everything.engines("training") == [True] * 2)


def _kill_database(everything: Everything) -> None:
    everything.postgres.stop("immediate")
    wait_for(lambda: all(told["room"] != "ok" for told in everything.health()), 60)
    drawing = {"name": "00ff00ff", "strokes": [BEND], "pen_width": 20}
    assert ask(f"{everything.url}/api/drawings", drawing)[0] == 503
    everything.postgres.start()
    send(f"{everything.url}/api/drawings", drawing)
    wait_for(lambda: all(told["room"] == "ok" for told in everything.health()), 60)


def _kill_node(everything: Everything, people: list[Artist]) -> None:
    # Ray starts and ends nodes from the main thread only.
    (node,) = everything.nodes.machines
    everything.nodes.kill(node)
    while_they_draw(people, lambda: wait_for(lambda: "ready" not in everything.engines()))
    everything.nodes.add()
    ready = ["ready"] * 2
    while_they_draw(people, lambda: wait_for(lambda: everything.engines() == ready, START_SECONDS))
