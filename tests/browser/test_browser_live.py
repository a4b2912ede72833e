"""The answer follows the pen, by mouse and by finger, and nothing moves meanwhile.

Tests share one tab with a mouse and one on a phone. Those that load the page anew come last.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.person import CROSSBAR, NINE, ONE, PHONE, SEVEN, Tab
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

# What Streamlit itself moves while the page loads is over once drawing starts.
WATCH_SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((e) => e.value)))
        .observe({type: 'layout-shift'});
}"""

# Each moment at which the bars change, with whether the pen was down.
WATCH_ANSWERS = """() => {
    window.pen = false;
    window.answers = [];
    window.addEventListener('pointerdown', () => { window.pen = true; }, true);
    window.addEventListener('pointerup', () => { window.pen = false; }, true);
    const read = () => {
        const name = document.querySelector('.dn-wins .dn-name');
        window.answers.push([window.pen, name ? name.textContent : '']);
    };
    new MutationObserver(read).observe(
        document.querySelector('.dn-bars'), {subtree: true, attributes: true});
}"""


def watched(tab: Tab) -> Tab:
    """The tab, in which is noted from now on what moves, and what is answered when."""
    tab.wait_until_ready()
    tab.page.evaluate(WATCH_SHIFTS)
    tab.page.evaluate(WATCH_ANSWERS)
    return tab


@pytest.fixture(scope="module")
def tab_with_mouse(keep_tab) -> Tab:
    return watched(keep_tab())


@pytest.fixture(scope="module")
def tab_on_phone(keep_tab) -> Tab:
    return watched(keep_tab(**PHONE))


@pytest.fixture
def mouse(tab_with_mouse) -> Tab:
    return emptied(tab_with_mouse)


@pytest.fixture
def phone(tab_on_phone) -> Tab:
    tab_on_phone.page.set_viewport_size(PHONE["viewport"])
    return emptied(tab_on_phone)


def emptied(tab: Tab) -> Tab:
    """The tab with an empty canvas, as if nothing had been seen on it."""
    tab.clear()
    tab.page.evaluate("() => { window.shifts = []; window.answers = []; }")
    return tab


def digits_while_down(tab) -> list[str]:
    """The digits that were shown while the pen was down, without repetitions."""
    shown = [digit for down, digit in tab.page.evaluate("window.answers") if down]
    return [digit for digit, before in zip(shown, ["", *shown], strict=False) if digit != before]


def check_calm(tab) -> None:
    """Nothing moved, nothing scrolled, nothing complained."""
    assert tab.page.evaluate("window.shifts") == []
    assert tab.page.evaluate("[scrollX, scrollY, visualViewport.scale]") == [0, 0, 1]
    main = tab.page.locator("[data-testid=stMain]")
    assert main.evaluate("element => element.scrollTop") == 0
    assert tab.complaints == []


def test_the_answer_changes_while_the_button_is_down(mouse):
    tab = mouse
    tab.draw_without_lifting(NINE, pause=30)
    expect(tab.digit).to_have_text("9")
    digits = digits_while_down(tab)
    assert digits[-1] == "9"
    assert "0" in digits
    bars = tab.page.locator(".dn-bar").first.element_handle()
    tab.page.mouse.up()
    wait_for(lambda: tab.ink() > 0)
    expect(tab.digit).to_have_text("9")
    assert bars.evaluate("bar => bar.isConnected")
    check_calm(tab)


def test_the_answer_changes_while_the_finger_is_down(phone):
    tab = phone
    tab.touch_without_lifting(NINE, pause=30)
    expect(tab.digit).to_have_text("9")
    assert "0" in digits_while_down(tab)
    tab.touch("touchEnd")
    wait_for(lambda: tab.ink() > 0)
    expect(tab.digit).to_have_text("9")
    check_calm(tab)


# What leaves while the server answers nothing: the pen moves on, and is lifted; Undo is pressed.
UNANSWERED = """() => {
    const sent = [];
    let down = true;
    const Messages = globalThis.digitnetBoard.messages.constructor;
    const messages = new Messages(() => ({ strokes: [], down }));
    messages.hear(0, (name, { down }) => sent.push(down));
    messages.tell();
    messages.tell();
    down = false;
    messages.tell();
    messages.tell();
    messages.pause();
    return sent;
}"""


def test_a_lifted_pen_is_told_past_an_answer_that_is_awaited(mouse):
    assert mouse.page.evaluate(UNANSWERED) == [True, False]


def test_live_ink_finds_the_canvas_and_puts_its_toolbar_away(mouse):
    tab = mouse
    expect(tab.canvas).to_have_attribute("aria-label", "Canvas. Draw a digit or a number here.")
    toolbar = tab.page.locator(".st-key-canvas .dc-toolbar")
    expect(toolbar).to_have_count(1)
    expect(toolbar).to_be_hidden()


