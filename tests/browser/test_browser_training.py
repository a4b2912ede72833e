"""The Train page, on half of MNIST: watched, cancelled, completed and undone, in two tabs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from digitnet.data.collected import LESSON, Collected
from digitnet.data.collection import FILE, Collection
from digitnet.drawing.drawing import Drawing
from digitnet.store.store import SHIPPED, ModelStore
from tests.support.drawings import DIGITS
from tests.support.person import SEVEN
from tests.support.waiting import wait_for
from tests.support.writers import once_more

pytestmark = pytest.mark.browser


def open_training(tab) -> None:
    tab.wait_until_ready()
    tab.page.get_by_role("link", name="Train").click()
    expect(tab.page.locator(".st-key-train_now button")).to_be_enabled()


def curve(tab) -> str:
    return tab.page.locator("[data-name=accuracy] .dn-validation").get_attribute("d") or ""


def readings(tab) -> list[str]:
    return tab.page.locator(".dn-digits .dn-read-as").all_inner_texts()


def moment(tab) -> str:
    return tab.page.locator(".dn-moment").inner_text()


def filters(tab) -> list[str]:
    """The pictures of the first layer's filters."""
    tiles = tab.page.locator(".dn-tiles").first.locator("canvas")
    return tiles.evaluate_all("all => all.map((each) => each.toDataURL())")


@pytest.fixture
def versions(app) -> list[str]:
    """What was in the store before; other tests leave models there."""
    return [model.card.version for model in ModelStore(app.home).list()]


def test_a_training_is_watched_and_cancelled_from_another_tab(app, new_tab, versions):
    tab, other = new_tab(), new_tab()
    tab.draw(SEVEN)
    # Said once the pen is up; before that, there is no finished drawing to take along.
    expect(tab.page.locator(".dn-spoken")).to_contain_text("This is a 7")
    open_training(tab)
    open_training(other)
    # Twelve test digits, and the one that was drawn.
    expect(tab.page.locator(".dn-read-as")).to_have_count(13)
    expect(other.page.locator(".dn-read-as")).to_have_count(12)
    answers = tab.page.locator(".st-key-model").inner_text()
    tab.press("train_now")
    # The other one sees that it runs, and how far it is.
    expect(other.page.locator(".st-key-cancel button")).to_be_visible()
    # The very first training waits for its data.
    expect(other.page.locator(".dn-where")).to_contain_text("Epoch 1 of 1", timeout=90_000)
    wait_for(lambda: curve(tab).count("L") >= 2)
    first, before = curve(tab), readings(tab)
    wait_for(lambda: len(curve(tab)) > len(first) and readings(tab) != before)
    assert curve(tab).startswith(first[: first.index("L")])
    assert all(readings(tab))
    expect(other.page.locator(".dn-pace")).to_contain_text("images a second")
    # How it learns: its filters, and how the drawing goes through it, change as well.
    expect(tab.page.locator(".dn-tiles").first.locator("canvas")).to_have_count(16)
    expect(tab.page.locator(".dn-replay")).to_be_hidden()
    learned = filters(tab), moment(tab)
    assert learned[1].startswith("Step ")
    wait_for(lambda: filters(tab) != learned[0] and moment(tab) != learned[1])
    other.press("cancel")
    expect(other.page.locator(".st-key-train_now button")).to_be_enabled()
    expect(tab.page.locator(".st-key-train_now button")).to_be_enabled()
    expect(tab.page.locator(".dn-where")).to_contain_text("Cancelled after")
    assert not tab.page.locator("[data-testid=stToast]").count()
    # Afterwards a slider goes back to the beginning, in every tab; a key press is a step on it.
    expect(other.page.locator(".dn-where")).to_contain_text("Cancelled after")
    expect(other.page.locator(".dn-replay")).to_be_visible()
    last = filters(other)
    slider = other.page.locator(".dn-replay input")
    slider.press("Home")
    expect(other.page.locator(".dn-moment")).to_contain_text("Step 1: ")
    assert filters(other) != last
    start = other.page.locator("[data-name=accuracy] .dn-here").get_attribute("x1")
    slider.press("ArrowRight")
    assert not moment(other).startswith("Step 1: ")
    assert other.page.locator("[data-name=accuracy] .dn-here").get_attribute("x1") != start
    slider.press("Home")
    other.page.locator(".dn-replay button").click()
    wait_for(lambda: filters(other) == last)
    assert "Train" in tab.page.title()
    assert tab.page.locator(".st-key-model").inner_text() == answers
    assert [model.card.version for model in ModelStore(app.home).list()] == versions
    # The drawing is still there after the visit.
    tab.page.get_by_role("link", name="Draw").click()
    expect(tab.digit).to_have_text("7")
    tab.canvas.wait_for()
    wait_for(lambda: tab.ink() > 1000)
    for page in (tab, other):
        assert not page.complaints
    # It is there after a reload, for which Streamlit asks at addresses that are not found.
    other.page.reload()
    expect(other.page.locator(".dn-moment")).to_contain_text("Step ")
    expect(other.page.locator(".dn-replay")).to_be_visible()


