"""The presenter's key, the codes that stand for it once, and the cookies it signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.ui.key import PresenterKey
from digitnet.ui.server.codes import MOST, SECONDS, Codes
from digitnet.ui.server.journal import OwnJournal
from tests.support.clients import run


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.text())
def test_nothing_but_the_key_admits(text):
    key = PresenterKey("correct horse")
    assert key.admits(text) is (text == "correct horse")
    assert not key.is_cookie(text)


def test_without_a_choice_each_start_has_another_key():
    one, other = PresenterKey.from_environment({}), PresenterKey.from_environment({})
    assert len(one.text) >= 24
    assert not one.is_chosen
    assert not other.admits(one.text)
    # Nor is yesterday's cookie good for anything.
    assert one.is_cookie(one.new_cookie())
    assert not other.is_cookie(one.new_cookie())


def test_a_key_that_was_chosen_outlives_the_server():
    environment = {"DIGITNET_KEY": " correct horse "}
    one, other = (PresenterKey.from_environment(environment) for _ in range(2))
    assert one.is_chosen
    assert one.admits("correct horse")
    assert other.is_cookie(one.new_cookie())


def test_a_key_that_can_be_guessed_is_not_used(caplog):
    key = PresenterKey.from_environment({"DIGITNET_KEY": "7777777"})
    assert not key.is_chosen
    assert not key.admits("7777777")
    assert "DIGITNET_KEY" in caplog.text


def test_a_code_admits_once_and_not_for_long():
    clock = Clock()
    codes = Codes(OwnJournal(clock))
    code = codes.new()
    assert codes.is_open(code)
    assert run(codes.use(code))
    assert not codes.is_open(code)
    assert not run(codes.use(code))
    late = codes.new()
    clock.now = SECONDS + 1
    assert not codes.is_open(late)
    assert not run(codes.use(late))


def test_of_many_codes_the_last_count():
    codes = Codes(OwnJournal())
    made = [codes.new() for _ in range(MOST + 3)]
    assert [run(codes.use(code)) for code in made] == [False] * 3 + [True] * MOST


def test_codes_that_were_written_down_are_open_on_another_server():
    clock = Clock()
    one, other = Codes(OwnJournal(clock)), Codes(OwnJournal(clock))
    code = one.new()
    saved = one.save()
    # Whoever reads what was written down cannot use it.
    assert code not in str(saved)
    other.load(saved)
    assert run(other.use(code))
    other.load(None)
    assert not other.is_open(code)


def test_a_chosen_key_names_its_cookie_alike_on_all_ports():
    one = PresenterKey("correct horse")
    assert one.cookie_name(8501) == PresenterKey("correct horse").cookie_name(8502)
    assert one.cookie_name(8501) != PresenterKey("battery staple").cookie_name(8501)
    assert "horse" not in one.cookie_name(8501)
    other = PresenterKey()
    assert other.cookie_name(8501) != other.cookie_name(8502)


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s + "0", lambda s: "f" + s])
def test_a_cookie_cannot_be_changed(change):
    key = PresenterKey()
    assert not key.is_cookie(change(key.new_cookie()))
