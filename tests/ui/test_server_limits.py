"""The server's limits, one by one, without a server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from digitnet.engine.status import EngineStatus, Starting, Unavailable
from digitnet.ui import connection
from digitnet.ui.server import Server, health, messages
from digitnet.ui.server.bucket import Bucket
from digitnet.ui.server.connections import (
    DESCRIPTORS_A_VISITOR,
    DESCRIPTORS_KEPT,
    NEW_BURST,
    NEW_SECONDS,
    Connections,
    network_of,
)
from digitnet.ui.server.drain import Drain
from digitnet.ui.server.hosts import Hosts, KnownHosts
from digitnet.ui.server.journal import OwnJournal
from digitnet.ui.server.uploads import UploadLimit
from tests.support.clients import rerun, run


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 2), max_size=200))
def test_no_more_comes_through_than_the_rate_allows(pauses):
    clock = Clock()
    bucket = Bucket(5, 10, clock)
    for count, pause in enumerate(pauses, 1):
        clock.now += pause
        clock.now += bucket.take()
        assert count <= 10 + 5 * clock.now + 1e-6


def test_what_pages_send_never_waits():
    clock = Clock()
    bucket = Bucket(messages.RATE, messages.BURST, clock)
    for _ in range(30 * 60):
        clock.now += 1 / 30
        assert bucket.take() == 0


class FakeSocket:
    """A client's messages, as the server receives them, and what it is answered."""

    def __init__(self, *contents: bytes) -> None:
        self.waiting = [{"type": "websocket.receive", "bytes": content} for content in contents]
        self.sent: list[dict] = []

    async def receive(self) -> dict:
        if not self.waiting:
            await asyncio.Event().wait()
        return self.waiting.pop(0)

    async def send(self, message) -> None:
        self.sent.append(dict(message))


def through_the_limit(client: FakeSocket) -> list[dict]:
    """What Streamlit receives until the connection ends."""
    received = []

    async def streamlit(scope, receive, send) -> None:
        while True:
            received.append(await receive())
            await send({"type": "websocket.send", "bytes": b""})
            if received[-1]["type"] == "websocket.disconnect":
                return

    limit = messages.MessageLimit(streamlit)
    run(limit({"type": "websocket"}, client.receive, client.send))
    return received


def test_a_connection_that_asks_for_nothing_is_closed(monkeypatch):
    monkeypatch.setattr(messages, "FIRST_SECONDS", 0.01)
    client = FakeSocket()
    (last,) = through_the_limit(client)
    assert (last["type"], last["code"]) == ("websocket.disconnect", 1008)
    # Nothing is sent into a closed connection.
    assert [message["type"] for message in client.sent] == ["websocket.close"]


def test_only_what_pages_send_reaches_streamlit(monkeypatch):
    monkeypatch.setattr(messages, "PATIENCE_SECONDS", 0.0)
    contents = []
    for kind in sorted(messages.FORBIDDEN - {"file_urls_request"}):
        message = BackMsg()
        setattr(message, kind, True)
        contents.append(message.SerializeToString())
    assert len(contents) == 5
    # The last ones are too many.
    allowed = int(messages.BURST - len(contents)) // messages.WHOLE_PAGE
    received = through_the_limit(FakeSocket(*contents, *[rerun()] * 100))
    assert [message.get("bytes") for message in received[:-1]] == [rerun()] * (allowed)
    assert received[-1]["type"] == "websocket.disconnect"


def test_running_a_part_of_the_page_costs_less_than_all_of_it(monkeypatch):
    monkeypatch.setattr(messages, "PATIENCE_SECONDS", 0.0)
    part = BackMsg()
    part.rerun_script.fragment_id = "answer"
    received = through_the_limit(FakeSocket(*[part.SerializeToString()] * 100))
    assert len(received) == int(messages.BURST) + 1


def test_long_messages_count_as_several(monkeypatch):
    monkeypatch.setattr(messages, "PATIENCE_SECONDS", 0.0)
    received = through_the_limit(FakeSocket(*[bytes(7 * 2**20)] * 20))
    assert len(received) == messages.BURST // 8 + 1


@given(st.text())
def test_any_host_and_origin_is_judged(text):
    hosts = Hosts(["digits.example.org"])
    assert hosts.allow_host(text) in (True, False)
    assert hosts.allow_origin(text, "localhost") in (True, False)


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8501", "a.localhost", "127.0.0.1", "192.0.2.7:80", "[::1]:8501",
     "DIGITS.example.org.", "x.school.example", "a.b.school.example:1"],
)  # fmt: skip
def test_known_hosts(host):
    assert Hosts(["https://digits.example.org/x", "*.school.example"]).allow_host(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "digits.example.org.evil.example", "school.example", "localhost:x",
     "evil@localhost", "[::1", "localhost, evil.example"],
)  # fmt: skip
def test_unknown_hosts(host):
    assert not Hosts(["https://digits.example.org/x", "*.school.example"]).allow_host(host)
    assert Hosts(["*"]).allow_host(host)


