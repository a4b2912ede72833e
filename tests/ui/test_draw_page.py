"""The page for phones: made by the engine, kept, and made anew for another model."""

from __future__ import annotations

import asyncio
import gzip
import threading

import pytest
from starlette.requests import Request

from digitnet.engine.status import EngineGone, EngineStatus, ModelFile, Starting
from digitnet.store.errors import StoreError
from digitnet.texts import errors, reports
from digitnet.texts.message import Note
from digitnet.ui.server import draw_page
from digitnet.ui.server.draw_page import DrawPage
from tests.support.clients import run
from tests.support.fakes import FakeEngine


@pytest.fixture(autouse=True)
def always_check(monkeypatch):
    monkeypatch.setattr(draw_page, "CHECK_SECONDS", 0.0)


class Phones:
    """Asks for the page as phones do."""

    def __init__(self, engine) -> None:
        self.page = DrawPage(lambda: engine)

    async def get(self, method: str = "GET", **headers: str):
        lines = [(name.replace("_", "-").encode(), v.encode()) for name, v in headers.items()]
        scope = {"type": "http", "method": method, "path": "/draw", "headers": lines}
        return await self.page.answer(Request(scope))

    async def get_made(self, content: bytes, **headers: str):
        """Ask until the page has this content."""
        async with asyncio.timeout(20):
            while (response := await self.get(**headers)).body != content:
                await asyncio.sleep(0.01)
        return response


def test_phones_get_the_page_and_keep_it():
    async def ask() -> None:
        engine = FakeEngine()
        phones = Phones(engine)
        first = await phones.get(accept="text/html")
        assert (first.status_code, first.headers["retry-after"]) == (503, "2")
        plain = await phones.get_made(b"shipped")
        assert plain.headers["content-type"].startswith("text/html")
        assert plain.headers["cache-control"] == "no-cache"
        packed = await phones.get(accept_encoding="gzip, br")
        assert gzip.decompress(packed.body) == b"shipped"
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["etag"] != plain.headers["etag"]
        again = await phones.get(if_none_match=f'"x", W/{plain.headers["etag"]}')
        assert (again.status_code, again.body) == (304, b"")
        assert (await phones.get("HEAD")).status_code == 200
        assert engine.downloaded == [("shipped", "web")]

    run(ask())


def test_it_can_be_made_before_a_phone_comes():
    async def ask() -> None:
        phones = Phones(FakeEngine())
        phones.page.prepare()
        phones.page.open()
        await asyncio.to_thread(phones.page.prepare)
        async with asyncio.timeout(20):
            while phones.page._made is None:
                await asyncio.sleep(0.01)
        assert (await phones.get()).body == b"shipped"

    run(ask())


def test_another_models_page_replaces_it_and_nobody_waits(monkeypatch):
    async def ask() -> None:
        engine = FakeEngine()
        phones = Phones(engine)
        old = await phones.get_made(b"shipped")
        go_on = threading.Event()

        def slow(version: str, format: str) -> ModelFile:
            go_on.wait(20)
            return ModelFile("page", version.encode())

        monkeypatch.setattr(engine, "download", slow)
        card = engine.add("v1")
        object.__setattr__(card, "sha256", "1" * 64)
        engine.answer_with(card)
        assert [(await phones.get()).body for _ in range(5)] == [b"shipped"] * 5
        go_on.set()
        new = await phones.get_made(b"v1", if_none_match=old.headers["etag"])
        assert new.status_code == 200

    run(ask())


def test_a_network_too_large_for_a_page_gives_way_to_the_shipped_one(monkeypatch):
    async def ask() -> None:
        engine = FakeEngine()
        engine.answer_with(engine.add("v1"))
        download = engine.download

        def refuse(version: str, format: str) -> ModelFile:
            if version == "v1":
                raise StoreError(errors.PAGE_TOO_LARGE, version="v1", size=2.0, limit=1.0)
            return download(version, format)

        monkeypatch.setattr(engine, "download", refuse)
        phones = Phones(engine)
        await phones.get_made(b"shipped")
        for _ in range(3):
            await phones.get()
        # It is not tried again for each phone.
        assert engine.downloaded == [("shipped", "web")]

    run(ask())


def test_without_an_engine_the_page_is_late_or_the_old_one(monkeypatch):
    async def ask() -> None:
        engine = FakeEngine()
        ready, download = engine.status_now, engine.download

        def gone(version: str, format: str) -> ModelFile:
            raise EngineGone(errors.ENGINE_STOPPED)

        engine.status_now = EngineStatus(Starting(Note(reports.WARMING_UP)))
        phones = Phones(engine)
        assert (await phones.get()).status_code == 503
        engine.status_now = ready
        monkeypatch.setattr(engine, "download", gone)
        for _ in range(3):
            assert (await phones.get()).status_code == 503
        monkeypatch.setattr(engine, "download", download)
        await phones.get_made(b"shipped")
        engine.status_now = EngineStatus(Starting(Note(reports.WARMING_UP)))
        assert (await phones.get()).body == b"shipped"

    run(ask())
