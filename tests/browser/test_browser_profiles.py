"""What the other browser tests rely on: a profile that another test has used is like a new one."""

from __future__ import annotations

import pytest

from tests.support.profiles import Profiles

pytestmark = pytest.mark.browser

LEAVE = """() => {
    document.cookie = "left=1";
    localStorage.setItem("left", "1");
    sessionStorage.setItem("left", "1");
}"""
FOUND = """() => [document.cookie, localStorage.length, sessionStorage.length]"""


def test_a_profile_is_emptied_and_two_visitors_share_none(app, browser):
    address = f"{app.url}/healthz"
    profiles = Profiles(browser, address, [{}])
    first, second = profiles.take({}), profiles.take({"color_scheme": "dark"})
    for context in (first, second):
        page = context.new_page()
        page.goto(address)
        assert page.evaluate(FOUND) == ["", 0, 0]
        page.evaluate(LEAVE)
    profiles.give_back()
    again = profiles.take({"viewport": {"width": 390, "height": 844}})
    assert again is first
    page = again.new_page()
    page.goto(address)
    assert page.evaluate(FOUND) == ["", 0, 0]
    other = again.new_page()
    profiles.keep(page)
    assert other.is_closed()
    assert not page.is_closed()
    assert profiles.take({}) is again
    profiles.release(page)
    assert page.is_closed()
    again.close()
