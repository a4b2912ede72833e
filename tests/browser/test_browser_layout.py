"""Every page fits every screen, uses its height, and shows its frame at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.person import ONE, PHONE, SEVEN
from tests.support.profiles import VIEWPORT, new_page
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

COMPUTER = [(1920, 1080), (1440, 900), (1024, 768)]
HAND = [(844, 390), (390, 844), (360, 640), (768, 1024)]

IS_ABOVE = "([x, y, name]) => document.elementFromPoint(x, y).closest(name) !== null"


def options(width: int, height: int) -> dict:
    size = {"viewport": {"width": width, "height": height}}
    return PHONE | size if min(width, height) < 500 else size


def overlap(one: dict, other: dict) -> bool:
    return all(
        one[start] < other[start] + other[length] and other[start] < one[start] + one[length]
        for start, length in (("x", "width"), ("y", "height"))
    )


def middle(box: dict) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


FRAMES = {"computer": (1440, 900), "hand": (390, 844), "computer?stage": (1024, 768)}
"""Screens on which the frame is compared with the page."""


@pytest.mark.parametrize("address", ["", "?stage"])
@pytest.mark.parametrize(("name", "sizes"), [("computer", COMPUTER), ("hand", HAND)])
def test_everything_is_in_sight_and_uses_the_height(app, new_tab, name, sizes, address):
    tab = new_tab(address, **options(*sizes[0]))
    tab.wait_until_ready()
    if size := FRAMES.get(name + address):
        tab.page.set_viewport_size({"width": size[0], "height": size[1]})
        check_frame(tab, app, address, *size)
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    for width, height in sizes:
        tab.page.set_viewport_size({"width": width, "height": height})
        check_sizes(tab, width, height)
        check_controls(tab, has_links=not address)
    if address and name == "computer":
        check_stage(tab)
    if name == "hand" and not address:
        check_ways(tab)
    assert not tab.complaints


def check_sizes(tab, width: int, height: int) -> None:
    bars = tab.page.locator(".dn-bar").all()
    parts = [tab.canvas, tab.digit, tab.page.locator(".dn-percent"), *bars]
    parts += tab.page.locator(".st-key-buttons button, .st-key-pages a").all()
    boxes = [part.bounding_box() for part in parts]
    for box in boxes:
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    assert max(box["y"] + box["height"] for box in boxes) >= 0.8 * height
    canvas = boxes[0]
    assert canvas["width"] == pytest.approx(canvas["height"], abs=1)
    assert canvas["width"] >= max(280, 0.5 * min(width, height))
    # Each bar has a line of its own.
    assert min(bar.bounding_box()["height"] for bar in bars) >= 14
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    scroll = "element => element.scrollHeight - element.clientHeight"
    assert tab.page.locator("main").evaluate(scroll) == 0, (width, height)


def check_controls(tab, has_links: bool) -> None:
    # Nothing lies over the canvas, the page's header least of all.
    for x, y in tab.places([(0.02, 0.02), (0.5, 0.02), (0.98, 0.02), (0.02, 0.98), (0.98, 0.98)]):
        assert tab.page.evaluate(IS_ABOVE, [x, y, ".st-key-canvas"])
    links = tab.page.locator(".st-key-pages a").all()
    assert len(links) == (5 if has_links else 0)
    others = [tab.canvas, *tab.page.locator("header button").all()]
    for link in links:
        box = link.bounding_box()
        assert not any(overlap(box, other.bounding_box()) for other in others)
        assert tab.page.evaluate(IS_ABOVE, [*middle(box), ".st-key-pages a"])
    for control in (*links, *tab.page.locator(".st-key-buttons button").all()):
        assert control.bounding_box()["height"] >= 44


def check_stage(tab) -> None:
    """What the network sees and how sure it is stand there in large."""
    image = tab.page.locator(".dn-image img")
    expect(image).to_be_visible()
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    sizes = {}
    for width, height in ((1920, 1080), (1280, 720)):
        tab.page.set_viewport_size({"width": width, "height": height})
        assert image.bounding_box()["width"] >= 0.15 * height
        for name in ("percent", "line", "share"):
            sizes[name, height] = tab.page.locator(f".dn-{name}").first.evaluate(size)
        assert sizes["percent", height] >= 0.05 * height
        assert sizes["line", height] >= 0.025 * height
    assert all(sizes[name, 1080] > sizes[name, 720] for name in ("percent", "line", "share"))


def check_ways(tab) -> None:
    """On a phone, a way leads to the other page and back."""
    pages = tab.page.get_by_role("navigation", name="Pages")
    for width, height in HAND[:2]:
        tab.page.set_viewport_size({"width": width, "height": height})
        expect(pages.get_by_role("link", name="Draw")).to_have_attribute("aria-current", "page")
        pages.get_by_role("link", name="Train").click()
        expect(tab.page.get_by_role("heading", level=1)).to_have_text("Train the network")
        expect(pages.get_by_role("link", name="Train")).to_have_attribute("aria-current", "page")
        # The page is long; the way back stays in sight.
        tab.page.locator(".st-key-models").scroll_into_view_if_needed()
        expect(pages.get_by_role("link", name="Draw")).to_be_in_viewport()
        pages.get_by_role("link", name="Draw").click()
        tab.wait_for_canvas()


def test_a_phone_on_its_side_has_a_place_for_everything_beside_the_open_sidebar(new_tab):
    # A browser that does not say that it is a phone's.
    tab = new_tab(viewport={"width": 844, "height": 390})
    expect(tab.page.locator("[data-testid=stSidebar]")).to_be_in_viewport()
    link = tab.page.get_by_role("link", name="Train").bounding_box()
    assert not overlap(link, tab.canvas.bounding_box())
    last = tab.page.locator(".dn-bar").last.bounding_box()
    assert last["y"] + last["height"] <= 390


def shadowed(tab_page, name: str) -> dict:
    """Where an element of the frame is, which only the browser's own tools can see."""
    devtools = tab_page.context.new_cdp_session(tab_page)
    nodes = [devtools.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]]
    while nodes:
        node = nodes.pop()
        attributes = node.get("attributes", [])
        if name in attributes:
            x, y, right, _, _, bottom, *_ = devtools.send(
                "DOM.getBoxModel", {"nodeId": node["nodeId"]}
            )["model"]["border"]
            return {"x": x, "y": y, "width": right - x, "height": bottom - y}
        nodes += node.get("children", []) + node.get("shadowRoots", [])
        nodes += [node["contentDocument"]] if "contentDocument" in node else []
    raise AssertionError(name)


