"""Who is the presenter: marks each connection, and takes the key out of the address.

The presenter is whoever came with the key, and has had a cookie since. Unless a setting speaks of a
proxy, or of a key that everybody has to have, it is also a browser on the server's own machine. A
proxy there looks the same except for its headers and the host that is requested, so a request with
a header that proxies add, or to a name that is not this computer's own, is a guest's.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digitnet.texts import errors, refusals, room_page
from digitnet.ui.key import PresenterKey
from digitnet.ui.network import is_loopback
from digitnet.ui.room import PRESENTER, ROLE_HEADER, Unreachable
from digitnet.ui.server.codes import Codes
from digitnet.ui.server.exchange import SenderLimit, sender_of
from digitnet.ui.server.hosts import is_same
from digitnet.ui.server.journal import Journal
from digitnet.ui.server.refusal import Refusal, refuse, wants_page

PARAMETER = "key"
"""The parameter of an address that has the key."""

ATTEMPTS = 5
ATTEMPT_RATE = 0.1
"""Wrong keys from one address: at once, and each second in the long run."""

ALL_ATTEMPTS = 100
ALL_ATTEMPTS_RATE = 2.0
"""The same from all addresses, which may be forged behind a proxy."""

WRONG_KEY = Refusal(403, refusals.WRONG_KEY, refusals.WRONG_KEY_WHY, onward=refusals.GO_ON_AS_GUEST)
TOO_MANY_KEYS = Refusal(
    429, refusals.TOO_MANY_KEYS, refusals.TOO_MANY_KEYS_WHY, onward=refusals.GO_ON_AS_GUEST
)

UNREACHABLE = Refusal(503, room_page.DRAW_PAGE_SOON, errors.DATABASE_NOT_ANSWERING, retry_seconds=2)

PROXY = "proxy"

WRONG = "key wrong"
"""The kind of an entry in the journal: wrong keys count on all servers."""

_ROLE = ROLE_HEADER.lower().encode()
_PROXY_HEADERS = {
    b"forwarded",
    b"via",
    b"x-real-ip",
    b"x-client-ip",
    b"x-cluster-client-ip",
    b"true-client-ip",
    b"cf-connecting-ip",
    b"fly-client-ip",
}
_PROXY_PREFIX = b"x-forwarded"


class Roles:
    """ASGI middleware: mark the presenter's connections, and only those.

    It comes before what changes the headers of a request.
    """

    def __init__(self, app: ASGIApp, key: PresenterKey, is_local_presenter: bool) -> None:
        self._app = app
        self._key = key
        self._is_local_presenter = is_local_presenter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = [(name, value) for name, value in scope["headers"] if name.lower() != _ROLE]
            if self._is_presenter(scope):
                headers.append((_ROLE, PRESENTER.encode()))
                send = _unframed(send)
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)

    def _is_presenter(self, scope: Scope) -> bool:
        name = cookie_name(scope, self._key)
        if any(self._key.is_cookie(value) for value in _cookies(scope, name)):
            return True
        return self._is_local_presenter and is_on_this_machine(scope)


class KeyTaker:
    """ASGI middleware: exchange a key in the address for a cookie, and go on without it.

    Args:
        app: what comes behind it.
        key: the presenter's.
        codes: what stands for the key once.
        journal: of the room; it tells other servers of wrong keys.
    """

    def __init__(self, app: ASGIApp, key: PresenterKey, codes: Codes, journal: Journal) -> None:
        self._app = app
        self._key = key
        self._codes = codes
        self._journal = journal
        self._limit = SenderLimit(ATTEMPT_RATE, ATTEMPTS, ALL_ATTEMPTS_RATE, ALL_ATTEMPTS)
        journal.count(WRONG, lambda value: self._limit.count(value["sender"]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if wants_page(scope) and scope["method"] == "GET":
            parameters = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            keys = [value for name, value in parameters if name == PARAMETER]
            if keys:
                rest = [(name, value) for name, value in parameters if name != PARAMETER]
                await self._take(keys[0], rest, scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _take(
        self,
        given: str,
        rest: list[tuple[str, str]],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        if is_marked(scope):
            # The visitor is the presenter already, so an old key in a bookmark does no harm.
            await _without_key(scope, rest)(scope, receive, send)
            return
        # Behind a proxy on this computer, all together are one.
        sender = sender_of(HTTPConnection(scope), self._journal.start) or PROXY
        if not self._limit.has_room(sender):
            await refuse(scope, receive, send, TOO_MANY_KEYS)
            return
        try:
            if not (self._key.admits(given) or await self._codes.use(given)):
                self._limit.count(sender)
                await self._journal.add(WRONG, {"sender": sender})
                await refuse(scope, receive, send, WRONG_KEY)
                return
        except Unreachable:
            await refuse(scope, receive, send, UNREACHABLE)
            return
        answer = _without_key(scope, rest)
        answer.set_cookie(
            cookie_name(scope, self._key),
            self._key.new_cookie(),
            httponly=True,
            samesite="strict",
            secure=scope["scheme"] == "https",
        )
        await answer(scope, receive, send)


def cookie_name(scope: Scope, key: PresenterKey) -> str:
    """The name of the presenter's cookie on the server that is asked."""
    server = scope.get("server")
    return key.cookie_name(server[1] if server else 0)


def is_marked(scope: Scope) -> bool:
    """Whether ``Roles`` has found that this is the presenter."""
    return (_ROLE, PRESENTER.encode()) in scope["headers"]


def is_on_this_machine(scope: Scope) -> bool:
    """Whether a request comes from a browser here, as far as it can be told, and not by a proxy."""
    client = scope.get("client")
    if not client or not is_loopback(client[0]):
        return False
    host = origin = None
    for name, value in scope["headers"]:
        if name.lower() in _PROXY_HEADERS or name.lower().startswith(_PROXY_PREFIX):
            return False
        if name == b"host":
            host = value.decode("latin-1")
        elif name == b"origin":
            origin = value.decode("latin-1")
    if host is None or not _is_own_name(host):
        return False
    # A page of another server on this machine is another site.
    return origin is None or is_same(origin, host)


def _unframed(send: Send) -> Send:
    """Let no other site show the answer in a frame, where it could hijack clicks."""

    async def mark(message: Message) -> None:
        if message["type"] == "http.response.start":
            rule = (b"content-security-policy", b"frame-ancestors 'self'")
            message = {**message, "headers": [*message.get("headers", []), rule]}
        await send(message)

    return mark


def _without_key(scope: Scope, rest: list[tuple[str, str]]) -> RedirectResponse:
    """The way to the same page, as a relative address: a proxy may have another path."""
    page = quote(scope["path"].rpartition("/")[2])
    address = f"./{page}?{urlencode(rest)}" if rest else f"./{page}"
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, headers)


def _cookies(scope: Scope, wanted: str) -> list[str]:
    return [
        cookie
        for name, value in scope["headers"]
        if name == b"cookie"
        and (cookie := cookie_parser(value.decode("latin-1")).get(wanted)) is not None
    ]


def _is_own_name(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return is_loopback(name)
