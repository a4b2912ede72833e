"""Who is marked as the presenter, and what a key in the address does; forged requests, too."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.requests import HTTPConnection, cookie_parser

from digitnet.texts import errors
from digitnet.ui.key import PresenterKey
from digitnet.ui.room import PRESENTER, ROLE_HEADER, Unreachable
from digitnet.ui.server import Server
from digitnet.ui.server.codes import Codes
from digitnet.ui.server.exchange import sender_of
from digitnet.ui.server.journal import Journal, OwnJournal
from digitnet.ui.server.roles import ATTEMPTS, WRONG, KeyTaker, Roles, is_marked
from tests.support.clients import run

LOCAL = {"host": "localhost:8501", "origin": "http://localhost:8501"}


def scope(client="127.0.0.1", address="/", kind="websocket", **headers: str) -> dict:
    url = urlsplit(address)
    return {
        "type": kind,
        "method": "GET",
        "scheme": "http",
        "path": url.path,
        "query_string": url.query.encode(),
        "server": ("127.0.0.1", 8501),
        "client": client and (client, 5),
        "extensions": {},
        "headers": [(name.replace("_", "-").encode(), v.encode()) for name, v in headers.items()],
    }


def marked(request: dict, key: PresenterKey | None = None, is_local_presenter: bool = True) -> bool:
    seen = []

    async def app(scope, receive, send) -> None:
        seen.append(scope)

    roles = Roles(app, key or PresenterKey(), is_local_presenter)
    run(roles(request, None, None))
    return is_marked(seen[0])


@pytest.mark.parametrize(("client", "is_framed"), [("127.0.0.1", False), ("192.0.2.7", True)])
def test_no_other_site_shows_the_presenters_page_in_a_frame(client, is_framed):
    sent = []

    async def app(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})

    async def send(message) -> None:
        sent.append(message)

    request = scope(client, kind="http", host="localhost:8501")
    run(Roles(app, PresenterKey(), True)(request, None, send))
    headers = dict(sent[0]["headers"])
    assert headers[b"a"] == b"b"
    assert headers.get(b"content-security-policy") == (
        None if is_framed else b"frame-ancestors 'self'"
    )


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_a_browser_on_this_machine_is_the_presenter(client, host):
    request = scope(client, host=host, origin=f"http://{host}")
    assert marked(request)
    assert marked(scope(client, host=host))
    # A setting can ask for the key everywhere.
    assert not marked(request, is_local_presenter=False)


@pytest.mark.parametrize(
    ("client", "changes"),
    [
        ("192.0.2.7", {}),
        (None, {}),
        ("unix", {}),
        # Through a proxy on this machine, whatever it, or whoever is behind it, says.
        ("127.0.0.1", {"x_forwarded_for": "127.0.0.1"}),
        ("127.0.0.1", {"x_forwarded_proto": "https"}),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"x_real_ip": "127.0.0.1"}),
        ("127.0.0.1", {"via": "1.1 proxy"}),
        ("127.0.0.1", {"host": "digits.example.org", "origin": "http://digits.example.org"}),
        ("127.0.0.1", {"host": "192.0.2.2:8501", "origin": "http://192.0.2.2:8501"}),
        ("127.0.0.1", {"host": "guest.localhost:8501"}),
        ("127.0.0.1", {"host": "localhost:x@["}),
        # A page of another site, or of another server on this machine.
        ("127.0.0.1", {"origin": "http://evil.example"}),
        ("127.0.0.1", {"origin": "http://localhost:3000"}),
        ("127.0.0.1", {"origin": "null"}),
        # A mark, a cookie, and a name for both that somebody made by hand.
        ("192.0.2.7", {ROLE_HEADER.lower(): "1"}),
        ("192.0.2.7", {ROLE_HEADER.lower(): PRESENTER}),
        ("192.0.2.7", {ROLE_HEADER: PRESENTER}),
        ("192.0.2.7", {"cookie": "digitnet_presenter_8501=presenter.true"}),
        ("192.0.2.7", {"cookie": "digitnet_presenter_8501="}),
    ],
)
def test_nobody_else_is(client, changes):
    assert not marked(scope(client, **LOCAL | changes))


def test_without_a_host_nobody_is_local():
    assert not marked(scope("127.0.0.1"))


def test_a_cookie_is_good_for_the_key_that_signed_it_and_its_server():
    key = PresenterKey()
    cookie = key.new_cookie()
    elsewhere = {"host": "192.0.2.2:8501", "origin": "http://192.0.2.2:8501"}
    right = scope("192.0.2.7", cookie=f"a=b; digitnet_presenter_8501={cookie}", **elsewhere)
    assert marked(right, key, is_local_presenter=False)
    assert not marked(right)
    other = scope("192.0.2.7", cookie=f"digitnet_presenter_8502={cookie}", **elsewhere)
    assert not marked(other, key)


@pytest.mark.parametrize("name", ["DIGITNET_KEY", "DIGITNET_URL", "DIGITNET_HOSTS"])
def test_settings_that_speak_of_a_proxy_or_a_key_ask_for_it_everywhere(name):
    def is_local_presenter(environment: dict[str, str]) -> bool:
        server = Server.from_environment(environment)
        ((_, is_local),) = (layer.args for layer in server.middleware if layer.cls is Roles)
        return is_local

    assert is_local_presenter({})
    assert is_local_presenter({name: " "})
    assert not is_local_presenter({name: "digits.example.org"})


class Door:
    """The way into a server, for browsers that bring a key."""

    def __init__(self, key: PresenterKey, journal: Journal | None = None) -> None:
        self.journal = journal or OwnJournal()
        self.codes = Codes(self.journal)
        taker = KeyTaker(self._app, key, self.codes, self.journal)
        self._taker = Roles(taker, key, is_local_presenter=False)

    async def _app(self, scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    def open(self, address: str, client: str = "192.0.2.7", **headers: str):
        """Return status and headers of the answer."""
        sent = []

        async def send(message) -> None:
            sent.append(message)

        accept = {"accept": "text/html,*/*"} | headers
        run(self._taker(scope(client, address, "http", **accept), None, send))
        start = sent[0]
        return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}


def test_a_key_becomes_a_cookie_and_leaves_the_address():
    key = PresenterKey()
    door = Door(key)
    status, headers = door.open(f"/train?stage&key={key.text}&lang=de")
    assert status == 303
    url = urlsplit(headers["location"])
    assert url.path == "./train"
    assert parse_qsl(url.query, keep_blank_values=True) == [("stage", ""), ("lang", "de")]
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
    cookie = headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    value = cookie_parser(cookie)["digitnet_presenter_8501"]
    assert key.text not in cookie
    assert marked(scope("192.0.2.7", cookie=f"digitnet_presenter_8501={value}"), key)
    assert door.open("/")[0] == 200


@pytest.mark.parametrize("path", ["/", "/train", "//evil.example", "/javascript:alert(1)", "/a/b"])
def test_the_way_on_stays_on_this_server(path):
    key = PresenterKey()
    request = f"http://server{path}?key={key.text}"
    _, headers = Door(key).open(request.removeprefix("http://server"))
    assert headers["location"].startswith("./")
    assert "evil" not in urlsplit(headers["location"]).netloc


def test_a_wrong_key_is_refused_and_many_are_slowed_down():
    key = PresenterKey()
    door = Door(key)
    for _ in range(ATTEMPTS):
        status, headers = door.open("/?key=guess")
        assert (status, "set-cookie" in headers) == (403, False)
    # From now on not even the right one is looked at.
    status, headers = door.open(f"/?key={key.text}")
    assert (status, "set-cookie" in headers) == (429, False)
    # Others are not held up, and an address in the same IPv6 network is no other.
    assert door.open(f"/?key={key.text}", "192.0.2.8")[0] == 303
    for number in range(ATTEMPTS):
        door.open("/?key=guess", f"2001:db8::{number}")
    assert door.open(f"/?key={key.text}", "2001:db8::99")[0] == 429


def test_a_code_opens_the_door_once():
    door = Door(PresenterKey())
    code = door.codes.new()
    assert [door.open(f"/?key={code}")[0] for _ in range(2)] == [303, 403]


def test_wrong_keys_at_other_servers_count():
    key = PresenterKey()
    door = Door(key)
    sender = sender_of(HTTPConnection(scope("192.0.2.7")), door.journal.start)
    for _ in range(ATTEMPTS):
        door.journal.count_one(WRONG, {"sender": sender})
    assert door.open(f"/?key={key.text}")[0] == 429
    assert door.open(f"/?key={key.text}", "192.0.2.8")[0] == 303


def test_without_the_other_servers_a_code_is_not_used_up():
    class Broken(OwnJournal):
        async def add(self, kind, value):
            raise Unreachable(errors.DATABASE_NOT_ANSWERING)

    key = PresenterKey()
    door = Door(key, Broken())
    code = door.codes.new()
    status, headers = door.open(f"/?key={code}")
    assert (status, headers["retry-after"], "set-cookie" in headers) == (503, "2", False)
    assert door.codes.is_open(code)
    # The key itself needs nobody else.
    assert door.open(f"/?key={key.text}")[0] == 303


def test_addresses_that_are_forged_by_the_hundred_are_slowed_down_together():
    door = Door(PresenterKey())
    answers = [door.open("/?key=guess", f"198.51.{i // 250}.{i % 250}")[0] for i in range(140)]
    assert answers[0] == 403
    assert answers[-1] == 429


def test_who_is_the_presenter_already_may_come_with_an_old_key():
    key = PresenterKey()
    cookie = f"digitnet_presenter_8501={key.new_cookie()}"
    for _ in range(2 * ATTEMPTS):
        status, headers = Door(key).open("/?key=yesterday", cookie=cookie)
        assert (status, headers["location"]) == (303, "./")


def test_a_key_is_looked_at_only_where_a_browser_asks_for_a_page():
    key = PresenterKey()
    assert Door(key).open(f"/_stcore/health?key={key.text}", accept="*/*")[0] == 200
