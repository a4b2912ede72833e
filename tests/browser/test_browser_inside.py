"""Looking inside: the maps follow the pen, one is opened, and the tour goes by keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.person import NINE, PHONE, SEVEN
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

# What stands on the maps of a layer, one number a pixel.
MAPS = """(row) => [...row.querySelectorAll(".dn-map canvas")].flatMap((canvas) =>
    [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data])"""

STEPS = ["pixels", "filter", "map", "pooling", "scores", "chances", "looked"]


def layer(tab, name: str):
    return tab.page.locator(f'.dn-step-layer[data-layer="{name}"]')


def shown_numbers(tab, selector: str) -> np.ndarray:
    texts = tab.page.locator(selector).all_inner_texts()
    return np.array([float(text.replace("−", "-")) for text in texts])


def test_maps_follow_the_pen_and_one_is_opened(new_tab):
    tab = new_tab("inside")
    tab.wait_until_ready()
    first = layer(tab, "convolution 1")
    tab.draw_without_lifting(NINE[:6], pause=30)
    expect(first.locator(".dn-map").first).to_be_visible()
    before = first.evaluate(MAPS)
    for place in tab.places(NINE[6:], steps=8):
        tab.page.mouse.move(*place)
    # The pen is still down.
    wait_for(lambda: first.evaluate(MAPS) != before)
    expect(tab.page.locator(".dn-looked")).to_have_class("dn-looked dn-old")
    tab.page.mouse.up()
    expect(tab.page.locator(".dn-reading b")).to_have_text("9")
    expect(tab.page.locator(".dn-looked-text")).to_contain_text("Blue ink speaks for 9")
    expect(tab.page.locator(".dn-stroke")).to_have_count(1)
    assert tab.page.locator(".dn-step-layer").count() == 8

    glass = tab.page.locator(".dn-glass")
    first.locator(".dn-map").nth(2).hover()
    name = first.locator(".dn-map").nth(2).get_attribute("aria-label")
    expect(glass.locator("h3")).to_have_text(f"Convolution 1 · {name}")
    box = glass.locator(".dn-big").bounding_box()
    tab.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    expect(glass.locator(".dn-pixel")).to_contain_text("Row 6, column 9")
    patch, weights, products = (
        shown_numbers(tab, f".dn-glass .dn-grid:nth-child({n}) .dn-cells span") for n in (1, 2, 3)
    )
    assert len(patch) == len(weights) == 25
    assert products == pytest.approx(patch * weights, abs=0.011)
    total = float(glass.locator(".dn-sum p").first.inner_text().split(": ")[1].replace("−", "-"))
    assert total == pytest.approx(products.sum(), abs=0.13)
    # What the arithmetic comes to is what the map shows there.
    value = float(glass.locator(".dn-sum p").nth(2).inner_text().split(": ")[1])
    pixel = float(glass.locator(".dn-pixel").inner_text().split(": ")[1].rstrip("."))
    assert pixel == pytest.approx(value, abs=0.03)

    layer(tab, "pooling 1").locator(".dn-map").first.click()
    expect(glass.locator(".dn-filter-text")).to_contain_text("Pooling has no filter")
    expect(glass.locator(".dn-excites canvas")).to_have_count(9, timeout=180_000)
    expect(tab.page.locator(".dn-neighbours canvas")).to_have_count(8)
    tab.page.locator(".dn-against").select_option(label="4")
    expect(tab.page.locator(".dn-looked-text")).to_contain_text("for 9 rather than 4")
    tab.page.locator(".dn-find").click()
    expect(tab.page.locator(".dn-change-text")).to_contain_text("is read as", timeout=60_000)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_the_tour_is_followed_by_keyboard(new_tab):
    tab = new_tab("inside?stage", viewport={"width": 1920, "height": 1080})
    page, scene = tab.page, tab.page.locator(".dn-scene")
    expect(page.locator(".dn-tour-count")).to_have_text("1 of 7")
    tab.draw(SEVEN)
    # Though the pen was on the canvas, arrow keys belong to the tour.
    for number, name in enumerate(STEPS, 1):
        expect(page.locator(".dn-tour-count")).to_have_text(f"{number} of 7")
        expect(scene).to_have_attribute("data-name", name)
        expect(scene.locator("canvas, .dn-line-bar").first).to_be_visible()
        last = page.locator(".dn-end").bounding_box()
        assert last["y"] + last["height"] <= 1080
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(scene).to_have_attribute("data-name", "chances")
    expect(scene.locator(".dn-wins .dn-name")).to_have_text("7")
    page.locator(".dn-end").click()
    expect(layer(tab, "convolution 6").locator(".dn-map").first).to_be_visible()


def test_on_a_phone_a_tap_opens_a_map_over_the_page(new_tab):
    tab = new_tab("inside", **PHONE)
    tab.touch_without_lifting(SEVEN)
    tab.touch("touchEnd")
    layer(tab, "convolution 1").locator(".dn-map").nth(1).tap()
    glass = tab.page.locator(".dn-glass")
    expect(glass.locator("h3")).to_contain_text("Convolution 1")
    for name in ("document.documentElement", "document.querySelector('main')"):
        assert tab.page.evaluate(f"{name}.scrollWidth") <= 390
    tab.page.locator(".dn-close").tap()
    expect(glass).to_be_hidden()