@pytest.fixture
def collection(app):
    """What people drew: thirty digits by one hand."""
    collection = Collection(app.home / FILE)
    drawings = [once_more(Drawing.from_strokes(DIGITS[digit]), digit) for digit in DIGITS]
    collection.add(
        Collected(once_more(drawing, seed), digit, "Ann", LESSON)
        for digit, drawing in zip(DIGITS, drawings, strict=True)
        for seed in range(-(-30 // len(DIGITS)))
    )
    yield collection
    collection.clear()


def test_a_worse_model_waits_until_somebody_uses_it(app, new_tab, versions, collection):
    before = ModelStore(app.home).current_version()
    tab, other = new_tab(), new_tab()
    open_training(tab)
    tab.page.get_by_text("Too little data", exact=True).click()
    expect(tab.page.get_by_text("A hundred images, over and over.")).to_be_visible()
    count = collection.stats().count
    tab.page.get_by_text(f"With what people drew here ({count})").click()
    tab.press("train_now")
    decision = tab.page.locator(".st-key-verdict")
    decision.wait_for(timeout=90_000)
    expect(decision).to_contain_text("Worse than")
    expect(decision).to_contain_text("This room's drawings: ")
    version = ModelStore(app.home).list()[0].card.version
    assert version not in versions
    assert ModelStore(app.home).current_version() == before
    report = ModelStore(app.home).get(version).card.report
    assert (report.recipe.name, report.recipe.images) == ("too little data", 100)
    assert 0.5 < report.test_accuracy < 0.95
    # What is compared with was not trained on.
    assert report.drawings + report.left_out == count
    assert report.left_out >= 1
    expect(other.page.locator(".st-key-model")).not_to_contain_text(f"Model {version}")
    # The first button keeps the better one.
    first = tab.page.locator(".st-key-train button").first
    expect(first).to_contain_text("Keep the better one")
    expect(tab.page.locator(".st-key-compare tbody tr")).to_have_count(12)
    tab.page.get_by_text("Show where they differ").click()
    expect(tab.page.locator(".st-key-only_by_right .dn-differ img").first).to_be_visible()
    better = tab.page.locator(".st-key-only_by_right").inner_text()
    assert re.search(r"Only the shipped model reads these [\d,]+ test digits correctly", better)
    tab.press("choose_other")
    expect(decision).to_have_count(0)
    expect(other.page.locator(".st-key-model")).to_contain_text(f"Model {version}")
    # Another one answers again, and it can be removed.
    tab.press(f"use_{SHIPPED}")
    expect(tab.page.locator(f".st-key-model_{SHIPPED} em")).to_have_text("answers now")
    tab.press(f"ask_{version}")
    tab.press(f"remove_{version}")
    expect(tab.page.locator(f".st-key-use_{version}")).to_have_count(0)
    assert [model.card.version for model in ModelStore(app.home).list()] == versions
    with tab.page.expect_download() as download:
        tab.press(f"download_{SHIPPED}")
    assert download.value.suggested_filename == "digitnet-shipped.keras"
    shipped = ModelStore(app.home).get(SHIPPED)
    assert download.value.path().read_bytes() == shipped.read()
    # The page that is exported reads digits by itself.
    tab.press(f"ask_export_{SHIPPED}")
    tab.page.locator(f".st-key-format_{SHIPPED} [role=combobox]").click()
    tab.page.get_by_role("option", name="Web page").click()
    expect(tab.page.locator(f".st-key-export_{SHIPPED}")).to_contain_text("digitnet-shipped.html")
    with tab.page.expect_download() as download:
        tab.press(f"export_{SHIPPED}")
    assert download.value.suggested_filename == "digitnet-shipped.html"
    assert download.value.path().read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not tab.complaints
    ModelStore(app.home).use(before)


def test_the_stage_fills_a_projector(new_tab):
    tab = new_tab("train?stage", viewport={"width": 1920, "height": 1080})
    tab.page.locator(".dn-digits img").first.wait_for()
    # The curves follow the style sheet, which comes after them.
    wait_for(lambda: tab.page.locator(".dn-chart svg").first.bounding_box()["height"] > 400)
    charts = tab.page.locator(".dn-chart svg")
    learning = tab.page.locator(".dn-learning")
    beside = learning.bounding_box()
    # Whether a training has been seen before, in this server, is up to the other tests.
    width = 1920 - (beside["width"] if beside else 0)
    assert sum(charts.nth(number).bounding_box()["width"] for number in (0, 1)) > 0.75 * width
    if beside:
        assert beside["y"] + beside["height"] <= 1080
    label = tab.page.locator(".dn-across").first
    assert label.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") > 16
    assert tab.page.get_by_text("steps").first.is_visible()
    bottom = tab.page.locator(".dn-digits").bounding_box()
    assert bottom["y"] + bottom["height"] <= 1080
    assert tab.page.locator(".st-key-train_now button").bounding_box()["y"] < 1080
    # Streamlit looks for its server below the page's address first, which is not found there.
    assert not [complaint for complaint in tab.complaints if "404" not in complaint]


def test_on_a_phone_nothing_is_wider_than_the_screen(new_tab):
    tab = new_tab("train", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    tab.page.locator(".dn-digits img").first.wait_for()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = tab.page.evaluate(
        """() => [...document.querySelectorAll('.st-key-train :not(input)')]
            .filter((element) => element.getBoundingClientRect().right > 391)
            .map((element) => element.outerHTML.slice(0, 200))"""
    )
    assert wide == []
