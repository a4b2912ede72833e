"""No ink is lost and none is wrong, on a good network, a slow one, and one that drops connections.

All tests of a network share one tab.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.person import CROSSBAR, ONE, SEVEN, Tab
from tests.support.proxy import Proxy
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

ROUND_TRIP = 0.5


class Network:
    """A tab, and what lies between it and the server."""

    def __init__(self, tab: Tab, proxy: Proxy | None, drops: bool) -> None:
        self.tab = tab
        self._proxy = proxy
        self._drops = drops

    def disturb(self) -> None:
        """Where connections do not last: drop them all, just now."""
        if self._drops:
            self._proxy.drop()


@pytest.fixture(scope="module", params=["good", "slow", "dropping"])
def network(app, browser, request) -> Iterator[Network]:
    proxy = None
    if request.param != "good":
        proxy = Proxy(app.port, ROUND_TRIP / 2 if request.param == "slow" else 0.0)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, has_touch=True)
    tab = Tab(context, proxy.url if proxy else app.url)
    tab.wait_until_ready()
    yield Network(tab, proxy, request.param == "dropping")
    context.close()
    if proxy:
        proxy.stop()


@pytest.fixture
def tab(network) -> Tab:
    """The network's tab, with an empty canvas."""
    tab = network.tab
    tab.page.mouse.move(5, 5)
    tab.clear()
    return tab


of_the_browser = pytest.mark.parametrize("network", ["dropping"], indirect=True)
"""For what the browser does without the server: a network that is good or slow is no other case."""


def drawn(tab: Tab, stroke) -> int:
    """Draw and wait for the answer; how much ink there is then."""
    before = tab.ink()
    tab.draw_without_lifting(stroke)
    # Said only of what was read with the pen up.
    spoken = tab.page.locator(".dn-spoken")
    spoken.evaluate("element => { element.textContent = ''; }")
    tab.page.mouse.up()
    wait_for(lambda: tab.ink() > before)
    expect(spoken).not_to_be_empty()
    return tab.ink()


def image(tab: Tab) -> str | None:
    """What the network sees; it changes with every stroke that the server knows of."""
    return tab.page.locator(".dn-image img").get_attribute("src")


def shows(tab: Tab, ink: int) -> None:
    wait_for(lambda: tab.ink() == ink, 30)


def pen(tab: Tab, kind: str, point, buttons: int = 1) -> None:
    """Move a pen as the system would: "mousePressed", "mouseMoved", "mouseReleased"."""
    x, y = point
    event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": buttons}
    tab.devtools.send("Input.dispatchMouseEvent", event | {"clickCount": 1, "pointerType": "pen"})


def test_undo_right_after_lifting_takes_one_stroke(network, tab):
    one = drawn(tab, SEVEN)
    seen = image(tab)
    for undo in (lambda: tab.page.keyboard.press("Control+z"), lambda: tab.press("undo")):
        tab.draw(CROSSBAR)
        undo()
        shows(tab, one)
        network.disturb()
        expect(tab.page.locator(".dn-image img")).to_have_attribute("src", seen)
    both = drawn(tab, CROSSBAR)
    assert both > one


def test_ink_drawn_right_after_clear_or_undo_stays(network, tab):
    one = drawn(tab, ONE)
    both = drawn(tab, CROSSBAR)
    seen = image(tab)
    tab.press("clear")
    network.disturb()
    # Slow enough for the server to hear of Clear meanwhile, and to answer.
    tab.draw_without_lifting(ONE, pause=90)
    tab.page.mouse.up()
    shows(tab, one)
    tab.draw(CROSSBAR)
    shows(tab, both)
    tab.press("undo")
    tab.draw_without_lifting(CROSSBAR, pause=90)
    tab.page.mouse.up()
    shows(tab, both)
    expect(tab.page.locator(".dn-image img")).to_have_attribute("src", seen)
    assert tab.ink() == both


def test_whatever_empties_the_canvas_the_drawing_comes_back(network, tab):
    ink = drawn(tab, SEVEN)
    network.disturb()
    # The component's own button, which is hidden.
    reset = tab.page.locator(".dc-toolbar button[title^=Reset]")
    reset.evaluate("button => button.click()")
    shows(tab, ink)
    expect(tab.digit).to_have_text("7")
    both = drawn(tab, CROSSBAR)
    assert both > ink
    tab.press("undo")
    # In the middle of a stroke.
    tab.draw_without_lifting(CROSSBAR[:1])
    tab.page.mouse.move(*tab.places(CROSSBAR, steps=8)[4])
    reset.evaluate("button => button.click()")
    shows(tab, ink)
    tab.page.mouse.move(*tab.places(CROSSBAR)[-1])
    tab.page.mouse.up()
    wait_for(lambda: abs(tab.ink() - both) < 100)


