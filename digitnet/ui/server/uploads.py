"""Uploads: refused, as no page asks for a file, or bounded by what a page needs."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from digitnet.texts import refusals
from digitnet.texts.message import Note
from digitnet.ui.server.refusal import Refusal, refuse

UPLOAD_MEGABYTES = 0
"""The largest file that a page takes; 0 if none takes any."""

UPLOAD_PATH = "/_stcore/upload_file"

NO_UPLOADS = Refusal(403, refusals.NO_UPLOADS, refusals.NO_UPLOADS_WHY)
TOO_LARGE = Refusal(
    413, refusals.FILE_TOO_LARGE, Note(refusals.FILE_TOO_LARGE_WHY, {"megabytes": UPLOAD_MEGABYTES})
)

_FORM_BYTES = 2**16
"""What a form adds to the file in it."""


class UploadLimit:
    """ASGI middleware: refuse uploads that are too large before they are read."""

    def __init__(self, app: ASGIApp, megabytes: int = UPLOAD_MEGABYTES) -> None:
        self._app = app
        self._bytes = megabytes * 10**6

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and UPLOAD_PATH in scope["path"]:
            if not self._bytes:
                await refuse(scope, receive, send, NO_UPLOADS)
                return
            if _length(scope) > self._bytes + _FORM_BYTES:
                await refuse(scope, receive, send, TOO_LARGE)
                return
        await self._app(scope, receive, send)


def _length(scope: Scope) -> float:
    """The length of a request's body in bytes; infinite if it is not given."""
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers:
        return float("inf")
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else float("inf")
