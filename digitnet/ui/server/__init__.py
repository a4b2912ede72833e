"""What the server adds to Streamlit's own: roles, limits, a first page, a page for phones."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit import config

from digitnet.data.address import database_address
from digitnet.store.address import models_address
from digitnet.texts import room_page
from digitnet.ui import connection, room
from digitnet.ui.key import PresenterKey
from digitnet.ui.load import ANSWERS, UsageMeter
from digitnet.ui.network import base_addresses, is_known_elsewhere, scheme_of
from digitnet.ui.server import descriptors, frame, script_files, wall_page
from digitnet.ui.server.base import base_path
from digitnet.ui.server.codes import Codes
from digitnet.ui.server.connections import VISITORS, ConnectionLimit, Connections
from digitnet.ui.server.drain import Departures, Drain
from digitnet.ui.server.draw_page import DrawPage
from digitnet.ui.server.health import Health
from digitnet.ui.server.hosts import Hosts, KnownHosts
from digitnet.ui.server.journal import Journal, OwnJournal
from digitnet.ui.server.languages import Languages
from digitnet.ui.server.messages import MessageLimit
from digitnet.ui.server.roles import KeyTaker, Roles
from digitnet.ui.server.round_control import RoundControl
from digitnet.ui.server.round_routes import RoundRoutes
from digitnet.ui.server.uploads import UploadLimit
from digitnet.ui.server.wall_routes import WallRoutes

log = logging.getLogger(__name__)


class Server:
    """What ``st.App`` is given.

    Attributes:
        routes: addresses of our own.
        middleware: what every request goes through, first to last, before Streamlit sees it.

    Args:
        hosts: the names of this server.
        visitors: how many pages may be open at once.
        key: makes its bearer the presenter; without one, a random one does.
        is_local_presenter: whether a browser on this machine is the presenter without it.
        url: the address that people open, if a setting names it.
        journal: what the room shares with other servers; by default the room is this server's.
    """

    def __init__(
        self,
        hosts: Hosts,
        visitors: int = VISITORS,
        key: PresenterKey | None = None,
        is_local_presenter: bool = True,
        url: str = "",
        journal: Journal | None = None,
    ) -> None:
        self._connections = Connections(visitors)
        self._url = url
        self._key = key = key or PresenterKey()
        self._journal = journal = journal or OwnJournal()
        self._drain = drain = Drain(lambda: journal.other_servers > 0)
        codes = Codes(journal)
        draw_path, wall_path = f"{base_path()}/draw", f"{base_path()}/wall"
        # TensorFlow makes the page for phones; wall and rounds show what that page sends.
        has_draw_page = connection.can_train()
        self._draw_page = draw_page = DrawPage(connection.client)
        rounds = RoundRoutes(connection.client, journal)
        self._rounds = RoundControl(rounds)
        self._walls = WallRoutes(
            connection.client, wall_page.page(self._draw_address), lambda: rounds.rounds.id, journal
        )
        journal.tell(self._presence, self._walls.wall.wake)
        self._usage = UsageMeter()
        self._room = room.Room(
            codes,
            self._addresses,
            "/draw" if has_draw_page else "",
            draw_page.prepare,
            self._figures,
            self._rounds,
            lambda: drain.is_on,
        )
        self.routes = [
            Route("/healthz", Health(self._connections, journal, drain).answer),
            script_files.route(),
            *frame.routes(),
        ]
        if has_draw_page:
            self.routes += [Route(draw_path, draw_page.answer), *self._walls.routes()]
            self.routes += rounds.routes()
        else:
            self.routes += [Route(path, _to_the_app) for path in (draw_path, wall_path)]
        without_place = frozenset({draw_path, wall_path} if has_draw_page else ())
        self.middleware = [
            Middleware(Languages),
            Middleware(Roles, key, is_local_presenter),
            Middleware(KnownHosts, hosts),
            Middleware(KeyTaker, key, codes, journal),
            Middleware(UploadLimit),
            Middleware(Departures, drain, without_place),
            Middleware(ConnectionLimit, self._connections, without_place),
            Middleware(MessageLimit),
        ]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Server:
        """Read the settings.

        ``DIGITNET_HOSTS`` and ``DIGITNET_URL`` name the server; so do Streamlit's own settings.
        ``DIGITNET_VISITORS`` is how many pages may be open at once, ``DIGITNET_KEY`` the
        presenter's key, ``DIGITNET_DATABASE`` what several servers share. With a key for all or
        names that a proxy may have, nobody is the presenter only for coming from this machine.

        Raises:
            AddressError: if the database cannot be used.
            StoreError: if ``DIGITNET_MODELS`` cannot.
        """
        models_address(environment)
        names = environment.get("DIGITNET_HOSTS", "").split(",")
        names.append(environment.get("DIGITNET_URL", ""))
        names += [config.get_option(name) or "" for name in _STREAMLIT_NAMES]
        return cls(
            Hosts(names),
            _visitors(environment.get("DIGITNET_VISITORS", "")),
            PresenterKey.from_environment(environment),
            not any(environment.get(name, "").strip() for name in _KEY_NEEDED),
            environment.get("DIGITNET_URL", "").strip(),
            _journal(environment),
        )

    @contextlib.asynccontextmanager
    async def lifespan(self, app: Any) -> AsyncIterator[None]:
        """Prepare this process before the first request."""
        self._connections.fit(descriptors.raise_limit())
        self._draw_page.open()
        self._rounds.open()
        room.enter(self._room)
        async with self._journal.open():
            with self._drain.at_sigterm(asyncio.get_running_loop()):
                print(f"  {self._presenters_address()}\n", flush=True)
                yield

    def _addresses(self, origin: str = "") -> list[str]:
        if self._url:
            return base_addresses(self._url)
        host = config.get_option("server.address") or ""
        found = base_addresses("", host, config.get_option("server.port"), _is_https())
        if found and is_known_elsewhere(origin):
            found = [origin, *(address for address in found if address != origin)]
        return [f"{address}{base_path()}" for address in found]

    def _draw_address(self, origin: str) -> str | None:
        found = self._addresses(origin)
        return f"{found[0]}{self._room.draw_path}" if found else None

    def _presenters_address(self) -> str:
        here = (
            f"{scheme_of(_is_https())}://localhost:{config.get_option('server.port')}{base_path()}"
        )
        address = f"{next(iter(self._addresses()), here)}/?key="
        key = self._key
        # A key that somebody chose may be used elsewhere, too, and logs are read by many.
        if key.is_chosen:
            return room_page.AS_PRESENTER_WITH_KEY(address=address)
        return room_page.AS_PRESENTER(address=f"{address}{key.text}")

    def _presence(self) -> room.Presence:
        walls = self._walls
        return room.Presence(self._connections.count, walls.phones.count, walls.wall.watchers)

    def _figures(self) -> room.Figures:
        there = self._presence() + self._journal.others
        return room.Figures(there, ANSWERS.per_second(), self._usage.measure())


def _to_the_app(request: Request) -> Response:
    return RedirectResponse(f"{base_path()}/")


_KEY_NEEDED = ("DIGITNET_KEY", "DIGITNET_URL", "DIGITNET_HOSTS")
_STREAMLIT_NAMES = ("server.address", "browser.serverAddress")


def _is_https() -> bool:
    return bool(config.get_option("server.sslCertFile"))


def _journal(environment: Mapping[str, str]) -> Journal:
    address = database_address(environment)
    if address is None:
        return OwnJournal()
    # Needs a package that a server alone does not.
    from digitnet.ui.server.shared_journal import SharedJournal

    if not environment.get("DIGITNET_KEY", "").strip():
        log.warning("Servers that share a database need the same DIGITNET_KEY.")
    return SharedJournal(address)


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
