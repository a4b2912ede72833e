"""Join: the QR code, the address, who is there, and handing the role over."""

from __future__ import annotations

import re
from urllib.parse import unquote

import cv2
import numpy as np
import pytest
import segno
from streamlit.testing.v1 import AppTest

from digitnet.rounds.round import RoundError
from digitnet.texts import round_page
from digitnet.ui import qr, roles, room, session
from digitnet.ui.load import Usage
from digitnet.ui.room import Figures, Presence, Room
from digitnet.ui.server.codes import Codes
from digitnet.ui.server.journal import OwnJournal
from tests.support.clients import run
from tests.support.fakes import APP, texts

HOME = "http://192.0.2.2:8501"


class FakeRounds:
    """Notes what is begun and ended; a round whose digit is 4 cannot be begun."""

    def __init__(self) -> None:
        self.kind: str | None = None
        self.is_played = False
        self.started: list[tuple[str, int | None]] = []

    def start(self, kind: str, digit: int | None) -> None:
        if digit == 4:
            raise RoundError(round_page.ROUND_IS_ON)
        self.started.append((kind, digit))
        self.kind, self.is_played = kind, True

    def stop(self) -> None:
        self.kind = self.kind if self.is_played else None
        self.is_played = False


@pytest.fixture
def there(monkeypatch) -> Room:
    """A room of three pages, a phone and two walls, which phones reach at one address."""
    figures = Figures(Presence(3, 1, 2), 4.5, Usage(0.25, 200_000_000))
    made, rounds = Codes(OwnJournal()), FakeRounds()
    found = Room(
        made, lambda origin: [HOME], "/draw", lambda: None, lambda: figures, rounds, lambda: False
    )
    monkeypatch.setattr(room, "current", lambda: found)
    return found


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=20)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def codes(page: AppTest) -> list[str]:
    """The QR codes on a page, as they are in the page's HTML."""
    return re.findall(
        r'src="(data:image/svg[^"]+)"', " ".join(e.proto.body for e in page.get("html"))
    )


@pytest.mark.parametrize("text", [f"{HOME}/draw", f"{HOME}/?key={'aB-_' * 6}"])
def test_a_code_is_read_as_what_it_says(text):
    svg = unquote(qr.data_url(text))
    assert "viewBox" in svg
    modules = np.array(
        [list(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    )
    image = np.kron(np.pad(1 - modules, 4, constant_values=1), np.ones((8, 8))).astype(np.uint8)
    assert cv2.QRCodeDetector().detectAndDecode(image * 255)[0] == text


def test_join_shows_code_address_and_who_is_there(client, there):
    page = opened()
    assert codes(page) == []
    page.button(key="join").click().run()
    assert codes(page) == [qr.data_url(f"{HOME}/draw")]
    assert "3 pages of the app are open.  \n1 phone is connected." in texts(page)
    assert any("<p>192.0.2.2:8501/draw</p>" in element.proto.body for element in page.get("html"))
    # It stays while the page is redrawn.
    assert len(codes(page.run())) == 1


def test_a_presenter_hands_over_by_a_code_that_admits_once(client, there):
    page = opened()
    page.button(key="join").click().run()
    page.button(key="key").click().run()
    (shown,) = codes(page)
    # Only its checksum is kept.
    code = page.session_state[session.HANDOVER.name]
    assert shown == qr.data_url(f"{HOME}/?key={code}")
    assert code not in " ".join(element.proto.body for element in page.get("html"))
    assert run(there.codes.use(code))
    assert codes(page.run()) == []
    assert "The code was used" in texts(page)
    page.button(key="key_back").click().run()
    assert codes(page) == [qr.data_url(f"{HOME}/draw")]


def test_a_guest_hands_nothing_over(client, there, monkeypatch):
    page = opened()
    page.button(key="join").click().run()
    # The role is gone, and the button is still on the page.
    monkeypatch.setattr(roles, "is_presenter", lambda: False)
    page.button(key="key").click().run()
    assert not there.codes.save()
    assert "Only the presenter can do that." in texts(page)
    assert "key" not in {button.key for button in page.button}
    assert len(codes(page)) == 1


def test_among_several_addresses_people_choose(client, there):
    there.addresses = lambda origin: [HOME, "http://10.0.0.3:8501"]
    page = opened()
    page.button(key="join").click().run()
    page.selectbox(key="join_address").select("http://10.0.0.3:8501").run()
    assert codes(page) == [qr.data_url("http://10.0.0.3:8501/draw")]


def test_a_server_that_phones_cannot_reach_says_so(client, there):
    there.addresses = lambda origin: []
    page = opened()
    page.button(key="join").click().run()
    assert codes(page) == []
    assert "Phones cannot reach this server" in texts(page)
    assert codes(opened(stage="")) == []


def test_a_stage_shows_it_in_a_corner_and_an_exhibit_does_not(client, there):
    assert codes(opened(stage="")) == [qr.data_url(f"{HOME}/draw")]
    assert codes(opened(stage="", kiosk="20")) == []


def test_a_presenter_sees_what_the_room_costs_and_a_guest_does_not(client, there, monkeypatch):
    monkeypatch.setattr(roles, "is_presenter", lambda: True)
    page = opened()
    page.button(key="join").click().run()
    assert "2 walls are open." in texts(page)
    assert "4.5 answers a second.  \nIt uses 25% of one processor core and 200 MB." in texts(page)
    monkeypatch.setattr(roles, "is_presenter", lambda: False)
    page.run()
    assert "walls" not in texts(page)
    assert "round" not in {button.key for button in page.button}


def test_a_presenter_begins_a_round_and_ends_it(client, there, monkeypatch):
    monkeypatch.setattr(roles, "is_presenter", lambda: True)
    page = opened()
    page.button(key="join").click().run()
    page.selectbox(key="round_digit").select(4).run()
    page.button(key="round").click().run()
    assert "A round is already being played." in texts(page)
    page.selectbox(key="round_digit").select(7).run()
    page.button(key="round").click().run()
    assert "A round is being played on the phones." in texts(page)
    page.button(key="round_stop").click().run()
    assert "The result is on the wall." in texts(page)
    page.button(key="round_stop").click().run()
    page.radio(key="round_kind").set_value("contest").run()
    page.button(key="round").click().run()
    assert there.rounds.started == [("draw", 7), ("contest", None)]


def test_a_guest_begins_and_ends_no_round(client, there, monkeypatch):
    monkeypatch.setattr(roles, "is_presenter", lambda: True)
    page = opened()
    page.button(key="join").click().run()
    # The role is gone, and the buttons are still on the page.
    monkeypatch.setattr(roles, "is_presenter", lambda: False)
    page.button(key="round").click().run()
    assert there.rounds.started == []