def test_undo_takes_back_one_stroke_after_the_other(mouse):
    tab = mouse
    counts = [0]
    for stroke in (ONE, CROSSBAR, [(0.3, 0.9), (0.7, 0.9)]):
        tab.draw(stroke)
        wait_for(lambda: tab.ink() > counts[-1])
        counts.append(tab.ink())
    for count in counts[-2::-1]:
        tab.page.keyboard.press("Control+z")
        wait_for(lambda count=count: tab.ink() == count)
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    check_calm(tab)


@pytest.mark.parametrize("key", ["Escape", "Delete"])
def test_a_key_clears(mouse, key):
    tab = mouse
    tab.draw(ONE)
    tab.page.keyboard.press(key)
    wait_for(lambda: tab.ink() == 0)
    expect(tab.page.locator(".dn-empty")).to_be_visible()


def test_a_stroke_that_leaves_the_canvas_and_comes_back_is_one(mouse):
    tab = mouse
    tab.draw_without_lifting([(0.3, 0.25), (0.7, 0.25), (1.2, 0.4), (0.6, 0.5), (0.45, 0.85)], 20)
    tab.page.mouse.up()
    wait_for(lambda: tab.ink() > 0)
    tab.press("undo")
    wait_for(lambda: tab.ink() == 0)
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    check_calm(tab)


def test_two_fingers_leave_no_stroke_and_do_not_zoom(phone):
    tab = phone
    tab.touch_without_lifting(SEVEN)
    tab.touch("touchEnd")
    wait_for(lambda: tab.ink() > 0)
    ink = tab.ink()
    left, right, far = tab.places([(0.3, 0.3), (0.6, 0.6), (0.9, 0.9)])
    tab.touch("touchStart", left)
    tab.touch("touchStart", left, right)
    for step in range(1, 6):
        tab.touch("touchMove", (left[0], left[1] + 8 * step), (far[0] - step, far[1]))
    tab.touch("touchEnd")
    wait_for(lambda: tab.ink() == ink)
    # One finger draws again.
    tab.touch("touchStart", left)
    tab.touch("touchMove", right)
    tab.touch("touchEnd")
    wait_for(lambda: tab.ink() > ink)
    tab.press("undo")
    wait_for(lambda: tab.ink() == ink)
    expect(tab.digit).to_have_text("7")
    check_calm(tab)


def test_a_turned_phone_keeps_the_drawing(phone):
    tab = phone
    tab.touch_without_lifting(SEVEN)
    tab.touch("touchEnd")
    wait_for(lambda: tab.ink() > 0)
    ink = tab.ink()
    tab.page.set_viewport_size({"width": 844, "height": 390})
    wait_for(lambda: tab.page.evaluate("innerWidth") == 844)
    assert tab.ink() == ink
    assert 280 <= tab.canvas.bounding_box()["width"] <= 400
    expect(tab.digit).to_have_text("7")
    tab.draw(CROSSBAR)
    wait_for(lambda: tab.ink() > ink)


def test_a_page_that_has_lost_its_canvas_comes_back_with_the_drawing(mouse):
    tab = mouse
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    wait_for(lambda: tab.ink() > 0)
    ink = tab.ink()
    # As Streamlit leaves it when a connection is lost in the middle of a rerun.
    with tab.page.expect_navigation():
        tab.page.locator(".st-key-layout").evaluate("element => element.remove()")
        assert tab.ink() == -1
    tab.canvas.wait_for()
    wait_for(lambda: tab.ink() == ink)
    expect(tab.digit).to_have_text("7")


def test_a_canvas_that_is_not_recognised_still_works_without_live_ink(mouse):
    tab = mouse
    # As if an update had changed the canvas's insides: it no longer gives itself away.
    tab.page.add_init_script(
        """const send = EventTarget.prototype.dispatchEvent;
        EventTarget.prototype.dispatchEvent = function (event) {
            return event.type === 'dblclick' || send.call(this, event);
        };"""
    )
    tab.page.reload()
    tab.wait_until_ready()
    tab.wait_for_canvas()
    tab.draw_without_lifting(SEVEN, pause=30)
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    tab.page.mouse.up()
    expect(tab.digit).to_have_text("7")
    one = tab.ink()
    seen = tab.page.locator(".dn-image img").get_attribute("src")
    tab.draw(CROSSBAR)
    wait_for(lambda: tab.ink() > one)
    expect(tab.page.locator(".dn-image img")).not_to_have_attribute("src", seen)
    tab.press("undo")
    wait_for(lambda: tab.ink() == one)
    expect(tab.page.locator(".dn-image img")).to_have_attribute("src", seen)
    tab.page.keyboard.press("Escape")
    wait_for(lambda: tab.ink() == 0)
    expect(tab.page.locator(".dn-empty")).to_be_visible()
