"""The pages for everybody: axe-core's checks, forced colours, and the keyboard's focus."""

from __future__ import annotations

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.person import PHONE, SEVEN, Tab
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

MODES = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
    "forced dark": {"color_scheme": "dark", "forced_colors": "active"},
}

# By the page's background; forced colours leave no other trace.
SCHEME = """() => {
    const { backgroundColor } = getComputedStyle(document.querySelector("[data-testid=stApp]"));
    return Number(backgroundColor.match(/\\d+/)[0]) > 127 ? "light" : "dark";
}"""

ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
"""All rules are checked; what passes is not described, which takes most of the time."""

OF_COLOURS = ONLY_VIOLATIONS | {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that other colours can break."""

BACKGROUND = """(element) => getComputedStyle(element).backgroundColor"""


def violations(page, options=ONLY_VIOLATIONS) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.fixture(scope="module")
def desk(keep_tab) -> Tab:
    """The tab of those tests that need no other."""
    tab = keep_tab()
    tab.wait_until_ready()
    return tab


def visit(tab: Tab, name: str) -> None:
    """Go to a page by its link, with the usual colours."""
    tab.page.emulate_media(color_scheme="light", forced_colors="none")
    link = tab.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")
    if name == "Draw":
        tab.wait_for_canvas()
        tab.clear()


def check_in_every_mode(page) -> None:
    for name, mode in MODES.items():
        page.emulate_media(**mode)
        scheme = mode["color_scheme"]
        wait_for(lambda scheme=scheme: page.evaluate(SCHEME) == scheme)
        # Colours glide.
        wait_for(lambda: page.evaluate("document.getAnimations().length") == 0)
        options = ONLY_VIOLATIONS if name == "light" else OF_COLOURS
        assert violations(page, options) == [], name


def test_the_drawing_page_has_no_violations(desk):
    visit(desk, "Draw")
    check_drawing(desk)


@pytest.mark.parametrize("address", ["?stage", "?kiosk=60"])
def test_a_stage_and_an_exhibit_have_no_violations(new_tab, address):
    check_drawing(new_tab(address))


def check_drawing(tab) -> None:
    assert violations(tab.page) == []
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    check_in_every_mode(tab.page)


def test_the_train_page_has_no_violations(desk):
    visit(desk, "Train")
    check_training(desk.page, is_stage=False)


def test_a_stage_for_a_training_has_no_violations(new_tab):
    check_training(new_tab("train?stage").page, is_stage=True)


def check_training(page, is_stage: bool) -> None:
    page.locator(".dn-digits img").first.wait_for()
    expect(page.locator(".st-key-train_now button")).to_be_enabled()
    if not is_stage:
        page.locator(".st-key-models").wait_for()
        check_headings(page)
        page.get_by_text("All choices").click()
        expect(page.get_by_label("Epochs").first).to_be_visible()
    check_in_every_mode(page)


def check_headings(page) -> None:
    """See that none skips a level."""
    levels = page.locator("h1, h2, h3, h4").evaluate_all(
        "elements => elements.filter((e) => e.checkVisibility()).map((e) => Number(e.tagName[1]))"
    )
    assert 1 in levels
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_picture_page_has_no_violations(new_tab):
    tab = new_tab("picture")
    tab.press("picture_squared")
    tab.page.locator(".dn-box").first.click()
    check_in_every_mode(tab.page)


def test_the_data_page_has_no_violations(new_tab):
    tab = new_tab("data")
    # The network reads ten thousand images first.
    expect(tab.page.locator(".dn-matrix button").first).to_be_visible(timeout=120_000)
    assert violations(tab.page) == []
    tab.page.locator(".dn-gallery").click(position={"x": 20, "y": 20})
    expect(tab.page.locator(".dn-large")).to_be_visible()
    tab.page.get_by_text("Digit by digit").click()
    expect(tab.page.get_by_role("cell", name="980")).to_be_visible()
    check_in_every_mode(tab.page)


def test_the_page_that_looks_inside_has_no_violations(new_tab):
    tab = new_tab("inside")
    tab.draw(SEVEN)
    tab.page.locator(".dn-stroke").wait_for(timeout=120_000)
    check_in_every_mode(tab.page)
    tab.page.locator(".dn-start").click()
    expect(tab.page.locator(".dn-scene canvas")).to_be_visible()
    assert violations(tab.page) == []


def test_a_phones_sidebar_has_no_violations(new_tab):
    tab = new_tab(**PHONE)
    tab.wait_until_ready()
    assert violations(tab.page) == []
    tab.page.locator("[data-testid=stExpandSidebarButton]").click()
    expect(tab.page.locator(".st-key-retrain button")).to_be_in_viewport()
    assert violations(tab.page) == []


def test_in_forced_colours_bars_slider_and_marks_can_be_seen(desk):
    tab = desk
    visit(tab, "Draw")
    tab.page.emulate_media(forced_colors="active")
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    page = tab.page
    canvas = page.locator("[data-testid=stApp]").evaluate(BACKGROUND)
    thumb = "[data-testid=stSliderThumbValue]"
    for name in (
        ".dn-wins .dn-fill",
        ".dn-bar:not(.dn-wins) .dn-fill",
        "[data-testid=stSlider] [data-orientation] > div:first-child:empty",
        f":has(> {thumb})",
        "[data-testid=stRadioOption][data-selected] > div > div:first-child > div",
    ):
        is_seen(page, name, canvas)
    for track in page.locator(".dn-track").all():
        border = "element => getComputedStyle(element).borderTopWidth"
        assert track.evaluate(border) == "1px"
    link = "element => getComputedStyle(element).borderTopColor"
    current, other = (page.locator(".st-key-pages a").nth(n) for n in (0, 1))
    wait_for(lambda: current.evaluate(link) != canvas)
    wait_for(lambda: other.evaluate(link) == canvas)
    tab.press("clear")
    expect(page.locator(".dn-empty .dn-mark")).to_be_visible()
    is_seen(page, ".dn-mark", canvas)


def is_seen(page, name: str, canvas: str) -> None:
    """See that a part differs from what it lies on, once its colours have stopped gliding."""
    wait_for(lambda: page.locator(name).first.evaluate(BACKGROUND) != canvas)


def outline(page) -> str:
    return page.evaluate(
        """() => {
            const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
            return `${outlineStyle} ${outlineWidth}`;
        }"""
    )


def test_the_focus_can_be_seen_on_the_page_and_on_the_way_to_the_other(desk):
    visit(desk, "Draw")
    page = desk.page
    page.locator("[data-testid=stMainMenuButton]").focus()
    page.keyboard.press("Tab")
    expect(page.locator("main")).to_be_focused()
    ring = page.locator("main").evaluate(
        "element => getComputedStyle(element, '::before').borderTopWidth"
    )
    assert ring == "3px"
    for name in ("Draw", "Picture", "Train"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name)).to_be_focused()
        assert outline(page) == "solid 3px"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Train the network")
