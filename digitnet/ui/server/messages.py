"""What one WebSocket may send: which messages, and how many.

A connection that sends too fast is read more slowly, so that nothing piles up in this process; one
that goes on is closed. So no message of a page is dropped, and none gets older than necessary:
Streamlit itself runs a script once for all messages that came while it ran.
"""

from __future__ import annotations

import asyncio

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from digitnet.texts import refusals
from digitnet.texts.message import Message as Text
from digitnet.ui.server.bucket import Bucket
from digitnet.ui.server.refusal import close
from digitnet.ui.server.uploads import UPLOAD_MEGABYTES

RATE = 30.0
"""Messages a second in the long run. Live ink sends 12, and a slider that is dragged 5."""

BURST = 60.0
"""Messages at once."""

BYTES_A_MESSAGE = 2**20
"""A message that is longer counts as several."""

WHOLE_PAGE = 4
"""How many messages one counts for that runs the whole page and not only a part of it. Pages send
at most 5 of these a second; each costs others as much as several messages of live ink."""

SURCHARGE = 5
"""How many messages one counts for that comes too early, so that a flood costs others little."""

PATIENCE_SECONDS = 2.0
"""How long a connection may be read slowly, in total, before it is closed."""

FIRST_SECONDS = 20.0
"""How long a connection may take to ask for a page."""

FORBIDDEN = {
    # Empties the caches of all visitors, which would end the engine and its training.
    "clear_cache",
    # For developers.
    "load_git_info",
    "set_run_on_save",
    "debug_disconnect_websocket",
    "debug_shutdown_runtime",
} | (set() if UPLOAD_MEGABYTES else {"file_urls_request"})
"""Kinds of messages that no page of this app needs; they are ignored."""


class MessageLimit:
    """ASGI middleware: bound what each WebSocket sends before Streamlit looks at it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            socket = _Socket(receive, send)
            receive, send = socket.receive, socket.send
        await self._app(scope, receive, send)


class _Socket:
    """One WebSocket, as Streamlit gets it."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._bucket = Bucket(RATE, BURST)
        self._waited = 0.0
        self._is_open = False
        self._is_closed = False

    async def receive(self) -> Message:
        while True:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            asked = _parse(message.get("bytes"))
            if not await self._admit(message, asked):
                return await self._close(refusals.TOO_MANY_MESSAGES)
            if asked is None or asked.WhichOneof("type") not in FORBIDDEN:
                return message

    async def send(self, message: Message) -> None:
        # What Streamlit still had to say when the connection was closed reaches nobody.
        if not self._is_closed:
            await self._send(message)

    async def _next(self) -> Message:
        if self._is_open:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), FIRST_SECONDS)
        except TimeoutError:
            return await self._close(refusals.NO_PAGE_ASKED)
        self._is_open = message["type"] == "websocket.receive"
        return message

    async def _admit(self, message: Message, asked: BackMsg | None) -> bool:
        """Wait until a message may pass; return whether it may at all."""
        if self._bucket.level >= BURST / 2:
            self._waited = 0.0
        cost = 1 + len(message.get("bytes") or message.get("text") or b"") // BYTES_A_MESSAGE
        if asked and asked.WhichOneof("type") == "rerun_script":
            cost += 0 if asked.rerun_script.fragment_id else WHOLE_PAGE - 1
        seconds = self._bucket.take(cost if self._bucket.level >= cost else SURCHARGE * cost)
        self._waited += seconds
        if self._waited > PATIENCE_SECONDS:
            return False
        if seconds:
            # Nothing is read meanwhile; the network tells the sender to wait.
            await asyncio.sleep(seconds)
        return True

    async def _close(self, reason: Text) -> Message:
        self._is_closed = True
        await close(self._receive, self._send, 1008, reason)
        return {"type": "websocket.disconnect", "code": 1008, "reason": str(reason)}


def _parse(content: bytes | None) -> BackMsg | None:
    """Return what a message asks for, or None if it is none of Streamlit's, which closes on it."""
    try:
        message: BackMsg = BackMsg.FromString(content or b"")
    except DecodeError:
        return None
    return message
