"""The page for phones: the web page of the model that answers. It needs no session and no engine.

The engine makes it, as it makes exports, so this process stays without TensorFlow. It is made anew
when another model answers; until that is done, phones get the one before.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from digitnet.engine.status import EngineError, EngineStatus, ModelFile, Ready
from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.formats import WEB
from digitnet.texts import language, room_page
from digitnet.ui.server.refusal import Refusal, response
from digitnet.ui.server.wall_page import with_sharing

log = logging.getLogger(__name__)

CHECK_SECONDS = 1.0
"""How long the engine is not asked again which model answers, no matter how many phones come."""

SOON = Refusal(503, room_page.DRAW_PAGE_SOON, room_page.DRAW_PAGE_SOON_WHY, retry_seconds=2)


class Source(Protocol):
    """The part of an engine that makes the page."""

    def status(self) -> EngineStatus: ...

    def download(self, version: str, format: str) -> ModelFile: ...


@dataclass(frozen=True)
class _Made:
    """A page that was made.

    Attributes:
        model: the checksum of the model that answered then.
        content: HTML.
        packed: the same, gzipped.
        tag: tells it from other pages.
    """

    model: str
    content: bytes
    packed: bytes
    tag: str


class DrawPage:
    """The answer to ``/draw``.

    Args:
        source: starts the engine, or returns the one there is; may take a moment.
    """

    def __init__(self, source: Callable[[], Source]) -> None:
        self._source = source
        self._made: _Made | None = None
        self._making: asyncio.Task[None] | None = None
        self._checking = asyncio.Lock()
        self._checked_at = float("-inf")
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Note the event loop that is running: the server's."""
        self._loop = asyncio.get_running_loop()

    def prepare(self) -> None:
        """Have the page made before a phone asks for it; may be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._refresh(), self._loop)

    async def answer(self, request: Request) -> Response:
        """Answer with the page, or 503 until there is the first one."""
        await self._refresh()
        made = self._made
        if made is None:
            return response(request.scope, SOON)
        return _response(made, request)

    async def _refresh(self) -> None:
        async with self._checking:
            if time.monotonic() - self._checked_at >= CHECK_SECONDS:
                await self._check()
                self._checked_at = time.monotonic()

    async def _check(self) -> None:
        """See whether the page has to be made anew, and start to make it."""
        if self._making is not None and not self._making.done():
            return
        source = await asyncio.to_thread(self._source)
        status = await asyncio.to_thread(source.status)
        if isinstance(network := status.network, Ready):
            model = network.card.sha256
            if self._made is None or self._made.model != model:
                made = self._make(source, network.card.version, model)
                self._making = asyncio.create_task(made)

    async def _make(self, source: Source, version: str, model: str) -> None:
        # The log is for the people who run the server, not for the visitor who came first.
        language.use(None)
        try:
            self._made = await asyncio.to_thread(_make, source, version, model)
        except (EngineError, ModelError, StoreError) as error:
            log.warning("The page for phones could not be made: %s", error)


def _make(source: Source, version: str, model: str) -> _Made:
    try:
        content = source.download(version, WEB).content
    except StoreError as error:
        # A network may be too large for a page.
        log.warning("Phones get the shipped model: %s", error)
        content = source.download(SHIPPED, WEB).content
    content = with_sharing(content)
    tag = hashlib.sha256(content).hexdigest()[:24]
    return _Made(model, content, gzip.compress(content, mtime=0), tag)


def _response(made: _Made, request: Request) -> Response:
    # Compressed once, here, and not again for each phone.
    is_packed = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{made.tag}{"-gzip" if is_packed else ""}"'
    headers = {
        "etag": tag,
        # Kept, but asked for again: another model may answer.
        "cache-control": "no-cache",
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }
    known = request.headers.get("if-none-match", "").split(",")
    if tag in (one.strip().removeprefix("W/") for one in known):
        return Response(status_code=304, headers=headers)
    if is_packed:
        headers["content-encoding"] = "gzip"
    content = made.packed if is_packed else made.content
    return Response(content, headers=headers, media_type="text/html")
