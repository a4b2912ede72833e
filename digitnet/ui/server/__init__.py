"""What the server adds to Streamlit's own: limits, a health address, a first page."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import config

from digitnet.ui.server import descriptors, frame
from digitnet.ui.server.connections import VISITORS, ConnectionLimit, Connections
from digitnet.ui.server.health import Health
from digitnet.ui.server.hosts import Hosts, KnownHosts
from digitnet.ui.server.messages import MessageLimit
from digitnet.ui.server.uploads import UploadLimit

log = logging.getLogger(__name__)


class Server:
    """What ``st.App`` is given.

    Attributes:
        routes: addresses of our own.
        middleware: what every request goes through, first to last, before Streamlit sees it.

    Args:
        hosts: the names of this server.
        visitors: how many pages may be open at once.
    """

    def __init__(self, hosts: Hosts, visitors: int = VISITORS) -> None:
        self._connections = Connections(visitors)
        self.routes = [Route("/healthz", Health(self._connections).answer), *frame.routes()]
        self.middleware = [
            Middleware(KnownHosts, hosts),
            Middleware(UploadLimit),
            Middleware(ConnectionLimit, self._connections),
            Middleware(MessageLimit),
        ]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Server:
        """Read the settings.

        ``DIGITNET_HOSTS`` and ``DIGITNET_URL`` name the server; so do Streamlit's own settings.
        ``DIGITNET_VISITORS`` is how many pages may be open at once.
        """
        names = environment.get("DIGITNET_HOSTS", "").split(",")
        names.append(environment.get("DIGITNET_URL", ""))
        names += [config.get_option(name) or "" for name in _STREAMLIT_NAMES]
        return cls(Hosts(names), _visitors(environment.get("DIGITNET_VISITORS", "")))

    @contextlib.asynccontextmanager
    async def lifespan(self, app: Any) -> AsyncIterator[None]:
        """Prepare this process before the first request."""
        self._connections.fit(descriptors.raise_limit())
        yield


_STREAMLIT_NAMES = ("server.address", "browser.serverAddress")


def _visitors(text: str) -> int:
    if not text.strip():
        return VISITORS
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        log.warning("DIGITNET_VISITORS is a number from 1 on; %d are let in.", VISITORS)
        return VISITORS
    return number
