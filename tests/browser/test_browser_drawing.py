"""What a person sees while drawing."""

from __future__ import annotations

from urllib.parse import urlparse

import pytest
from person import CROSSBAR, ONE, SEVEN
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_drawn_digit_is_read(new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    expect(tab.digit).to_have_count(0)
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    expect(tab.page.locator(".dn-wins .dn-name")).to_have_text("7")
    expect(tab.page.locator("img.dn-image")).to_be_visible()


def test_what_is_drawn_before_the_engine_is_ready_is_answered_once_it_is(new_tab):
    tab = new_tab()
    tab.draw(ONE)
    expect(tab.digit).to_have_text("1", timeout=60_000)


def test_undo_takes_the_last_stroke_back_and_clear_all(new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    one_stroke = tab.ink()
    seen = tab.page.locator("img.dn-image").get_attribute("src")
    tab.draw(CROSSBAR)
    expect(tab.page.locator("img.dn-image")).not_to_have_attribute("src", seen)
    assert tab.ink() > one_stroke
    tab.press("undo")
    expect(tab.page.locator("img.dn-image")).to_have_attribute("src", seen)
    tab.page.wait_for_timeout(300)
    assert tab.ink() == one_stroke
    tab.press("clear")
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    tab.page.wait_for_timeout(300)
    assert tab.ink() == 0
    tab.draw(ONE)
    expect(tab.digit).to_have_text("1")


def test_the_page_asks_nothing_of_any_other_host(new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    hosts = {urlparse(url).hostname for url in tab.requests if not url.startswith("data:")}
    assert hosts == {"localhost"}
    assert tab.complaints == []


def test_a_phone_shows_canvas_buttons_and_answer_without_scrolling(new_tab):
    tab = new_tab(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/150 Mobile Safari/537.36",
    )
    tab.wait_until_ready()
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    canvas = tab.canvas.bounding_box()
    assert canvas["x"] >= 0
    assert canvas["x"] + canvas["width"] <= 390
    last_bar = tab.page.locator(".dn-bar").last.bounding_box()
    assert last_bar["y"] + last_bar["height"] <= 844
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
