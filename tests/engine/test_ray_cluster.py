"""The engine on a real Ray cluster: shared by servers, and what is left when machines are lost."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from digitnet.engine.client import EngineClient
from digitnet.engine.ray_setting import cluster_address
from digitnet.engine.stand_in import StandIn
from digitnet.engine.status import Cancelled, EngineError, Failed, Ready, Unavailable
from digitnet.store.card import SHIPPED
from digitnet.store.store import ModelStore
from tests.support.clusters import START_SECONDS, running_cluster
from tests.support.ports import free_port
from tests.support.trainings import ENDLESS, vertical_line
from tests.support.waiting import wait_for

pytestmark = pytest.mark.cluster


def test_two_servers_share_one_engine_that_outlives_its_machine(own_cluster, cluster_engine):
    store = ModelStore(own_cluster.home)
    with own_cluster.page(StandIn(store)) as page:
        wait_for(lambda: page.status().is_ready, START_SECONDS)
        cluster_engine.start_training(ENDLESS, 0)
        wait_for(lambda: page.status().training is not None)
        with pytest.raises(EngineError, match="already"):
            page.start_training(ENDLESS, 1)
        page.cancel_training()
        wait_for(lambda: isinstance(cluster_engine.status().outcome, Cancelled))

        page.start_training(ENDLESS, 0)
        wait_for(lambda: page.status().training.progress.step > 0)
        (machine,) = own_cluster.nodes.machines
        own_cluster.nodes.add()
        own_cluster.nodes.kill(machine)
        lost = time.monotonic()
        wait_for(lambda: not page.status().is_ready, 60)
        while not page.status().is_ready:
            assert time.monotonic() - lost < START_SECONDS
            assert page.predict(vertical_line()).digit == 1
        status = page.status()
        assert status.training is None
        assert isinstance(status.outcome, Failed)
        assert status.outcome.progress.step > 0
        wait_for(lambda: cluster_engine.status().is_ready, START_SECONDS)
        wait_for(lambda: _answers(cluster_engine))
    assert [model.card.version for model in store.list()] == [SHIPPED]


def test_pages_answer_without_their_cluster_and_come_back_to_it(tmp_path):
    port = free_port()
    with running_cluster(tmp_path, port) as cluster:
        cluster.nodes.add()
        page = cluster.page(StandIn(ModelStore(tmp_path)))
        client = page.__enter__()
        wait_for(lambda: client.status().is_ready, START_SECONDS)
    try:
        wait_for(lambda: isinstance(client.status().network, Unavailable), 120)
        assert client.predict(vertical_line()).digit == 1
        wait_for(lambda: "No Ray cluster" in str(client.status().network.message), 120)
        with running_cluster(tmp_path, port) as cluster:
            cluster.nodes.add()
            assert client.predict(vertical_line()).digit == 1
            wait_for(lambda: isinstance(client.status().network, Ready), START_SECONDS)
    finally:
        page.__exit__(None, None, None)


def test_an_address_without_a_cluster_is_said():
    ray_cluster = pytest.importorskip("digitnet.engine.ray_cluster")
    for address in (f"127.0.0.1:{free_port()}", "nowhere", "127.0.0.1:port", ":1"):
        with pytest.raises(EngineError, match="No Ray cluster can be reached"):
            ray_cluster.Cluster(address)


def test_a_machine_without_digitnet_says_so():
    """What looks for it is sent there as it is."""
    ray_cluster = pytest.importorskip("digitnet.engine.ray_cluster")
    from ray import cloudpickle

    program = (
        "import sys; sys.modules['digitnet'] = None\n"
        "from ray import cloudpickle\n"
        "print(cloudpickle.loads(sys.stdin.buffer.read())())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        input=cloudpickle.dumps(ray_cluster.look()),
        capture_output=True,
    )
    assert ended.stdout.strip() == b"None", ended.stderr


@pytest.mark.parametrize(
    ("found", "message"),
    [(None, "is not installed on the machines"), ("0" * 64, "another version")],
)
def test_another_digitnet_in_the_cluster_is_said(found, message, monkeypatch):
    ray_cluster = pytest.importorskip("digitnet.engine.ray_cluster")
    monkeypatch.setattr(ray_cluster, "_get", lambda submit: found)
    with pytest.raises(EngineError, match=message):
        ray_cluster._check_nodes()


def test_the_presenters_key_stays_on_the_server(monkeypatch):
    ray_cluster = pytest.importorskip("digitnet.engine.ray_cluster")
    for name in ("KEY", "RAY", "KEEP"):
        monkeypatch.setenv(f"DIGITNET_{name}", "12345678")
    settings = ray_cluster._environment()
    assert set(settings) == {"DIGITNET_HOME", "DIGITNET_KEEP"}


def test_the_setting(monkeypatch):
    monkeypatch.delenv("DIGITNET_RAY", raising=False)
    assert cluster_address() is None
    monkeypatch.setenv("DIGITNET_RAY", " auto ")
    assert cluster_address() == "auto"


def _answers(client: EngineClient) -> bool:
    try:
        return client.predict(vertical_line()).digit == 1
    except EngineError:
        return False
