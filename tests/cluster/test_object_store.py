"""Servers that share models in an object store: S3, as moto speaks it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digitnet.engine.child import COMMAND
from digitnet.engine.client import EngineClient
from digitnet.engine.light_engine import LightEngine
from digitnet.engine.protocol import EngineProtocol
from digitnet.engine.status import EngineStatus, LightOnly, Ready
from digitnet.store import shared_shelf
from digitnet.store.card import SHIPPED
from digitnet.store.errors import StoreAway, StoreError
from digitnet.store.shared_shelf import open_shelf
from digitnet.store.store import ModelStore
from tests.support.clusters import START_SECONDS, running_cluster
from tests.support.proxy import Proxy
from tests.support.publisher import content
from tests.support.s3_server import S3Server, settings
from tests.support.stores import check_whole, versions, writer
from tests.support.trainings import REPORT, vertical_line
from tests.support.waiting import wait_for

pytestmark = pytest.mark.cluster

Server = Callable[[str], ModelStore]


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    pytest.importorskip("moto")
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture
def environment(s3, request, monkeypatch) -> dict[str, str]:
    """What a server has to have, with a prefix that is this test's own."""
    found = settings(s3.port, request.node.name)
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture
def server(environment, tmp_path) -> Server:
    """Start servers by name; one of the same name has the same home."""
    return lambda name: ModelStore(shelf=open_shelf(os.environ["DIGITNET_MODELS"], tmp_path / name))


