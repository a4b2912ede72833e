"""Several digits on the canvas are read as a number while they are drawn."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import expect

from tests.support.person import PHONE, SEVEN
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser


def ring(x, y, width, height):
    turns = [2 * math.pi * step / 16 for step in range(17)]
    return [(x - width / 2 * math.sin(t), y - height / 2 * math.cos(t)) for t in turns]


TWO = [(0.09, 0.45), (0.12, 0.4), (0.2, 0.4), (0.24, 0.47), (0.2, 0.56), (0.08, 0.7), (0.26, 0.7)]
ZERO = ring(0.39, 0.55, 0.14, 0.3)
ONE = [(0.5, 0.45), (0.56, 0.4), (0.56, 0.7)]
FIVE = [(0.7, 0.4), (0.69, 0.52), (0.78, 0.53), (0.82, 0.6), (0.77, 0.7), (0.67, 0.68)]
FIVE_TOP = [(0.7, 0.4), (0.84, 0.4)]


def digits(tab):
    return tab.page.locator(".dn-part")


def brackets(tab):
    return tab.page.locator(".dn-brackets path")


def colours(parts, name: str) -> list[str]:
    return parts.evaluate_all(f"parts => parts.map(part => getComputedStyle(part).{name})")


def test_2015_is_read_while_it_is_drawn_and_each_digit_can_be_chosen(new_tab):
    tab = new_tab()
    tab.draw(TWO)
    expect(tab.digit).to_have_text("2")
    expect(brackets(tab)).to_have_count(0)
    tab.draw(ZERO, ONE, FIVE)
    tab.draw_without_lifting(FIVE_TOP)
    expect(digits(tab)).to_have_text(["2", "0", "1", "5"])
    tab.page.mouse.up()
    expect(tab.page.locator(".dn-spoken")).to_contain_text("This is the number 2015, ")
    expect(tab.digit).to_have_text("")
    # Each has a bracket under it, in its own colour.
    expect(brackets(tab)).to_have_count(4)
    # The parts may be built anew in between.
    wait_for(lambda: len(set(colours(digits(tab), "color"))) == 4)
    wait_for(lambda: colours(brackets(tab), "stroke") == colours(digits(tab), "color"))
    # The last digit is shown until another one is chosen.
    wins = tab.page.locator(".dn-wins .dn-name")
    expect(wins).to_have_text("5")
    seen = tab.page.locator(".dn-image img").get_attribute("src")
    digits(tab).first.click()
    expect(wins).to_have_text("2")
    expect(tab.page.locator(".dn-image img")).not_to_have_attribute("src", seen)
    tab.press("clear")
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    expect(brackets(tab)).to_have_count(0)
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    expect(digits(tab)).to_have_count(0)
    assert tab.complaints == []


def test_late_bars_belong_to_their_digits_on_a_phone(new_tab):
    tab = new_tab(**PHONE)
    seven = [(0.08, 0.3), (0.3, 0.3), (0.16, 0.7)]
    five = [(0.45, 0.3), (0.43, 0.48), (0.55, 0.46), (0.6, 0.57), (0.53, 0.69), (0.42, 0.66)]
    one = [(0.78, 0.3), (0.78, 0.7)]
    tab.draw(seven, five, one, [(0.45, 0.3), (0.61, 0.3)], [(0.12, 0.5), (0.3, 0.5)])
    expect(digits(tab)).to_have_text(["7", "5", "1"])
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    tab.draw_without_lifting([(0.2, 0.1), (0.8, 0.1)])
    tab.page.mouse.up()
    tab.press("undo")
    expect(digits(tab)).to_have_text(["7", "5", "1"])
