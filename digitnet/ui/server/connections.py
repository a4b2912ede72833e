"""Limits on connections: in all, from one address, and on new ones per second."""

from __future__ import annotations

import asyncio
import dataclasses
import ipaddress
from collections import Counter

from starlette.types import ASGIApp, Receive, Scope, Send

from digitnet.texts import refusals
from digitnet.ui.server.bucket import Bucket
from digitnet.ui.server.descriptors import Descriptors
from digitnet.ui.server.refusal import Refusal, refuse, turn_away, wants_page

VISITORS = 1000
"""Pages that may be open at once, unless a setting says otherwise."""

DESCRIPTORS_A_VISITOR = 5
"""Measured: its WebSocket, and three for the event loop of the thread that runs the script."""

DESCRIPTORS_KEPT = 100
"""Descriptors kept for the server itself, its engine, and for telling people that it is full."""

SHARE = 0.5
"""The part of all places that one address may take. It may be a whole school behind a router; and
behind a proxy on this computer it is everybody, so nothing bounds what comes from there."""

NEW_RATE = 5.0
NEW_BURST = 200.0
"""New connections from one address, each second in the long run and at once."""

NEW_SECONDS = 8.0
"""How long a new connection waits when there are too many; Streamlit's pages wait for 15 s."""

FULL = Refusal(
    503,
    refusals.FULL,
    refusals.FULL_WHY,
    retry_seconds=15,
    onward=refusals.DRAW_MEANWHILE,
    target="./draw",
)


class Connections:
    """The WebSockets that are open, one for each page in a browser."""

    def __init__(self, limit: int = VISITORS) -> None:
        self.limit = limit
        self.count = 0
        self._by_network: Counter[str | None] = Counter()
        self._new: dict[str, Bucket] = {}
        self._descriptors = Descriptors()
        self._most_descriptors = float("inf")

    def fit(self, descriptors: int | None) -> None:
        """Hold no more than so many file descriptors allow."""
        if descriptors is None:
            return
        most = max(2 * DESCRIPTORS_A_VISITOR, descriptors - DESCRIPTORS_KEPT)
        self._most_descriptors = most
        self.limit = min(self.limit, most // DESCRIPTORS_A_VISITOR)

    def is_full_for(self, address: str | None) -> bool:
        """Whether nobody else can come, or nobody else from an address."""
        network = network_of(address)
        return (
            self.count >= self.limit
            or (network is not None and self._by_network[network] >= max(1, self.limit * SHARE))
            or self._descriptors.count >= self._most_descriptors
        )

    def wait_seconds(self, address: str | None) -> float:
        """How long a new connection from an address has to wait for its turn."""
        network = network_of(address)
        if network is None:
            return 0.0
        if network not in self._new:
            self._new = {key: bucket for key, bucket in self._new.items() if not bucket.is_full}
            self._new[network] = Bucket(NEW_RATE, NEW_BURST)
        bucket = self._new[network]
        seconds = bucket.take()
        if seconds > NEW_SECONDS:
            # It is turned away, and so takes no turn.
            bucket.take(-1)
        return seconds

    def enter(self, address: str | None) -> None:
        """Note a new connection."""
        self.count += 1
        self._by_network[network_of(address)] += 1

    def leave(self, address: str | None) -> None:
        """Note that a connection has ended."""
        network = network_of(address)
        self.count -= 1
        self._by_network[network] -= 1
        if not self._by_network[network]:
            del self._by_network[network]


class ConnectionLimit:
    """ASGI middleware: turn people away politely before there is no room.

    Args:
        app: what comes behind it.
        connections: those that are open.
        always: addresses of pages that need no connection.
    """

    def __init__(
        self, app: ASGIApp, connections: Connections, always: frozenset[str] = frozenset()
    ) -> None:
        self._app = app
        self._connections = connections
        self._always = always
        # The page offered instead is one of these.
        self._full = FULL if always else dataclasses.replace(FULL, onward=None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._hold(scope, receive, send)
        elif (
            wants_page(scope)
            and scope["path"] not in self._always
            and self._connections.is_full_for(_address(scope))
        ):
            await refuse(scope, receive, send, self._full)
        else:
            await self._app(scope, receive, send)

    async def _hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = _address(scope)
        if self._connections.is_full_for(address):
            await turn_away(scope, receive, send, 1013, refusals.FULL_REASON)
            return
        # Those that wait take a place, too.
        self._connections.enter(address)
        try:
            seconds = self._connections.wait_seconds(address)
            if seconds > NEW_SECONDS:
                await turn_away(scope, receive, send, 1013, refusals.TOO_FAST_REASON)
                return
            if seconds:
                await asyncio.sleep(seconds)
            await self._app(scope, receive, send)
        finally:
            self._connections.leave(address)


def _address(scope: Scope) -> str | None:
    client = scope.get("client")
    return str(client[0]) if client else None


def network_of(address: str | None) -> str | None:
    """What counts as one address: in IPv6 a network of 64 bits, as one household has it.

    None for this computer itself, and where there is no address.
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
