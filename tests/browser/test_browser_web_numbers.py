"""Whole numbers on the web page, in a browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.person import PHONE, SEVEN
from tests.support.waiting import wait_for
from tests.support.web import OVERFLOWING

pytestmark = pytest.mark.browser

TWO = [(0.09, 0.45), (0.12, 0.4), (0.2, 0.4), (0.24, 0.47), (0.2, 0.56), (0.08, 0.7), (0.26, 0.7)]
TEN_ONE = [(0.42, 0.45), (0.48, 0.4), (0.48, 0.7)]
FIVE = [(0.7, 0.4), (0.69, 0.52), (0.78, 0.53), (0.82, 0.6), (0.77, 0.7), (0.67, 0.68)]
FIVE_TOP = [(0.7, 0.4), (0.84, 0.4)]


def colours(parts, name: str) -> list[str]:
    return parts.evaluate_all(f"parts => parts.map(part => getComputedStyle(part).{name})")


def test_a_number_is_read_while_it_is_drawn_and_each_digit_can_be_chosen(open_sheet):
    sheet = open_sheet(**PHONE)
    parts, brackets = sheet.page.locator(".part"), sheet.page.locator(".brackets path")
    sheet.draw(TWO)
    expect(sheet.digit).to_have_text("2")
    expect(brackets).to_have_count(0)
    sheet.draw(TEN_ONE, FIVE)
    sheet.draw(FIVE_TOP, lift=False)
    expect(parts).to_have_text(["2", "1", "5"])
    sheet.page.mouse.up()
    expect(sheet.page.locator(".spoken")).to_contain_text("This is the number 215, ")
    expect(sheet.digit).to_have_text("")
    # Each has a bracket under it, in its own colour.
    expect(brackets).to_have_count(3)
    assert len(set(colours(parts, "color"))) == 3
    assert colours(brackets, "stroke") == colours(parts, "color")
    # The last digit is shown until another one is chosen.
    wins = sheet.page.locator(".bar.wins .name")
    expect(wins).to_have_text("5")
    parts.first.click()
    expect(wins).to_have_text("2")
    expect(parts.first).to_have_attribute("aria-pressed", "true")
    wait_for(lambda: sheet.page.evaluate("document.getAnimations().length") == 0)
    assert Axe().run(sheet.page).response["violations"] == []
    assert sheet.page.evaluate(OVERFLOWING) == []
    # In a round, one digit is asked for.
    sheet.page.evaluate("page.inRound(true)")
    sheet.page.locator("#undo").click()
    expect(parts).to_have_count(0)
    sheet.page.evaluate("page.inRound(false)")
    sheet.page.locator("#clear").click()
    sheet.draw(SEVEN)
    expect(sheet.digit).to_have_text("7")
    expect(parts).to_have_count(0)
    expect(brackets).to_have_count(0)
    assert sheet.complaints == []


def test_an_address_keeps_to_single_digits(open_sheet):
    sheet = open_sheet("?digits=1")
    expect(sheet.page).to_have_title("Draw a digit from 0 to 9")
    sheet.draw(TWO, TEN_ONE)
    expect(sheet.answer).not_to_have_attribute("data-state", "empty")
    expect(sheet.page.locator(".part")).to_have_count(0)
