"""The presenter's key, the codes that stand for it once, and the cookies it signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.ui.key import CODE_SECONDS, MOST_CODES, PresenterKey


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
    key = PresenterKey(clock=clock)
    code = key.new_code()
    assert key.is_open(code)
    assert key.admits(code)
    assert not key.is_open(code)
    assert not key.admits(code)
    late = key.new_code()
    clock.now = CODE_SECONDS + 1
    assert not key.is_open(late)
    assert not key.admits(late)


def test_of_many_codes_the_last_count():
    key = PresenterKey()
    codes = [key.new_code() for _ in range(MOST_CODES + 3)]
    assert [key.admits(code) for code in codes] == [False] * 3 + [True] * MOST_CODES


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s + "0", lambda s: "f" + s])
def test_a_cookie_cannot_be_changed(change):
    key = PresenterKey()
    assert not key.is_cookie(change(key.new_cookie()))