@of_the_browser
def test_a_palm_draws_nothing_while_a_pen_or_a_mouse_is_in_use(network, tab):
    points = tab.moves(SEVEN)
    palm, rolled = tab.places([(0.8, 0.85), (0.75, 0.9)])

    def with_pen(touches: bool, first: bool) -> int:
        if touches and first:
            tab.touch("touchStart", palm)
        pen(tab, "mousePressed", points[0])
        for step, point in enumerate(points):
            pen(tab, "mouseMoved", point)
            if touches and step == 4:
                tab.touch("touchMove" if first else "touchStart", rolled)
        pen(tab, "mouseReleased", points[-1], buttons=0)
        if touches:
            tab.touch("touchMove", palm)
            tab.touch("touchEnd")
        wait_for(lambda: tab.ink() > 0)
        expect(tab.digit).to_have_text("7")
        return tab.ink()

    alone = with_pen(touches=False, first=False)
    for first in (True, False):
        tab.press("clear")
        expect(tab.page.locator(".dn-empty")).to_be_visible()
        assert with_pen(touches=True, first=first) == alone
    network.disturb()
    tab.press("clear")
    tab.draw_without_lifting(SEVEN)
    tab.touch("touchStart", palm)
    tab.touch("touchMove", rolled)
    tab.touch("touchEnd")
    tab.page.mouse.up()
    shows(tab, alone)
    expect(tab.digit).to_have_text("7")


@of_the_browser
def test_a_right_click_in_the_middle_of_a_stroke_changes_nothing(network, tab):
    ink = drawn(tab, SEVEN)
    tab.press("clear")
    points = tab.moves(SEVEN)
    tab.page.mouse.move(*points[0])
    tab.page.mouse.down()
    for step, point in enumerate(points):
        tab.page.mouse.move(*point)
        if step == 6:
            tab.page.mouse.down(button="right")
        if step == 9:
            tab.page.mouse.up(button="right")
    network.disturb()
    tab.page.mouse.up()
    shows(tab, ink)
    expect(tab.digit).to_have_text("7")
    assert drawn(tab, CROSSBAR) > ink


@of_the_browser
def test_a_stroke_faster_than_the_screen_keeps_its_corners(network, tab):
    first, corner, last = tab.places([(0.2, 0.2), (0.8, 0.2), (0.4, 0.9)])
    tab.canvas.evaluate(
        """(canvas, [first, corner, last]) => {
            const at = ([clientX, clientY], more) => ({ clientX, clientY, pointerId: 7, buttons: 1,
                isPrimary: true, pointerType: 'mouse', bubbles: true, composed: true, ...more });
            const between = new PointerEvent('pointermove', at(corner));
            const end = new PointerEvent('pointermove', at(last));
            canvas.dispatchEvent(new PointerEvent('pointerdown', at(first)));
            canvas.dispatchEvent(new PointerEvent('pointermove',
                at(last, { coalescedEvents: [between, end] })));
            canvas.dispatchEvent(new PointerEvent('pointerup', at(last, { buttons: 0 })));
        }""",
        [first, corner, last],
    )
    network.disturb()
    expect(tab.digit).to_have_text("7")


@of_the_browser
def test_a_key_belongs_to_the_control_that_has_the_focus(network, tab):
    ink = drawn(tab, SEVEN)
    tab.page.locator(".st-key-pen_width input").focus()
    for key in ("Delete", "Escape", "Control+z"):
        tab.page.keyboard.press(key)
    network.disturb()
    both = drawn(tab, CROSSBAR)
    assert both > ink
    # Drawing takes the focus back.
    tab.page.keyboard.press("Delete")
    shows(tab, 0)


def test_a_held_key_on_the_pen_slider_leaves_the_drawing_alone(network, tab):
    ink = drawn(tab, SEVEN)
    tab.page.locator(".st-key-pen_width input").focus()
    for key in ["ArrowRight"] * 12 + ["ArrowLeft"] * 20:
        tab.page.keyboard.down(key)
        tab.page.wait_for_timeout(33)  # As a held key repeats.
    network.disturb()
    shows(tab, ink)
    expect(tab.digit).to_have_text("7")


def test_undo_after_clear_and_a_reload_bring_the_drawing_back(network, tab):
    one = drawn(tab, SEVEN)
    slider = tab.page.locator(".st-key-pen_width input")
    slider.focus()
    tab.page.keyboard.press("End")
    expect(tab.page).to_have_url(tab.page.url.split("?")[0] + "?pen_width=40")
    both = drawn(tab, CROSSBAR)
    tab.press("clear")
    shows(tab, 0)
    tab.draw(ONE)
    for ink in (0, both):
        tab.press("undo")
        shows(tab, ink)
    network.disturb()
    expect(tab.digit).to_have_text("7")
    tab.page.reload()
    tab.canvas.wait_for()
    shows(tab, both)
    expect(tab.digit).to_have_text("7")
    expect(slider).to_have_value("40")
    tab.press("undo")
    shows(tab, one)
