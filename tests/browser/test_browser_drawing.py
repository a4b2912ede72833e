"""What a person sees while drawing, who writes in ways of their own."""

from __future__ import annotations

import math
from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect

from tests.support.person import CROSSBAR, ONE, SEVEN, Tab
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser


def ring(x: float, y: float, rx: float, ry: float, start: float, sweep: float) -> list:
    """Points on an ellipse; degrees, 90 being down."""
    angles = [math.radians(start + sweep * step / 16) for step in range(17)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


EUROPEAN_ONE = [[(0.3, 0.5), (0.55, 0.15), (0.55, 0.85)]]
CROSSED_SEVEN = [[(0.3, 0.18), (0.7, 0.18), (0.45, 0.85)], [(0.35, 0.5), (0.7, 0.48)]]
SLASHED_ZERO = [ring(0.5, 0.5, 0.22, 0.33, -90, -360), [(0.68, 0.2), (0.32, 0.8)]]
HOOKED_NINE = [
    [
        *ring(0.48, 0.32, 0.16, 0.17, -10, -340),
        (0.64, 0.3), (0.64, 0.65), (0.57, 0.82), (0.45, 0.86), (0.34, 0.78),
    ]
]  # fmt: skip
LETTER_A = [[(0.25, 0.85), (0.5, 0.15), (0.75, 0.85)], [(0.35, 0.6), (0.66, 0.6)]]
SCRIBBLE = [
    [
        (0.2, 0.3), (0.8, 0.35), (0.25, 0.5), (0.75, 0.25), (0.3, 0.75), (0.6, 0.2), (0.8, 0.7),
        (0.2, 0.6), (0.7, 0.8), (0.4, 0.3),
    ]
]  # fmt: skip


@pytest.fixture(scope="module")
def kept_tab(keep_tab) -> Tab:
    tab = keep_tab()
    tab.wait_until_ready()
    return tab


@pytest.fixture
def tab(kept_tab) -> Tab:
    """The tab of all these tests, with an empty canvas."""
    kept_tab.clear()
    return kept_tab


def test_a_drawn_digit_is_read_and_nothing_is_asked_of_any_other_host(tab):
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


def test_undo_takes_the_last_stroke_back_and_clear_all(tab):
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


def test_everybodys_digits_are_read_and_letters_and_scribbles_are_not(tab):
    for strokes, digit in (
        (EUROPEAN_ONE, "1"),
        (CROSSED_SEVEN, "7"),
        (SLASHED_ZERO, "0"),
        (HOOKED_NINE, "9"),
    ):
        tab.draw(*strokes)
        expect(tab.page.locator(".dn-read .dn-digit")).to_have_text(digit)
        expect(tab.page.locator(".dn-wins .dn-name")).to_have_text(digit)
        tab.press("clear")
        expect(tab.page.locator(".dn-empty")).to_be_visible()
    for strokes in (LETTER_A, SCRIBBLE):
        tab.draw(*strokes)
        odd = tab.page.locator(".dn-odd")
        expect(odd).to_contain_text("That does not look like a digit.")
        expect(odd).to_contain_text("If it is one, it is a")
        expect(tab.page.locator(".dn-wins .dn-name")).to_have_text("No digit")
        expect(tab.digit).to_have_text("")
        tab.press("clear")
        expect(tab.page.locator(".dn-empty")).to_be_visible()
