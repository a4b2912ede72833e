"""The presenter's key, as Jupyter has one: whoever comes with it is the presenter from then on.

The browser that came with it gets a cookie instead, which the key itself has signed. So a cookie
needs no memory here, and is worth nothing once there is another key.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

SHORTEST = 8
"""Characters of a key that somebody chose."""

CODE_SECONDS = 120.0
"""How long a code is good for that makes one other device the presenter."""

MOST_CODES = 8
"""Codes at once; with more, the oldest goes."""


class PresenterKey:
    """The key, and what it was exchanged for; all methods are thread-safe.

    Attributes:
        text: the key.
        is_chosen: whether somebody chose it; otherwise it is a random one.

    Args:
        chosen: the key; without one, a random one is made.
        clock: tells seconds.
    """

    def __init__(
        self, chosen: str | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.text = chosen or secrets.token_urlsafe(18)
        self.is_chosen = chosen is not None
        self._clock = clock
        self._codes: dict[str, float] = {}
        self._lock = threading.Lock()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> PresenterKey:
        """Read ``DIGITNET_KEY``; of one that is too short, only a warning is left."""
        chosen = environment.get("DIGITNET_KEY", "").strip() or None
        if chosen is not None and len(chosen) < SHORTEST:
            log.warning(
                "DIGITNET_KEY has to have %d characters or more; it is a random one now.", SHORTEST
            )
            chosen = None
        return cls(chosen)

    def admits(self, text: str) -> bool:
        """Whether this is the key, or a code, which is used up then."""
        if _same(text, self.text):
            return True
        with self._lock:
            self._forget_old_codes()
            found = [code for code in self._codes if _same(text, code)]
            for code in found:
                del self._codes[code]
            return bool(found)

    def new_code(self) -> str:
        """Return a code that can be used once instead of the key, for ``CODE_SECONDS``."""
        code = secrets.token_urlsafe(18)
        with self._lock:
            self._forget_old_codes()
            while len(self._codes) >= MOST_CODES:
                del self._codes[next(iter(self._codes))]
            self._codes[code] = self._clock() + CODE_SECONDS
        return code

    def is_open(self, code: str) -> bool:
        """Whether a code can still be used."""
        with self._lock:
            self._forget_old_codes()
            return code in self._codes

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

    def _forget_old_codes(self) -> None:
        now = self._clock()
        self._codes = {code: until for code, until in self._codes.items() if until > now}


def _same(one: str, other: str) -> bool:
    """Compare in a time that tells neither the place of a difference nor a length."""
    return hmac.compare_digest(
        hashlib.sha256(_bytes(one)).digest(), hashlib.sha256(_bytes(other)).digest()
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
