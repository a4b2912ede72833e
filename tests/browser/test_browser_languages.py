"""Each visitor's language in a browser: their own, a choice that is kept, and no broken layout."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import TimeoutError, expect

from digitnet.texts import around_pages, draw_page, language, train_page
from tests.support.person import PHONE, SEVEN, Tab
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser


def says(message, code: str, **values: object) -> str:
    language.use(code)
    try:
        return message(**values)
    finally:
        language.use(None)


def choose(page, name: str) -> None:
    """Choose a language; if the sidebar was drawn anew just now, its list has closed again."""
    option = page.get_by_role("option", name=name)

    def is_open() -> bool:
        page.locator(".st-key-language input").click()
        with contextlib.suppress(TimeoutError):
            option.wait_for(timeout=5_000)
        return option.is_visible()

    wait_for(is_open)
    option.click()


def test_a_browser_is_spoken_to_in_its_language_and_keeps_another_one(new_tab, app):
    tab = new_tab(locale="de-AT")
    page = tab.page
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("h1")).to_have_text(says(draw_page.TITLE, "de"))
    tab.wait_until_ready()
    # Live ink runs only a part of the page, and no thread knows of another one's language.
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    expect(page.locator(".dn-spoken")).to_have_text(
        says(
            draw_page.ANSWER, "de", a_digit=draw_page.A_DIGIT[7], percent="> 99\N{NO-BREAK SPACE}%"
        )
    )
    choose(page, "Français")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("h1")).to_have_text(says(draw_page.TITLE, "fr"))
    # The drawing is still there, and read as before.
    expect(tab.digit).to_have_text("7")
    again = Tab(page.context, app.url).page
    expect(again.locator("h1")).to_have_text(says(draw_page.TITLE, "fr"))
    expect(again.locator("html")).to_have_attribute("lang", "fr")
    wall = page.context.new_page()
    wall.goto(f"{app.url}/wall")
    expect(wall.locator("html")).to_have_attribute("lang", "fr")
    assert not tab.complaints


def test_long_words_fit_a_phone(new_tab, app):
    tab = new_tab("?lang=de", **PHONE)
    page = tab.page
    for code in ("de", "fr", "pl"):
        if code != "de":
            page.goto(f"{app.url}/?lang={code}")
        expect(page.locator("h1")).to_have_text(says(draw_page.TITLE, code))
        tab.wait_for_canvas()
        check_fit(page)
        assert page.locator(".st-key-buttons button").evaluate_all(CUT) == []
    page.locator(".st-key-pages a", has_text=says(around_pages.TRAIN, code)).click()
    expect(page.locator("h1")).to_have_text(says(train_page.TITLE, code))
    expect(page.locator(".dn-model").first).to_be_visible()
    check_fit(page)


CUT = """parts => parts.filter(part => part.scrollWidth > part.clientWidth + 1)
    .map(part => part.textContent)"""


def check_fit(page) -> None:
    """See that nothing sticks out at the right, and that the pages' links have room."""
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    links = page.locator(".st-key-pages a")
    assert links.evaluate_all(CUT) == []
    boxes = [link.bounding_box() for link in links.all()]
    opener = page.get_by_test_id("stExpandSidebarButton").bounding_box()
    menu = page.get_by_test_id("stMainMenu").bounding_box()
    ends = [opener["x"] + opener["width"], *(box["x"] + box["width"] for box in boxes)]
    starts = [*(box["x"] for box in boxes), menu["x"]]
    assert all(end <= start + 1 for end, start in zip(ends, starts, strict=True)), (ends, starts)
