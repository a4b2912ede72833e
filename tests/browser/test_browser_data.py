"""The Data page on the real MNIST: looked through, and the collection corrected."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from digitnet.data.collected import LESSON, Collected
from digitnet.data.collection import FILE, Collection
from digitnet.drawing.drawing import Drawing
from tests.support.drawings import DIGITS
from tests.support.person import PHONE
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

FACTS = ".st-key-data_facts"
INK = """canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    .reduce((sum, value) => sum + value, 0)"""


def test_misread_digits_are_looked_at_and_the_matrix_opens_its_cells(new_tab):
    tab = new_tab("data", **PHONE)
    gallery = tab.page.locator(".dn-gallery")
    # The network reads ten thousand images first.
    expect(tab.page.locator(".dn-matrix button").first).to_be_visible(timeout=120_000)
    expect(tab.page.get_by_text("10,000 images of 10,000")).to_be_visible()
    wait_for(lambda: gallery.locator("canvas").evaluate(INK) > 0)
    before = gallery.locator("canvas").evaluate(INK)
    gallery.evaluate("element => element.scrollTop = 3000")
    wait_for(lambda: gallery.locator("canvas").evaluate(INK) != before)
    gallery.focus()
    tab.page.keyboard.press("Home")
    expect(tab.page.locator(".dn-large")).to_be_visible()
    first = tab.page.locator(".dn-large").get_attribute("alt")
    tab.page.keyboard.press("ArrowRight")
    expect(tab.page.locator(f".dn-large:not([alt='{first}'])")).to_be_visible()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390

    cell = tab.page.get_by_role("button", name="a 9 read as a 4")
    count = cell.inner_text()
    cell.click()
    images = "image" if count == "1" else "images"
    expect(tab.page.get_by_text(f"{count} {images} of 10,000")).to_be_visible()
    gallery.click(position={"x": 20, "y": 20})
    expect(
        tab.page.locator(".st-key-data_facts").get_by_text("It is a 9, read as a 4")
    ).to_be_visible()
    # Streamlit looks for its server below the page's address first, which is not found there.
    assert not [complaint for complaint in tab.complaints if "404" not in complaint]


def test_a_label_of_the_collection_is_fixed_and_a_drawing_removed(app, new_tab):
    collection = Collection(app.home / FILE)
    collection.clear()
    collection.add([Collected(Drawing.from_strokes(DIGITS[7]), 1, "Ann", LESSON)])
    try:
        tab = new_tab("data")
        tab.page.get_by_text("What people drew here", exact=True).click()
        expect(tab.page.get_by_text("1 image of 1")).to_be_visible(timeout=120_000)
        tab.page.locator(".dn-gallery").click(position={"x": 20, "y": 20})
        expect(
            tab.page.locator(".st-key-data_facts").get_by_text("It is a 1, read as a 7")
        ).to_be_visible()
        tab.page.get_by_role("combobox", name="What it is").click()
        tab.page.get_by_role("option", name="7", exact=True).click()
        expect(
            tab.page.locator(".st-key-data_facts").get_by_text("It is a 7, read as a 7")
        ).to_be_visible()
        assert [item.label for _, item in collection.items()] == [7]
        with tab.page.expect_download() as download:
            tab.press("data_export")
        assert '"label": 7' in download.value.path().read_text(encoding="utf-8")
        tab.press("data_remove")
        expect(tab.page.get_by_text("Nobody has taught anything yet.")).to_be_visible()
        assert collection.stats().count == 0
    finally:
        collection.clear()