def check_frame(tab, app, address: str, width: int, height: int) -> None:
    """The frame is there before any script, and nothing moves once the page is."""
    page = new_page(tab.page.context, options(width, height))
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{app.url}/{address}")
    expect(page.locator("#digitnet-frame")).to_be_visible()
    is_train = address == "train"
    assert page.title() == ("Train · digitnet" if is_train else "Draw a digit · digitnet")
    name = "st-key-train" if is_train else "st-key-sheet"
    place = shadowed(page, name)
    page.close()
    expect(tab.page.locator("#digitnet-frame")).to_be_hidden()
    box = tab.page.locator(f".{name}").bounding_box()
    keys = ("x", "y", "width") if is_train else ("x", "y", "width", "height")
    assert [place[key] for key in keys] == pytest.approx([box[key] for key in keys], abs=1)


def test_the_frame_of_the_train_page_is_where_the_page_will_be(app, new_tab):
    tab = new_tab("train")
    check_frame(tab, app, "train", *VIEWPORT.values())


def test_an_exhibit_clears_itself(new_tab):
    tab = new_tab(address="?stage&kiosk=3")
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    expect(tab.page.locator("h1")).to_have_count(0)
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    wait_for(lambda: tab.ink() == 0)
    expect(tab.page.locator(".dn-empty")).to_be_visible()
    # The next visitor cannot get at it.
    tab.press("undo")
    tab.draw(ONE)
    expect(tab.digit).to_have_text("1")
