"""Serves the scripts of the pages' components."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from digitnet.ui.scripts import FOLDER, SCRIPTS
from digitnet.ui.server.base import base_path

FOR_EVER = "public, max-age=31536000, immutable"


def route() -> Route:
    """The addresses of all scripts."""
    path = f"{base_path()}/{FOLDER}/{{name}}-{{digest}}.js"
    return Route(path, _answer)


def preload(name: str) -> str:
    """Return HTML by which a browser loads a component's script before its page asks for it."""
    return f'<link rel="modulepreload" href="./{FOLDER}/{SCRIPTS[name].file}">'


def _answer(request: Request) -> Response:
    script = SCRIPTS.get(request.path_params["name"])
    if script is None:
        return PlainTextResponse("", 404)
    # Another server of the same room may be of another version. Its pages get this one's script.
    is_same = request.url.path.endswith(f"/{script.file}")
    return Response(
        script.content,
        media_type="text/javascript",
        headers={"cache-control": FOR_EVER if is_same else "no-cache"},
    )
