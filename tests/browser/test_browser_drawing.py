"""What a person sees while drawing."""

from __future__ import annotations

from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect

from tests.support.person import CROSSBAR, ONE, SEVEN
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser


def test_a_drawn_digit_is_read_and_nothing_is_asked_of_any_other_host(new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    expect(tab.digit).to_be_empty()
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    expect(tab.page.locator(".dn-wins .dn-name")).to_have_text("7")
    expect(tab.page.locator(".dn-image img")).to_be_visible()
    asked = [url for url in tab.requests if not url.startswith(("data:", "blob:"))]
    hosts = {urlparse(url).hostname for url in asked}
    assert hosts == {"localhost"}
    assert tab.complaints == []


def test_undo_takes_the_last_stroke_back_and_clear_all(new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    tab.draw(SEVEN)
    # Said once the pen is up.
    expect(tab.page.locator(".dn-spoken")).to_contain_text("This is a 7")
    wait_for(lambda: tab.ink() > 0)
    one_stroke = tab.ink()
    seen = tab.page.locator(".dn-image img").get_attribute("src")
    tab.draw(CROSSBAR)
    expect(tab.page.locator(".dn-image img")).not_to_have_attribute("src", seen)
    wait_for(lambda: tab.ink() > one_stroke)
    tab.press("undo")
    expect(tab.page.locator(".dn-image img")).to_have_attribute("src", seen)
    wait_for(lambda: tab.ink() == one_stroke)
    tab.press("clear")
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    wait_for(lambda: tab.ink() == 0)
    tab.draw(ONE)
    expect(tab.digit).to_have_text("1")
