"""A visitor teaches the network what it misreads."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from digitnet.data.collection import FILE, Collection
from digitnet.labels import NON_DIGIT
from tests.support.person import PHONE, SEVEN
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1024, 768), (768, 1024), (390, 844), (360, 640), (844, 390)]

FOUR = [(0.3, 0.3), (0.7, 0.3), (0.5, 0.7), (0.3, 0.3)]
FOUR_AGAIN = [(0.29, 0.31), (0.72, 0.29), (0.51, 0.72), (0.3, 0.3)]
"""What some people mean by a 4, and the network rejects."""


def control(tab, key: str):
    return tab.page.locator(f".st-key-teach .st-key-{key} button").first


def clear(tab) -> None:
    tab.press("clear")
    wait_for(lambda: tab.ink() == 0)


def draw(tab, stroke, state: str, digit: str) -> None:
    clear(tab)
    tab.draw(stroke)
    expect(tab.page.locator(f".dn-answer.dn-{state}")).to_be_visible()
    expect(tab.digit).to_have_text(digit)
    # Once the pen is up, the page asks.
    expect(control(tab, "ask")).to_be_visible()


def teach(tab, name: str) -> None:
    control(tab, "ask").click()
    tab.page.get_by_role("button", name=name, exact=True).click()
    expect(tab.page.locator(".dn-line")).to_have_text("Learned. Draw another one.")
    expect(tab.page.locator("[data-testid=stPopoverBody]")).to_have_count(0)


def test_what_was_taught_is_read_as_taught_until_it_is_removed(app, new_tab):
    collection = Collection(app.home / FILE)
    collection.clear()
    tab = new_tab()
    tab.wait_until_ready()
    for key in ("ask", "take_back"):
        expect(control(tab, key)).to_be_hidden()
    draw(tab, FOUR, "odd", "")
    teach(tab, "4")
    expect(tab.digit).to_have_text("4")
    expect(control(tab, "ask")).to_be_hidden()
    control(tab, "take_back").click()
    expect(tab.page.locator(".dn-answer.dn-odd")).to_be_visible()
    teach(tab, "4")
    draw(tab, FOUR_AGAIN, "read", "4")
    expect(tab.page.locator(".dn-line")).to_have_text("It resembles what you taught as a 4.")
    # It outlives a reload, and the server's collection has it.
    tab.page.reload()
    tab.wait_for_canvas()
    expect(tab.page.locator(".dn-line")).to_have_text("It resembles what you taught as a 4.")
    assert [(item.label, item.answer) for _, item in collection.items()] == [(4, NON_DIGIT)]
    lesson = tab.page.locator(".dn-words .dn-lesson")
    expect(lesson).to_be_visible()
    draw(tab, SEVEN, "read", "7")
    expect(lesson).to_be_hidden()

    clear(tab)
    control(tab, "taught").click()
    with tab.page.expect_download() as download:
        tab.page.get_by_role("button", name="Export as JSON lines").click()
    (line,) = download.value.path().read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["label"] == 4
    tab.page.get_by_role("button", name="Remove").click()
    expect(control(tab, "taught")).to_have_count(0)
    wait_for(lambda: collection.stats().count == 0)
    draw(tab, FOUR_AGAIN, "odd", "")
    expect(lesson).to_be_hidden()
    assert tab.complaints == []


def test_the_keyboard_teaches(new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    draw(tab, SEVEN, "read", "7")
    control(tab, "ask").focus()
    tab.page.keyboard.press("Enter")
    no_digit = tab.page.get_by_role("button", name="No digit", exact=True)
    expect(no_digit).to_be_visible()
    no_digit.focus()
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator(".dn-line")).to_have_text("Learned. Draw another one.")
    expect(tab.page.locator(".dn-answer.dn-odd")).to_be_visible()
    control(tab, "take_back").focus()
    tab.page.keyboard.press("Enter")
    expect(tab.digit).to_have_text("7")
    control(tab, "ask").focus()
    tab.page.keyboard.press("Enter")
    expect(no_digit).to_be_visible()
    tab.page.keyboard.press("4")
    expect(tab.digit).to_have_text("4")
    assert tab.complaints == []


def test_the_controls_have_their_place_on_every_screen(new_tab):
    tab = new_tab(**PHONE)
    tab.wait_until_ready()
    draw(tab, SEVEN, "read", "7")
    others = [tab.page.locator(f".dn-{name}").first for name in ("digit", "seen", "bars")]
    others += [tab.canvas, *tab.page.locator(".st-key-buttons button, .st-key-pages a").all()]
    for width, height in SIZES:
        tab.page.set_viewport_size({"width": width, "height": height})
        box = control(tab, "ask").bounding_box()
        assert box["height"] >= 44
        percent = tab.page.locator(".dn-percent").evaluate(
            """element => {
                const range = document.createRange();
                range.selectNodeContents(element);
                return range.getBoundingClientRect().right;
            }"""
        )
        assert box["x"] >= percent, (width, height)
        for other in others:
            if other.is_visible():
                assert not overlap(box, other.bounding_box()), (width, height, str(other))
        control(tab, "ask").click()
        buttons = tab.page.locator("[class*=st-key-teach_] button")
        expect(buttons).to_have_count(11)
        for button in buttons.all():
            place = button.bounding_box()
            assert min(place["width"], place["height"]) >= 44
            assert place["x"] >= 0
            assert place["x"] + place["width"] <= width
            assert place["y"] + place["height"] <= height
        tab.page.keyboard.press("Escape")
        expect(buttons).to_have_count(0)


def overlap(one: dict, other: dict) -> bool:
    return all(
        one[start] < other[start] + other[length] and other[start] < one[start] + one[length]
        for start, length in (("x", "width"), ("y", "height"))
    )
