"""The presenter's key, as Jupyter has one: whoever comes with it is the presenter from then on.

The browser that came with it gets a cookie instead, which the key itself has signed. So cookies
need not be stored here, and are worthless once there is another key.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping

log = logging.getLogger(__name__)

SHORTEST = 8
"""Fewest characters of a key that somebody chose."""


class PresenterKey:
    """The key, and the cookies that it signs: servers with the same key accept each other's.

    Attributes:
        text: the key.
        is_chosen: whether somebody chose it; otherwise it is a random one.

    Args:
        chosen: the key; without one, a random one is made.
    """

    def __init__(self, chosen: str | None = None) -> None:
        self.text = chosen or secrets.token_urlsafe(18)
        self.is_chosen = chosen is not None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> PresenterKey:
        """Read ``DIGITNET_KEY``; one that is too short is ignored with a warning."""
        chosen = environment.get("DIGITNET_KEY", "").strip() or None
        if chosen is not None and len(chosen) < SHORTEST:
            log.warning(
                "DIGITNET_KEY has to have %d characters or more; it is a random one now.", SHORTEST
            )
            chosen = None
        return cls(chosen)

    def admits(self, text: str) -> bool:
        """Whether this is the key."""
        return _same(text, self.text)

    def cookie_name(self, port: int) -> str:
        """Return the name of the cookie on a server: browsers send it to all ports of a host.

        A key that somebody chose may be that of several servers, whose ports differ.
        """
        mark = self._signature("cookie")[:12] if self.is_chosen else port
        return f"digitnet_presenter_{mark}"

    def new_cookie(self) -> str:
        """Return a cookie for a browser that was admitted."""
        name = secrets.token_hex(16)
        return f"{name}.{self._signature(name)}"

    def is_cookie(self, cookie: str) -> bool:
        """Whether a cookie was made by ``new_cookie`` with the same key."""
        name, _, signature = cookie.partition(".")
        return _same(signature, self._signature(name))

    def _signature(self, name: str) -> str:
        return hmac.digest(_bytes(self.text), _bytes(name), "sha256").hex()


def _same(one: str, other: str) -> bool:
    """Compare in a time that reveals neither where texts differ nor how long they are."""
    return hmac.compare_digest(
        hashlib.sha256(_bytes(one)).digest(), hashlib.sha256(_bytes(other)).digest()
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
