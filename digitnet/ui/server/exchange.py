"""JSON from anybody and to anybody: how much of it is read, and how it is answered."""

from __future__ import annotations

import hashlib

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from digitnet.ui.server.bucket import Bucket
from digitnet.ui.server.connections import network_of

MOST_BYTES = 4096
"""Largest drawing that may be sent; phones leave out points until it fits."""


class SenderLimit:
    """Bounds how much comes from one address, and from all of them.

    Args:
        rate: messages from one address each second, in the long run.
        burst: the same at once.
        all_rate: messages from all addresses each second.
        all_burst: the same at once.
    """

    def __init__(self, rate: float, burst: float, all_rate: float, all_burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._all = Bucket(all_rate, all_burst)
        self._by_sender: dict[str, Bucket] = {}

    def admits(self, sender: str) -> bool:
        """Whether one more may come; it counts then. For ``sender``, see ``sender_of``."""
        has_room = self.has_room(sender)
        if has_room:
            self.count(sender)
        return has_room

    def has_room(self, sender: str) -> bool:
        """Whether one more may come."""
        return min(bucket.level for bucket in self._buckets(sender)) >= 1

    def count(self, sender: str) -> None:
        """Count one that came, here or to another server."""
        for bucket in self._buckets(sender):
            bucket.take()

    def _buckets(self, sender: str) -> list[Bucket]:
        if not sender:
            return [self._all]
        if sender not in self._by_sender:
            kept = {name: one for name, one in self._by_sender.items() if not one.is_full}
            self._by_sender = kept | {sender: Bucket(self._rate, self._burst)}
        return [self._all, self._by_sender[sender]]


def sender_of(request: HTTPConnection, salt: str) -> str:
    """Name whoever sent a request, so that servers that share a salt name them alike.

    Returns:
        A name that does not show the address; "" where it is that of a proxy on this computer, and
        so everybody's.
    """
    network = network_of(request.client.host if request.client else None)
    if network is None:
        return ""
    return hashlib.blake2b(network.encode(), digest_size=8, key=salt.encode()[:64]).hexdigest()


async def body(request: Request) -> bytes | None:
    """Read a request's body; None if it is too long, of which no more is read then."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MOST_BYTES:
            return None
    return content


def answer(status: int, value: dict[str, object]) -> Response:
    """Answer with JSON that is not cached."""
    return JSONResponse(value, status, {"cache-control": "no-store"})


def refusal(status: int, sentence: str) -> Response:
    """Say why not."""
    return answer(status, {"message": sentence})
