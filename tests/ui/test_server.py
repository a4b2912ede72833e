"""The running server, and clients that no browser would make."""

from __future__ import annotations

import asyncio
import contextlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.app_discovery import discover_asgi_app
from websockets.exceptions import ConnectionClosed, InvalidStatus

from digitnet import paths
from tests.support import idle
from tests.support.clients import MuteProxy, how_it_ends, is_drawn, mute_proxy, opened, rerun, run
from tests.support.person import App
from tests.support.waiting import wait_for

VISITORS = 4


@pytest.fixture(scope="module")
def proxy() -> Iterator[MuteProxy]:
    with mute_proxy() as found:
        yield found


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, proxy: MuteProxy) -> Iterator[App]:
    server = App(
        tmp_path_factory.mktemp("home"),
        PYTHONPATH=idle.PYTHONPATH,
        DIGITNET_VISITORS=str(VISITORS),
        DIGITNET_HOSTS="digits.example.org, *.school.example",
        # Whatever the server asks of other hosts goes here.
        http_proxy=proxy.url,
        https_proxy=proxy.url,
        no_proxy="",
    )
    yield server
    server.stop()


def asked(
    app: App, path: str, data: bytes | None = None, method: str = "PUT", **headers: str
) -> tuple[int, str, dict[str, str]]:
    """Ask for an address; return status, text and headers of the answer."""
    url = f"http://127.0.0.1:{app.port}{path}"
    method = "GET" if data is None else method
    request = urllib.request.Request(url, data, headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as response:
            return response.status, response.read().decode(), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def engines(app: App) -> list[int]:
    return [child.pid for child in psutil.Process(app.process.pid).children()]


def health(app: App) -> dict:
    return json.loads(asked(app, "/healthz")[1])


def test_streamlit_finds_the_server_in_the_script():
    found = discover_asgi_app(paths.APP)
    assert (found.is_asgi_app, found.import_string) == (True, "app:app")


def test_who_sends_too_much_is_closed_with_a_reason_and_others_are_answered(app):
    async def flood() -> None:
        async with opened(app.port) as other, opened(app.port) as client:
            assert await is_drawn(other)
            # Somebody has to read, or the reason is never seen.
            reading = asyncio.create_task(how_it_ends(client))
            with contextlib.suppress(ConnectionClosed):
                while not reading.done():
                    await client.send(rerun())
                    await asyncio.sleep(0)
            assert await reading == (
                1008,
                "This page sent too many messages; reload it to go on.",
            )
            assert await is_drawn(other)

    run(flood())
    assert asked(app, "/_stcore/health")[0] == 200


def test_a_page_that_sends_what_pages_send_is_answered_to_the_end(app):
    async def use() -> None:
        async with opened(app.port) as client:
            for _ in range(40):
                await client.send(rerun())
                await asyncio.sleep(0.08)
            assert await is_drawn(client)

    run(use())


def test_a_message_that_is_too_long_is_refused(app):
    message = BackMsg()
    message.rerun_script.query_string = "x" * 9_000_000

    async def send() -> None:
        async with opened(app.port) as client:
            await client.send(message.SerializeToString())
            await is_drawn(client)

    with pytest.raises(ConnectionClosed):
        run(send())


def test_nobody_empties_the_caches_of_everybody(app):
    async def ask() -> None:
        async with opened(app.port) as client:
            assert await is_drawn(client)
            before = engines(app)
            assert len(before) == 1
            message = BackMsg()
            message.clear_cache = True
            await client.send(message.SerializeToString())
            assert await is_drawn(client)
            # With the caches, the engine would end, and the next page would start another one.
            assert engines(app) == before

    run(ask())


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example"])
def test_a_page_of_another_site_is_refused_and_nobody_is_asked(app, proxy, origin):
    async def shake_hands() -> None:
        async with opened(app.port, origin=origin):
            pass

    with pytest.raises(InvalidStatus) as refused:
        run(shake_hands())
    assert refused.value.response.status_code == 403
    status, text, _ = asked(app, "/_stcore/health", Origin=origin)
    assert (status, "pages of other sites" in text) == (403, True)
    for order in ("drawings", "wall", "round/answers", "round/start", "round/stop", "round/skip"):
        status, text, _ = asked(app, f"/api/{order}", b"{}", "POST", Origin=origin)
        assert (status, "pages of other sites" in text) == (403, True), order
        assert "pages of other sites" not in asked(app, f"/api/{order}", b"{}", "POST")[1], order
    assert not proxy.was_asked()


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost", "http://localhost"),
        ("LOCALHOST:80", "http://localhost:80"),
        ("localhost", "http://127.0.0.1:9"),
        ("localhost", "https://digits.example.org"),
        ("192.0.2.7", "http://192.0.2.7"),
        ("a.school.example", "https://b.school.example"),
    ],
)
def test_our_own_pages_are_served_under_every_name_and_nobody_is_asked(app, proxy, host, origin):
    async def shake_hands() -> bool:
        async with opened(app.port, host, origin=origin) as client:
            return await is_drawn(client)

    assert run(shake_hands())
    assert asked(app, "/_stcore/health", Host=host, Origin=origin)[0] == 200
    assert not proxy.was_asked()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "school.example"])
def test_a_foreign_name_is_refused(app, host):
    async def shake_hands() -> None:
        async with opened(app.port, host):
            pass

    with pytest.raises(InvalidStatus) as refused:
        run(shake_hands())
    assert refused.value.response.status_code == 421
    status, text, headers = asked(app, "/", Host=host, Accept="text/html")
    assert (status, "DIGITNET_HOSTS" in text) == (421, True)
    assert headers["content-type"].startswith("text/html")


def test_uploads_are_refused(app):
    status, text, _ = asked(app, "/_stcore/upload_file/session/file", data=b"x" * 100)
    assert (status, text) == (403, "No page of this server takes files.\n")


def test_who_finds_no_place_reads_so_and_gets_one_once_somebody_leaves(app):
    async def crowd() -> None:
        async with Pages(app.port, VISITORS - 1), opened(app.port) as last:
            assert await is_drawn(last)
            async with opened(app.port) as another:
                assert await how_it_ends(another) == (
                    1013,
                    "The server is full; try again later.",
                )
            status, text, headers = asked(app, "/", Accept="text/html,*/*")
            assert (status, "The server is full" in text) == (503, True)
            assert headers["retry-after"] == "15"
            # The page for phones needs no place.
            assert 'href="./draw"' in text
            assert "The server is full" not in asked(app, "/draw", Accept="text/html,*/*")[1]
            assert health(app)["sessions"] == VISITORS
            await last.close()
            wait_for(lambda: health(app)["sessions"] < VISITORS)
            assert asked(app, "/", Accept="text/html,*/*")[0] == 200
            async with opened(app.port) as another:
                assert await is_drawn(another)

    wait_for(lambda: health(app)["sessions"] == 0)
    run(crowd())


class Pages:
    """Several pages that are open at once."""

    def __init__(self, port: int, count: int) -> None:
        self._contexts = [opened(port) for _ in range(count)]

    async def __aenter__(self) -> None:
        for context in self._contexts:
            await (await context.__aenter__()).send(rerun())

    async def __aexit__(self, *error: object) -> None:
        for context in self._contexts:
            await context.__aexit__(None, None, None)


def test_health_tells_of_page_and_engine(app):
    value = health(app)
    assert value["status"] == "ok"
    assert value["engine"]["state"] in ("not started", "starting", "ready")
