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
from digitnet.ui.server import round_texts
from digitnet.ui.server.wall import SIZE

_WALL_STYLES = ("wall.css", "round-charts.css", "round-wall.css")
_WALL_SCRIPTS = (
    "wall.js",
    "round-parts.js",
    "round-charts.js",
    "round-results.js",
    "round-wall.js",
    "round-control.js",
)
_PHONE_STYLES = ("share.css", "round-phone.css")
_PHONE_SCRIPTS = (
    "visit.js",
    "sender.js",
    "share.js",
    "round-parts.js",
    "round-drawer.js",
    "round-scenes.js",
    "round-phone.js",
)

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
        style, script = _static(*_WALL_STYLES), _static(*_WALL_SCRIPTS)
        settings = {
            "box": BOX,
            "size": SIZE,
            "texts": {k: v() for k, v in _TEXTS.items()},
            "rounds": round_texts.of_wall(),
        }
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
    style, script = _static(*_PHONE_STYLES), _phone_script()
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
def _phone_script() -> str:
    texts = f"const SHARE_TEXTS = {_static('share.json')};"
    rounds = f"const ROUND_TEXTS = {round_texts.of_phones()};\nconst BOX = {BOX};"
    return "\n".join((texts, rounds, _static(*_PHONE_SCRIPTS)))


def _static(*names: str) -> str:
    return "\n".join((paths.STATIC / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
