"""How the server refuses something: with a short page, a sentence, or a WebSocket's reason."""

from __future__ import annotations

import asyncio
import html
from dataclasses import dataclass

from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from digitnet.texts import language
from digitnet.texts.message import Message, Note

LINGER_SECONDS = 1.0
"""How long a WebSocket that was closed may take to read why."""

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
{again}<title>{title}</title>
<style>
  :root {{ color-scheme: light dark; font: 1.25rem/1.5 system-ui, sans-serif }}
  :root {{ background: light-dark(#f7f7f4, #11141b); color: light-dark(#1c2330, #e9ebf1) }}
  a {{ color: light-dark(#2f5fe0, #7ea2ff) }}
  body {{ max-width: 32rem; margin: 20vh auto; padding: 0 1.5rem }}
</style>
<main>
<h1>{title}</h1>
<p>{sentence}</p>
{onward}</main>
</html>
"""


@dataclass(frozen=True)
class Refusal:
    """Why a request is refused.

    Attributes:
        status: the HTTP status.
        title: in a few words.
        sentence: for people.
        retry_seconds: when it may be tried again; a page does so by itself. None for never.
        onward: what a link says, if there is one.
        target: where it leads; by default to the same page without parameters.
    """

    status: int
    title: Message
    sentence: Message | Note
    retry_seconds: int | None = None
    onward: Message | None = None
    target: str = "?"


async def refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    """Refuse a request, or the handshake of a WebSocket."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope["extensions"]:
        await send({"type": "websocket.close", "code": 1008, "reason": str(refusal.sentence)})
        return
    await response(scope, refusal)(scope, receive, send)


def response(scope: Scope, refusal: Refusal) -> Response:
    """Return what a refused request is answered."""
    again = refusal.retry_seconds
    headers = {"cache-control": "no-store"} | ({"retry-after": str(again)} if again else {})
    if not wants_page(scope):
        return PlainTextResponse(f"{refusal.sentence}\n", refusal.status, headers)
    page = _PAGE.format(
        language=language.current(),
        title=html.escape(str(refusal.title)),
        sentence=html.escape(str(refusal.sentence)),
        again=f'<meta http-equiv="refresh" content="{again}">\n' if again else "",
        onward=_link(refusal.target, refusal.onward) if refusal.onward else "",
    )
    return HTMLResponse(page, refusal.status, headers)


def _link(target: str, text: Message) -> str:
    return f'<p><a href="{target}">{html.escape(str(text))}</a></p>\n'


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page that people will see."""
    return scope["type"] == "http" and any(
        name == b"accept" and b"text/html" in value for name, value in scope["headers"]
    )


async def turn_away(scope: Scope, receive: Receive, send: Send, code: int, reason: Message) -> None:
    """Open a WebSocket only to say why it is closed; a failed handshake would not tell the page."""
    await receive()
    subprotocols = scope["subprotocols"]
    await send(
        {"type": "websocket.accept", "subprotocol": subprotocols[0] if subprotocols else None}
    )
    await close(receive, send, code, reason)


async def close(receive: Receive, send: Send, code: int, reason: Message) -> None:
    """Close a WebSocket, and read no more of what comes.

    Args:
        receive: the server's own, not a wrapper of it.
        code: one of RFC 6455's or of IANA's registry.
        reason: at most 123 bytes.
    """
    await send({"type": "websocket.close", "code": code, "reason": str(reason)})
    # Uvicorn goes on reading until the other end has closed, too, for up to ten seconds. A client
    # that never stops sending would keep it busy, so its connection is cut.
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if isinstance(transport, asyncio.Transport):
        transport.pause_reading()
        asyncio.get_running_loop().call_later(LINGER_SECONDS, transport.close)
