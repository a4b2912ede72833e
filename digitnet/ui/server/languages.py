"""What the server itself says, it says in the language of whoever sent the request."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from digitnet.texts import language
from digitnet.ui.language import of_request


class Languages:
    """ASGI middleware: each request and each WebSocket is a task with a language of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            asked = HTTPConnection(scope)
            accepted = asked.headers.get("accept-language", "")
            language.use(of_request(asked.query_params, asked.cookies, accepted))
        await self._app(scope, receive, send)
