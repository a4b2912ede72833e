"""Which names this server answers to, and whose pages may talk to it.

A foreign page can reach a server in a private network through the browser of somebody inside: by
naming it (a foreign ``Origin``), or by letting a name of its own point there (DNS rebinding: a
foreign ``Host``). A page can only rebind a name, so a ``Host`` that is an address is never foreign.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from digitnet.texts import refusals
from digitnet.ui.network import network_address
from digitnet.ui.server.refusal import Refusal, refuse

EVERY = "*"
"""Instead of a name: all of them."""

UNKNOWN_NAME = Refusal(
    421,
    refusals.UNKNOWN_NAME,
    refusals.UNKNOWN_NAME_WHY,
)
FOREIGN_PAGE = Refusal(
    403,
    refusals.FOREIGN_PAGE,
    refusals.FOREIGN_PAGE_WHY,
)


class Hosts:
    """The names of this server.

    Args:
        names: names besides those of this computer, as people write them: "digits.example.org",
            "*.example.org" for all names below it, a whole address ("https://…"), or ``EVERY``.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        written = [name.strip().lower() for name in names]
        self._any = EVERY in written
        found = {_hostname(name if "//" in name else f"//{name}") for name in written if name}
        self._names = {name for name in found if name} | _own_names()

    def allow_host(self, host: str) -> bool:
        """Whether a ``Host`` header names this server."""
        name = _hostname(f"//{host}")
        return self._any or (name is not None and (_is_address(name) or self._is_ours(name)))

    def allow_origin(self, origin: str, host: str | None, address: str | None = None) -> bool:
        """Whether a page with this ``Origin`` may talk to this server.

        Args:
            origin: as the header says it.
            host: the ``Host`` header of the same request.
            address: the address of this computer at which the request came in.
        """
        if self._any or is_same(origin, host):
            return True
        name = _hostname(origin)
        if name is None:
            return False
        return self._is_ours(name) or name in (address, network_address())

    def _is_ours(self, name: str) -> bool:
        if _is_loopback(name) or name in self._names:
            return True
        _, dot, parent = name.partition(".")
        while dot:
            if f"*.{parent}" in self._names:
                return True
            _, dot, parent = parent.partition(".")
        return False


class KnownHosts:
    """ASGI middleware: refuse requests under foreign names and from foreign pages."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            host, origin = _header(scope, b"host"), _header(scope, b"origin")
            # Every browser names the host; old probes of load balancers do not.
            if host is not None and not self._hosts.allow_host(host):
                await refuse(scope, receive, send, UNKNOWN_NAME)
                return
            if origin is not None:
                address = (scope.get("server") or (None,))[0]
                if not self._hosts.allow_origin(origin, host, address):
                    await refuse(scope, receive, send, FOREIGN_PAGE)
                    return
                if not is_same(origin, host):
                    # Streamlit would ask outside services whether this is its own address, and
                    # let everybody wait for their answer.
                    scope = {**scope, "headers": _without(scope["headers"], b"origin")}
        await self._app(scope, receive, send)


def is_same(origin: str, host: str | None) -> bool:
    """Whether a page comes from the very host that it asks, as Streamlit compares the two."""
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        return False


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


def _without(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[tuple[bytes, bytes]]:
    return [(key, value) for key, value in headers if key != name]


def _hostname(url: str) -> str | None:
    """The name in "scheme://name:port", in lower case, or None if it is not of this form."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError for what is no port
        name = parts.hostname
    except ValueError:
        return None
    if parts.username is not None or parts.password is not None or not name:
        return None
    return name.rstrip(".") or None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return _is_address(name) and ipaddress.ip_address(name).is_loopback


def _own_names() -> set[str]:
    """The names of this computer: as it is set up, and as multicast DNS tells it (RFC 6762)."""
    name = socket.gethostname().lower().rstrip(".")
    label = name.partition(".")[0]
    return {name, label, f"{label}.local"} - {""}
