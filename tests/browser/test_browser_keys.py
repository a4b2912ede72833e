"""Drawing without a pointer: samples, and a pen that keys move."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.person import ONE, SEVEN, Tab
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

# Every answer that was shown while a sample was growing, and everything that was said.
WATCH = """() => {
    window.states = [];
    window.said = [];
    const spoken = () => document.querySelector('.dn-spoken').textContent;
    let last = spoken();
    const look = () => {
        const state = document.querySelector('.dn-answer').className;
        if (window.states.at(-1) !== state) window.states.push(state);
        if (spoken() !== last) window.said.push(last = spoken());
    };
    new MutationObserver(look).observe(document.querySelector('.dn-answer'),
        {subtree: true, attributes: true, characterData: true, childList: true});
}"""


@pytest.fixture(scope="module")
def kept_tab(keep_tab) -> Tab:
    tab = keep_tab()
    tab.wait_until_ready()
    return tab


@pytest.fixture
def tab(kept_tab) -> Tab:
    """The tab of all these tests, with an empty canvas on which no key has moved the pen."""
    kept_tab.page.emulate_media(reduced_motion="no-preference")
    kept_tab.page.evaluate("() => { globalThis.digitnetBoard.cursor.place = null; }")
    kept_tab.clear()
    return kept_tab


def on_canvas(tab, name: str):
    return tab.page.locator(f".st-key-canvas .dn-{name}")


def has_focus(tab) -> bool:
    return tab.canvas.evaluate("canvas => canvas.getRootNode().activeElement === canvas")


def test_a_digit_key_draws_that_digit_while_the_network_reads_it(tab):
    page = tab.page
    # Tab reaches the canvas, which then has a frame and says which keys there are.
    page.locator("h1").evaluate(
        "title => { title.tabIndex = -1; title.focus(); title.removeAttribute('tabindex'); }"
    )
    page.keyboard.press("Tab")
    wait_for(lambda: has_focus(tab))
    assert tab.canvas.evaluate("canvas => getComputedStyle(canvas).outlineStyle") == "solid"
    expect(tab.canvas).to_have_attribute("role", "application")
    expect(tab.canvas).to_have_accessible_name("Canvas. Draw a digit or a number here.")
    expect(tab.canvas).to_have_accessible_description("Keys 0 to 9 draw a sample. Arrow keys move "
        "the pen; the space bar puts it down and lifts it.")  # fmt: skip
    expect(on_canvas(tab, "keys")).to_be_visible()
    page.evaluate(WATCH)
    page.keyboard.press("8")
    expect(on_canvas(tab, "said")).to_have_text("Drawing an 8.")
    expect(page.locator(".dn-spoken")).to_contain_text("This is an 8, ")
    assert len(page.evaluate("window.states")) > 1, "The answer did not change as the digit grew."
    assert [words[:12] for words in page.evaluate("window.said")] == ["This is an 8"]
    expect(on_canvas(tab, "keys")).to_be_hidden()
    # The next one takes its place; Undo brings it back, stroke by stroke.
    eight = tab.ink()
    page.keyboard.press("1")
    expect(page.locator(".dn-spoken")).to_contain_text("This is a 1, ")
    while tab.ink() != eight:
        before = tab.ink()
        page.keyboard.press("Control+z")
        wait_for(lambda before=before: tab.ink() != before)
    expect(tab.digit).to_have_text("8")
    assert tab.complaints == []


def test_try_one_draws_a_digit_and_gives_way_to_whoever_draws(tab):
    tab.page.emulate_media(reduced_motion="reduce")
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    tab.press("sample")
    drawn = on_canvas(tab, "said").inner_text()
    digit = drawn.removesuffix(".")[-1]
    expect(tab.page.locator(".dn-spoken")).to_contain_text(f" {digit}, ")
    expect(tab.digit).to_have_text(digit)
    # With motion, it stops where it is.
    tab.page.emulate_media(reduced_motion="no-preference")
    tab.press("sample")
    assert on_canvas(tab, "said").inner_text() != drawn
    tab.draw_without_lifting(ONE)
    begun = tab.ink()
    tab.page.mouse.up()
    wait_for(lambda: tab.ink() > begun)
    tab.press("undo")
    wait_for(lambda: tab.ink() == begun)


def test_arrow_keys_move_a_pen_that_space_puts_down(tab):
    page, keyboard = tab.page, tab.page.keyboard
    tab.canvas.focus()
    cursor = on_canvas(tab, "cursor")
    expect(cursor).to_be_hidden()
    keyboard.press("ArrowLeft")
    expect(cursor).to_be_visible()
    for _ in range(7):
        keyboard.press("ArrowLeft")
    assert tab.ink() == 0
    keyboard.press("Space")
    expect(on_canvas(tab, "said")).to_have_text("Pen down.")
    for _ in range(18):
        keyboard.press("ArrowRight")
    # Two keys at once go aslant: the second one repeats while the first one is held.
    keyboard.down("ArrowLeft")
    for _ in range(11):
        keyboard.press("ArrowDown")
    keyboard.up("ArrowLeft")
    for _ in range(14):
        keyboard.press("ArrowDown")
    expect(tab.digit).to_have_text("7")
    keyboard.press("Space")
    expect(on_canvas(tab, "said")).to_have_text("Pen up.")
    expect(page.locator(".dn-spoken")).to_contain_text("This is a 7, ")
    ink = tab.ink()
    keyboard.press("ArrowUp")
    assert tab.ink() == ink
    # Undo and Clear keep their keys; another control has all keys for itself.
    keyboard.press("Delete")
    wait_for(lambda: tab.ink() == 0)
    page.locator(".st-key-pen_width input").focus()
    for key in ("5", "Space", "ArrowRight"):
        keyboard.press(key)
    expect(cursor).to_be_hidden()
    expect(page.locator(".dn-empty")).to_be_visible()
    assert tab.ink() == 0
    assert tab.complaints == []


def test_a_pen_left_down_is_lifted_when_the_focus_goes(tab):
    tab.canvas.focus()
    tab.page.keyboard.press("Space")
    for _ in range(20):
        tab.page.keyboard.press("ArrowDown")
    tab.page.locator(".st-key-pen_width input").focus()
    expect(on_canvas(tab, "said")).to_have_text("Pen up.")
    expect(tab.page.locator(".dn-spoken")).to_contain_text("This is a 1, ")


def test_no_digit_has_its_bar(tab):
    tab.draw([(0.2, 0.8), (0.5, 0.15), (0.8, 0.8), (0.1, 0.4), (0.9, 0.4), (0.2, 0.8)])
    spoken = tab.page.locator(".dn-spoken")
    expect(spoken).to_contain_text("That does not look like a digit.")
    expect(tab.page.locator(".dn-wins .dn-name")).to_have_text("No digit")
    expect(tab.page.locator(".dn-bar")).to_have_count(11)
    # Whatever wins, all bars stay where they are.
    tracks = tab.page.locator(".dn-track")
    boxes = [tracks.nth(number).bounding_box() for number in (0, 10)]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[0]["width"] == boxes[1]["width"]
    tab.press("clear")
    tab.draw(SEVEN)
    expect(tab.page.locator(".dn-wins .dn-name")).to_have_text("7")
    assert [tracks.nth(number).bounding_box() for number in (0, 10)] == boxes
