"""The page of the wall, and what lets the page for phones send drawings to it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Callable
from functools import lru_cache
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from digitnet import paths
from digitnet.drawing.box import BOX
from digitnet.texts import language, room_page
from digitnet.ui import qr
from digitnet.ui.network import without_scheme
from digitnet.ui.server.wall import SIZE

_TEXTS = {
    "hide": room_page.WALL_HIDE,
    "show": room_page.WALL_SHOW,
    "pause": room_page.WALL_PAUSE,
    "go on": room_page.WALL_GO_ON,
    "clear": room_page.WALL_CLEAR,
    "held": room_page.WALL_HELD,
    "no digit": room_page.WALL_NO_DIGIT,
}


def page(address: Callable[[str], str | None]) -> Callable[[Request], Response]:
    """Return what answers with the page.

    Args:
        address: of the page for phones, given the address by which the wall was opened.
    """

    def answer(request: Request) -> Response:
        shown = address(f"{request.url.scheme}://{request.url.netloc}")
        style, script = _static("wall.css"), _static("wall.js")
        settings = {"box": BOX, "size": SIZE, "texts": {k: v() for k, v in _TEXTS.items()}}
        content = Template(_static("wall.html")).substitute(
            language=language.current(),
            title=html.escape(room_page.WALL_TITLE()),
            empty=html.escape(room_page.WALL_EMPTY()),
            join=_join(shown) if shown else "",
            settings=json.dumps(settings).replace("<", "\\u003c"),
            style=style,
            script=script,
        )
        policy = (
            f"default-src 'none'; connect-src 'self'; img-src data:; "
            f"script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
        )
        headers = {
            "content-security-policy": policy,
            "cache-control": "no-cache",
            "referrer-policy": "no-referrer",
        }
        return HTMLResponse(content, headers=headers)

    return answer


def _join(address: str) -> str:
    name = html.escape(room_page.QR_CODE(address=address))
    shown = html.escape(without_scheme(address))
    return f'<img src="{qr.data_url(address)}" alt="{name}"><b>{shown}</b>'


def with_sharing(content: bytes) -> bytes:
    """Let the page for phones ask whether its drawings may be shown, and send them.

    Returns:
        The page with a script and a style more, and a policy that lets it talk to this server; the
        page as it was if it is not built as expected.
    """
    style, script = _static("share.css"), _share_script()
    text = content.decode("utf-8")
    changes = {
        "default-src 'none';": "default-src 'none'; connect-src 'self';",
        "script-src '": f"script-src '{_hash(script)}' '",
        "style-src '": f"style-src '{_hash(style)}' '",
        "</head>": f"<style>{style}</style>\n</head>",
        "</body>": f"<script>{script}</script>\n</body>",
    }
    if any(text.count(old) != 1 for old in changes):
        return content
    for old, new in changes.items():
        text = text.replace(old, new)
    return text.encode("utf-8")


@lru_cache(maxsize=1)
def _share_script() -> str:
    return f"const SHARE_TEXTS = {_static('share.json')};\n{_static('share.js')}"


def _static(name: str) -> str:
    return (paths.STATIC / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