def publisher(home: Path, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.publisher", *map(str, arguments)],
        env=os.environ | {"DIGITNET_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_servers_publish_at_once(server, tmp_path):
    processes = [publisher(tmp_path / name, name, 4) for name in ("one", "two")]
    given = [process.communicate(timeout=300)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(given[0] + given[1]) == sorted(f"v{number}" for number in range(1, 9))
    witness = server("witness")
    wait_for(lambda: len(versions(witness)) == 9)
    check_whole(witness)
    for name, own in zip(("one", "two"), given, strict=True):
        for number, version in enumerate(own):
            assert witness.get(version).read() == content(name, number)


@pytest.mark.parametrize(("last", "is_there"), [(2, False), (5, False), (6, True), (1000, True)])
def test_killed_while_it_publishes_others_see_all_of_a_model_or_nothing(
    server, tmp_path, last, is_there
):
    """It sends two files, lists and reads entries, writes its own, and tidies up."""
    server("one").publish(writer(b"first"), REPORT)
    process = publisher(tmp_path / "late", "late", 1, last)
    process.communicate(timeout=300)
    assert (process.returncode == 0) == (last == 1000)
    witness = server("witness")
    expected = ["v2", "v1", SHIPPED] if is_there else ["v1", SHIPPED]
    wait_for(lambda: versions(witness) == expected)
    check_whole(witness)
    if is_there:
        assert witness.get("v2").read() == content("late", 0)
        assert witness.get("v2").read_light() == b"light"
    assert witness.publish(writer(b"third"), REPORT).version == f"v{len(expected)}"


def test_the_object_store_is_away_and_comes_back(s3, server, tmp_path, monkeypatch, caplog):
    proxy = Proxy(s3.port)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{proxy.port}")
    one, other = server("one"), server("other")
    one.check_writable()
    one.publish(writer(b"first"), REPORT)
    wait_for(lambda: other.current_version() == "v1")
    proxy.stop()
    wait_for(lambda: one.choice() and "reached: it is not answering" in caplog.text)
    with pytest.raises(StoreAway, match="it is not answering"):
        one.check_writable()
    with pytest.raises(StoreError, match="This server keeps it"):
        one.publish(writer(b"second"), REPORT)
    with pytest.raises(StoreError, match="The choice could not be saved"):
        other.use(SHIPPED)
    for store in (one, other, server("one")):
        assert versions(store) == ["v1", SHIPPED]
        assert store.get(store.current_version()).read() == b"first"
    proxy = Proxy(s3.port, own=proxy.port)
    wait_for(lambda: one.choice() and versions(other) == ["v2", "v1", SHIPPED])
    assert other.get("v2").read() == b"second"
    assert other.current_version() == "v1"
    proxy.stop()


def test_wrong_credentials_and_no_bucket_are_named(s3, server, monkeypatch, tmp_path):
    nowhere = ModelStore(shelf=open_shelf("s3://no-such-bucket/models", tmp_path))
    with pytest.raises(StoreError, match="no such file or folder") as refusal:
        nowhere.check_writable()
    assert not isinstance(refusal.value, StoreAway)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(StoreError, match="permission is denied"):
        server("one").check_writable()
    assert versions(server("one")) == [SHIPPED]


def test_what_no_model_needs_is_removed(s3, server, monkeypatch):
    monkeypatch.setattr(shared_shelf, "UNUSED_FOR", -shared_shelf.UNUSED_FOR)
    monkeypatch.setenv("DIGITNET_KEEP", "2")
    store = server("one")
    for number in range(4):
        store.publish(writer(b"%d" % number), REPORT)
    assert len(store._shelf._objects.names("files")) == 2
    check_whole(store)


def test_a_new_model_answers_on_both_servers(environment, server, tmp_path):
    given = environment | {"DIGITNET_HOME": tmp_path / "full"}
    command = ("env", *(f"{name}={value}" for name, value in given.items()), *COMMAND)
    full, light = EngineClient(command), LightEngine(server("light"))
    try:
        wait_for(lambda: full.status().is_ready)
        assert light.predict(vertical_line()).digit == 1
        publishing = server("publishing")
        shipped = publishing.get(SHIPPED)
        engines = {"full": full, "light": light}
        for _ in range(3):
            new = publishing.publish(
                writer(shipped.read()), shipped.card.report, light=shipped.read_light()
            )
            seconds = _answering(engines, new.version)
            print(f"{new.version} answers after", {n: f"{s:.1f} s" for n, s in seconds.items()})
            assert light.predict(vertical_line()).digit == 1
    finally:
        full.close()
        light.close()


def test_a_new_model_answers_in_a_ray_cluster(server, tmp_path):
    """Its machine has no folder in common with the server that publishes."""
    pytest.importorskip("ray")
    follow = (
        "import sys, time\n"
        "from digitnet.engine.ray_cluster import Cluster\n"
        "cluster = Cluster(sys.argv[1])\n"
        "while cluster.read('call', 'version', (), {}, seconds=60.0) != sys.argv[2]:\n"
        "    time.sleep(0.1)\n"
    )
    with running_cluster(tmp_path / "cluster") as cluster:
        cluster.nodes.add()
        with cluster.page() as page:
            wait_for(lambda: page.status().is_ready, START_SECONDS)
            publishing = server("publishing")
            shipped = publishing.get(SHIPPED)
            version = publishing.publish(writer(shipped.read()), shipped.card.report).version
            print(f"{version} answers after", _answering({"controller": page}, version))
            command = [sys.executable, "-c", follow, cluster.nodes.address, version]
            subprocess.run(command, check=True, timeout=START_SECONDS)
            assert page.predict(vertical_line()).digit == 1
    # Its replica or controller made the light form, for all.
    wait_for(lambda: server("witness").get(version).card.light is not None)


def _answering(engines: dict[str, EngineProtocol], version: str) -> dict[str, float]:
    """Wait until a model answers everywhere; how many seconds that took each of them."""
    began, seconds = time.monotonic(), {}

    def follow(name: str) -> None:
        # On busy machines an engine may not answer for a moment; then there is no card.
        wait_for(lambda: _version(engines[name].status()) == version)
        seconds[name] = time.monotonic() - began

    followers = [threading.Thread(target=follow, args=(name,)) for name in engines]
    for follower in followers:
        follower.start()
    for follower in followers:
        follower.join()
    return seconds


def _version(status: EngineStatus) -> str | None:
    network = status.network
    return network.card.version if isinstance(network, Ready | LightOnly) else None