def test_an_address_is_an_origin_only_if_it_is_ours():
    hosts = Hosts()
    assert not hosts.allow_origin("http://198.51.100.9", "localhost")
    assert hosts.allow_origin("http://198.51.100.9", "localhost", "198.51.100.9")
    assert not hosts.allow_origin("null", "null")


def test_settings_name_the_server_and_its_size(caplog):
    server = Server.from_environment(
        {"DIGITNET_URL": "https://digits.example.org", "DIGITNET_VISITORS": "many"}
    )
    ((hosts,),) = (layer.args for layer in server.middleware if layer.cls is KnownHosts)
    assert hosts.allow_host("digits.example.org")
    assert not hosts.allow_host("evil.example")
    assert "DIGITNET_VISITORS" in caplog.text


def test_one_address_cannot_take_all_places():
    places = Connections(10)
    for number in range(5):
        address = f"2001:db8::{number}"
        assert not places.is_full_for(address)
        places.enter(address)
    assert places.is_full_for("2001:db8::99")
    assert not places.is_full_for("192.0.2.7")
    places.leave("2001:db8::1")
    assert not places.is_full_for("2001:db8::99")
    for _ in range(6):
        places.enter("127.0.0.1")
    assert places.is_full_for("192.0.2.7")


def test_all_places_are_no_more_than_descriptors_allow():
    places = Connections(1000)
    places.fit(DESCRIPTORS_KEPT + 20 * DESCRIPTORS_A_VISITOR)
    assert places.limit == 20
    places.fit(None)
    assert places.limit == 20
    # This process has more open than such a limit leaves for visitors.
    places.fit(0)
    assert places.is_full_for("192.0.2.7") or sys.platform == "win32"


def test_new_connections_of_one_address_wait_and_then_are_too_many():
    places = Connections(1000)
    waits = [places.wait_seconds("192.0.2.7") for _ in range(400)]
    assert waits[: int(NEW_BURST)] == [0] * int(NEW_BURST)
    assert 0 < waits[int(NEW_BURST)] < NEW_SECONDS < max(waits)
    assert places.wait_seconds("192.0.2.8") == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), (None, None), ("x", None),
     ("127.0.0.1", None), ("::ffff:127.0.0.1", None), ("::1", None),
     ("2001:db8:1:2:3::4", "2001:db8:1:2::")],
)  # fmt: skip
def test_what_counts_as_one_address(address, network):
    assert network_of(address) == network


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit.")
def test_the_limit_of_descriptors_is_raised():
    program = (
        "import resource\n"
        "from digitnet.ui.server import descriptors\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (128, 512))\n"
        "assert descriptors.raise_limit() == 512\n"
        "assert resource.getrlimit(resource.RLIMIT_NOFILE) == (512, 512)\n"
        "assert descriptors.raise_limit() == 512\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"content-length", b"900000")], 200),
        ([(b"content-length", b"1500000")], 413),
        ([(b"content-length", b"-1")], 413),
        ([(b"transfer-encoding", b"chunked")], 413),
    ],
)
def test_an_upload_is_bounded_by_what_a_page_needs(headers, status):
    statuses = []

    async def streamlit(scope, receive, send) -> None:
        statuses.append(200)

    async def send(message) -> None:
        statuses.append(message.get("status"))

    scope = {"type": "http", "path": "/_stcore/upload_file/a/b", "headers": headers}
    run(UploadLimit(streamlit, megabytes=1)(scope, None, send))
    assert statuses[0] == status


def monitor() -> health.Health:
    return health.Health(Connections(), OwnJournal(), Drain(lambda: True))


def answered() -> tuple[int, bytes]:
    response = run(monitor().answer(None))
    return response.status_code, response.body


class Engine:
    def __init__(self, status) -> None:
        self.status = status


def test_health_starts_no_engine(monkeypatch):
    monkeypatch.setattr(connection, "_started", None)
    status, body = answered()
    assert (status, b'"not started"' in body) == (200, True)


def test_health_says_what_is_wrong_with_the_engine(monkeypatch, client):
    monkeypatch.setattr(connection, "_started", client)
    status, body = answered()
    assert (status, b'"model":"shipped"' in body) == (200, True)
    client.change(network=Starting("The network is warming up."))
    assert answered()[0] == 200
    client.change(network=Unavailable("The network is not answering."))
    status, body = answered()
    assert (status, b"not answering" in body) == (503, True)


def test_health_answers_while_the_engine_hangs(monkeypatch):
    monkeypatch.setattr(health, "ENGINE_SECONDS", 0.01)
    goes_on = threading.Event()

    def hang() -> EngineStatus:
        goes_on.wait(30)
        raise AssertionError

    monkeypatch.setattr(connection, "_started", Engine(hang))

    async def ask() -> int:
        response = await monitor().answer(None)
        goes_on.set()
        return response.status_code

    assert run(ask()) == 503
