"""The Picture page: a picture comes, a box is mended, the table is taken home."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.person import PHONE
from tests.support.pictures import ONE, SEVEN, on_paper, png

pytestmark = pytest.mark.browser

PASTE = """(content) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "pasted.png", { type: "image/png" }));
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
}"""


def test_a_picture_is_read_mended_and_taken_as_a_table(new_tab):
    tab = new_tab("picture")
    page = tab.page
    number, boxes = page.locator(".dn-found-number"), page.locator(".dn-box")
    expect(page.get_by_text("Choose a picture")).to_be_visible()
    page.locator(".dn-choose input").set_input_files(
        {"name": "171.png", "mimeType": "image/png", "buffer": png(on_paper([ONE, SEVEN, ONE]))}
    )
    expect(number).to_have_text("171")
    expect(boxes).to_have_count(3)
    expect(page.locator(".dn-parts-seen img")).to_have_count(3)

    # The keyboard takes a box away, and undo brings it back.
    third = boxes.nth(2).bounding_box()
    boxes.nth(2).focus()
    page.keyboard.press("Delete")
    expect(number).to_have_text("17")
    page.locator(".dn-undo").click()
    expect(number).to_have_text("171")
    # A box is taken away, and another one drawn by the mouse.
    boxes.nth(2).click()
    page.locator(".dn-remove").click()
    expect(number).to_have_text("17")
    page.locator(".dn-add").click()
    page.mouse.move(third["x"] - 5, third["y"] - 5)
    page.mouse.down()
    page.mouse.move(third["x"] + third["width"] + 5, third["y"] + third["height"] + 5, steps=4)
    page.mouse.up()
    expect(number).to_have_text("171")
    # One that is dragged beside its digit reads nothing.
    box = boxes.nth(0).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 3 * box["width"], box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(number).to_have_text("?71")
    page.locator(".dn-undo").click()
    expect(number).to_have_text("171")

    with page.expect_download() as download:
        page.locator(".st-key-picture_csv button").click()
    table = Path(download.value.path()).read_text().splitlines()
    assert table[0] == "row,column,number,confidence"
    assert [line.rpartition(",")[0] for line in table[1:]] == ["1,1,171"]

    two = png(on_paper([SEVEN, ONE], [ONE, ONE]))
    page.evaluate(PASTE, base64.b64encode(two).decode())
    expect(page.locator(".dn-found-table tbody th")).to_have_text(["71", "11"])
    page.locator(".dn-choose input").set_input_files(
        {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"film"}
    )
    expect(page.get_by_text("This is a video.")).to_be_visible()
    expect(boxes).to_have_count(4)
    # Streamlit looks for its server below the page's address first, which is not found there.
    assert not [complaint for complaint in tab.complaints if "404" not in complaint]


def test_on_a_phone_a_finger_adds_a_box_and_the_page_fits(new_tab):
    tab = new_tab("picture", **PHONE)
    page = tab.page
    page.locator(".dn-photo input").set_input_files(
        {"name": "17.png", "mimeType": "image/png", "buffer": png(on_paper([ONE, SEVEN]))}
    )
    expect(page.locator(".dn-found-number")).to_have_text("17")
    sheet = page.locator(".dn-boxes-sheet")
    box, around = page.locator(".dn-box").nth(1).bounding_box(), sheet.bounding_box()
    # On the sheet, since the page may scroll.
    middle = {
        "x": box["x"] - around["x"] + box["width"] / 2,
        "y": box["y"] - around["y"] + box["height"] / 2,
    }
    sheet.tap(position=middle)
    page.locator(".dn-remove").tap()
    expect(page.locator(".dn-found-number")).to_have_text("1")
    page.locator(".dn-add").tap()
    sheet.tap(position=middle)
    expect(page.locator(".dn-box")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
