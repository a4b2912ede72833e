"""The end of one server among several: its pages move to the others, one after the other.

At SIGTERM a server that has heard of others says so to its balancer and to its pages, lets no new
page in, closes the pages' connections in turn, and ends. Browsers connect again by themselves, and
with that to another server; each brings its drawing along, the stroke that is being drawn included
(``static/ink.js``). A server alone ends at once, and so does any server at Ctrl+C or at a second
SIGTERM.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from digitnet.texts import refusals, room_page
from digitnet.ui.server.refusal import Refusal, refuse, wants_page

NOTICE_SECONDS = 3.5
"""From the signal until the first page moves. Pages look how things are every three seconds
(``ui.sidebar``), so each has said by then what is going to happen."""

MOVE_SECONDS = 3.0
"""In which the pages' connections are closed, evenly: each page is drawn anew at another server,
which has its own pages to serve."""

ANSWER_SECONDS = 1.0
"""How long a connection that is to be closed may wait for the end of an answer. With the two above,
and the seconds that walls and the engine take, a server ends within fifteen; ``deploy/README.md``
says so to those who would kill it."""

RESTART = 1012
"""RFC 6455's registry of codes: the server is restarting."""

RESTARTING = Refusal(503, room_page.DRAW_PAGE_SOON, refusals.RESTARTING, retry_seconds=2)


class Drain:
    """Whether this server is to end, and the pages that are still here.

    Args:
        has_company: whether there is another server for pages to move to.
    """

    def __init__(self, has_company: Callable[[], bool]) -> None:
        self.is_on = False
        self.pages: set[Page] = set()
        self._has_company = has_company
        self._running: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def at_sigterm(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """Come before what ends the server at SIGTERM, on the server's event loop."""
        end = signal.getsignal(signal.SIGTERM)
        # Signals belong to the main thread; without an end there is nothing to come before.
        if threading.current_thread() is not threading.main_thread() or not callable(end):
            yield
            return

        def hear(number: int, frame: FrameType | None) -> None:
            if self.is_on or not self._has_company():
                end(number, frame)
            else:
                loop.call_soon_threadsafe(self.begin, lambda: end(number, None))

        signal.signal(signal.SIGTERM, hear)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, end)

    def begin(self, end: Callable[[], object]) -> None:
        """Begin; called on the event loop. ``end`` ends the server."""
        self.is_on = True
        self._running = asyncio.create_task(self._run(end), name="drain")

    async def _run(self, end: Callable[[], object]) -> None:
        try:
            if self.pages:
                await asyncio.sleep(NOTICE_SECONDS)
            pages = list(self.pages)
            random.shuffle(pages)
            await asyncio.gather(
                *(page.leave(MOVE_SECONDS * turn / len(pages)) for turn, page in enumerate(pages))
            )
        finally:
            end()


class Page:
    """The connection of one page, as Streamlit sends to it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_leaving = False
        self._has_left = False
        self._answered = asyncio.Event()

    async def send(self, message: Message) -> None:
        """Pass on what Streamlit sends; what it still has to say afterwards reaches nobody."""
        if self._has_left:
            return
        await self._send(message)
        if self._is_leaving and _ends_an_answer(message):
            self._answered.set()

    async def leave(self, seconds: float) -> None:
        """Close the connection after so many seconds, once an answer that is being made is sent."""
        await asyncio.sleep(seconds)
        self._is_leaving = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._answered.wait(), ANSWER_SECONDS)
        self._has_left = True
        # It may have been closed by the browser.
        with contextlib.suppress(RuntimeError, OSError):
            await self._send({"type": "websocket.close", "code": RESTART})


def _ends_an_answer(message: Message) -> bool:
    try:
        sent = ForwardMsg.FromString(message.get("bytes") or b"")
    except DecodeError:
        return False
    return bool(sent.WhichOneof("type") == "script_finished")


class Departures:
    """ASGI middleware: know the pages that are open, and let none in while the server drains.

    Args:
        app: what comes behind it.
        drain: of this server.
        always: addresses of pages that need no connection.
    """

    def __init__(self, app: ASGIApp, drain: Drain, always: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._drain = drain
        self._always = always

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "websocket"
        is_new = is_page or (wants_page(scope) and scope["path"] not in self._always)
        if is_new and self._drain.is_on:
            # A balancer takes this for an answer that another server may give.
            await refuse(scope, receive, send, RESTARTING)
        elif is_page:
            page = Page(send)
            self._drain.pages.add(page)
            try:
                await self._app(scope, receive, page.send)
            finally:
                self._drain.pages.discard(page)
        else:
            await self._app(scope, receive, send)
