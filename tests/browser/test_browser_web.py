"""The web page in a browser: opened from a file, without a network."""

from __future__ import annotations

import json

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from digitnet.drawing.drawing import Drawing
from digitnet.network.calibration import Calibration
from digitnet.network.folding import Convolution, Dense, FoldedNetwork, MaxPooling
from digitnet.web.build import build_page, read_languages
from tests.support.person import CROSSBAR, NINE, ONE, PHONE, SEVEN
from tests.support.waiting import wait_for
from tests.support.web import OVERFLOWING, Sheet, saved

pytestmark = pytest.mark.browser

SCRIBBLE = [(0.2, 0.3), (0.8, 0.2), (0.3, 0.7), (0.8, 0.8), (0.2, 0.5), (0.9, 0.5), (0.5, 0.1)]


def test_a_network_of_any_shape_runs(browser, tmp_path):
    rng = np.random.default_rng(3)

    def weights(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float16).astype(np.float32)

    network = FoldedNetwork(
        (
            Convolution(weights(3, 3, 1, 4) / 64, weights(4), 1),  # 28x28
            MaxPooling(),
            Convolution(weights(4, 4, 4, 6), weights(6), 3),  # 5x5
            MaxPooling(),
            Convolution(weights(5, 5, 6, 9), weights(9), 1),  # 2x2, smaller than the kernel
            Dense(weights(36, 11), weights(11)),
        )
    )
    context = browser.new_context()
    sheet = Sheet(context, saved(tmp_path, build_page(network, Calibration(), "v1")))
    image = rng.integers(0, 256, (28, 28)).astype(np.uint8)
    found = sheet.page.evaluate(
        "(image) => [...page.predictor.network.logits(image)]", image.ravel().tolist()
    )
    assert found == pytest.approx(network.logits(image[None])[0], rel=1e-4, abs=0.01)
    context.close()


def test_an_empty_drawing_has_no_answer(sheet):
    assert sheet.page.evaluate("page.predictor.predict({ strokes: [] })") is None
    expect(sheet.page.locator(".line")).to_have_text("I read it while you draw.")
    expect(sheet.page.locator(".seen")).to_be_hidden()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["mouse", "touch"])
def test_it_reads_what_is_drawn_without_any_network(open_sheet, options):
    sheet = open_sheet(**options)
    if options:
        sheet.draw_by_touch(NINE)
    else:
        sheet.draw(NINE)
    expect(sheet.digit).to_have_text("9")
    expect(sheet.page.locator(".spoken")).to_have_text("This is 9, > 99% sure. ".strip())
    expect(sheet.page.locator(".bar.wins")).to_have_attribute("aria-label", "9: > 99%")
    assert sheet.ink() > 0
    assert sheet.complaints == []
    assert [url for url in sheet.requests if not url.startswith(("file:", "data:"))] == []


def test_the_answer_follows_the_pen(sheet):
    sheet.draw(NINE[:9], lift=False)
    expect(sheet.digit).to_have_text("0")
    expect(sheet.page.locator(".spoken")).to_have_text("I read it while you draw.")
    for point in sheet.places(NINE[8:]):
        sheet.page.mouse.move(*point)
    expect(sheet.digit).to_have_text("9")
    sheet.page.mouse.up()
    expect(sheet.page.locator(".spoken")).to_have_text("This is 9, > 99% sure.")


def test_what_is_no_digit_is_said_once_the_pen_is_up(sheet):
    sheet.draw(SCRIBBLE, lift=False)
    expect(sheet.answer).to_have_attribute("data-state", "sketch")
    sheet.page.mouse.up()
    expect(sheet.page.locator(".line")).to_have_text("That does not look like a digit.")
    expect(sheet.page.locator(".spoken")).to_contain_text("If it is one, it is ")
    expect(sheet.digit).to_have_text("")
    expect(sheet.page.locator(".bar.wins .name")).to_have_text("No digit")
    shares = sheet.page.evaluate("page.predictor.predict(page.sheet.drawing).shares")
    assert sum(shares) == pytest.approx(1)
    assert max(shares) == shares[10]


@pytest.mark.parametrize("by_keyboard", [False, True])
def test_undo_and_clear(sheet, by_keyboard):
    def act(button: str, key: str) -> None:
        if by_keyboard:
            sheet.page.keyboard.press(key)
        else:
            sheet.page.locator(f"#{button}").click()

    sheet.draw(ONE, CROSSBAR)
    both = sheet.ink()
    act("undo", "Control+z")
    expect(sheet.digit).to_have_text("1")
    one = sheet.ink()
    assert 0 < one < both
    for key in ("Escape", "Delete"):
        act("clear", key)
        expect(sheet.answer).to_have_attribute("data-state", "empty")
        assert sheet.ink() == 0
        act("undo", "Control+z")
        expect(sheet.digit).to_have_text("1")
        assert sheet.ink() == one
    act("undo", "Control+z")
    act("undo", "Control+z")
    expect(sheet.answer).to_have_attribute("data-state", "empty")


def test_a_second_finger_draws_nothing(open_sheet):
    sheet = open_sheet(**PHONE)
    first, *rest = sheet.places(ONE)
    (other,) = sheet.places([(0.9, 0.9)])
    sheet.touch("touchStart", first)
    sheet.touch("touchStart", first, other)
    for point in rest:
        sheet.touch("touchMove", point, other)
    sheet.touch("touchEnd")
    expect(sheet.digit).to_have_text("1")
    assert len(sheet.page.evaluate("page.sheet.drawing.strokes")) == 1


def test_a_turned_phone_keeps_the_drawing(open_sheet):
    sheet = open_sheet(**PHONE)
    sheet.draw_by_touch(NINE)
    expect(sheet.digit).to_have_text("9")
    before = sheet.page.evaluate("page.sheet.drawing")
    sheet.page.set_viewport_size({"width": 844, "height": 390})
    width = "document.getElementById('sheet').clientWidth"
    wait_for(lambda: sheet.page.evaluate(width) < 330)
    assert sheet.ink() > 0
    assert sheet.page.evaluate("page.sheet.drawing") == before
    expect(sheet.digit).to_have_text("9")


def test_whoever_embeds_the_page_hears_of_each_finished_stroke(sheet):
    sheet.page.evaluate(
        """() => {
            window.heard = [];
            document.addEventListener("drawingfinished", ({ detail }) => heard.push(detail));
        }"""
    )
    sheet.draw(SEVEN, CROSSBAR)
    wait_for(lambda: sheet.page.evaluate("heard.length") == 2)
    first, second = sheet.page.evaluate("heard.map(({ drawing }) => drawing)")
    assert [len(first["strokes"]), len(second["strokes"])] == [1, 2]
    drawing = Drawing.from_json(json.loads(json.dumps(second)))
    assert drawing.pen_width == 40
    assert np.abs(drawing.strokes[0][0] / 800 - SEVEN[0]).max() < 0.01
    assert sheet.page.evaluate("heard.at(-1).prediction.digit") == 7


@pytest.mark.parametrize(
    ("locale", "address", "code", "clear"),
    [
        ("de-CH", "", "de", "Löschen"),
        ("pt-BR", "", "pt", "Limpar"),
        ("ko-KR", "", "en", "Clear"),
        ("en-US", "?lang=ja", "ja", "消去"),
    ],
)
def test_it_speaks_the_browsers_language(open_sheet, locale, address, code, clear):
    sheet = open_sheet(address, locale=locale)
    expect(sheet.page.locator("html")).to_have_attribute("lang", code)
    expect(sheet.page.locator("#clear")).to_have_text(clear)


def test_another_language_can_be_chosen_at_any_time(open_sheet):
    sheet = open_sheet()
    sheet.draw(SEVEN)
    sheet.page.locator("#language").select_option("de")
    expect(sheet.page.locator("h1")).to_have_text("Zeichne eine Ziffer oder eine Zahl")
    expect(sheet.page.locator(".line")).to_have_text("Ich bin sicher.")
    expect(sheet.page).to_have_title("Zeichne eine Ziffer oder eine Zahl")


def test_light_and_dark(sheet):
    sheet.page.emulate_media(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert sheet.page.evaluate(background) == "rgb(17, 20, 27)"
    sheet.page.locator("#theme").click()
    assert sheet.page.evaluate(background) == "rgb(247, 247, 244)"
    sheet.page.locator("#theme").click()
    assert sheet.page.evaluate(background) == "rgb(17, 20, 27)"


def test_in_forced_colours_ink_and_bars_can_be_seen(sheet):
    sheet.page.emulate_media(forced_colors="active")
    sheet.draw(SEVEN)
    expect(sheet.digit).to_have_text("7")
    colours = sheet.page.evaluate(
        """() => ["#sheet", ".wins .fill", ".wins .track"].map((name) => {
            const style = getComputedStyle(document.querySelector(name));
            return [style.color, style.backgroundColor, style.borderTopWidth];
        })"""
    )
    (ink, paper, _), (_, fill, _), (_, track, border) = colours
    assert ink != paper
    assert fill != track
    assert border == "1px"


def test_accessibility_checks_find_nothing(sheet):
    for strokes in ([], [SEVEN], [SCRIBBLE]):
        sheet.page.keyboard.press("Escape")
        sheet.draw(*strokes, steps=2)
        if strokes:
            expect(sheet.answer).not_to_have_attribute("data-state", "empty")
        for scheme in ("light", "dark"):
            sheet.page.emulate_media(color_scheme=scheme)
            paper = "rgb(17, 20, 27)" if scheme == "dark" else "rgb(247, 247, 244)"
            expect(sheet.page.locator("body")).to_have_css("background-color", paper)
            # Colours glide; a page with this policy lets no driver wait for an expression.
            wait_for(lambda: sheet.page.evaluate("document.getAnimations().length") == 0)
            assert Axe().run(sheet.page).response["violations"] == [], (strokes, scheme)


def test_the_keyboard_reaches_every_button(open_sheet):
    sheet = open_sheet()
    reached = []
    for _ in range(4):
        sheet.page.keyboard.press("Tab")
        reached.append(sheet.page.evaluate("document.activeElement.id"))
        outline = sheet.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"
    assert reached == ["language", "theme", "undo", "clear"]


LONG_NUMBER = [[[60 + 75 * place, y] for y in range(300, 460, 10)] for place in range(10)]
"""Ten strokes, each a 1."""

SIZES = [(390, 844), (360, 640), (844, 390), (1440, 900), (768, 1024), (320, 568)]


def test_everything_fits_the_screen_in_every_language(sheet):
    sheet.draw(SCRIBBLE, steps=2)
    expect(sheet.answer).to_have_attribute("data-state", "odd")
    fits_in_every_language(sheet)
    sheet.page.evaluate("(strokes) => page.sheet.lay(strokes)", LONG_NUMBER)
    expect(sheet.page.locator(".part")).to_have_count(len(LONG_NUMBER))
    fits_in_every_language(sheet)


def fits_in_every_language(sheet) -> None:
    for code in read_languages():
        sheet.page.locator("#language").select_option(code)
        expect(sheet.page.locator("html")).to_have_attribute("lang", code)
        fits(sheet)
    sheet.page.locator("#language").select_option("en")


def fits(sheet) -> None:
    for width, height in SIZES:
        sheet.page.set_viewport_size({"width": width, "height": height})
        assert sheet.page.evaluate(OVERFLOWING) == [], (width, height)
        if height >= 640 or width > height:
            rest = sheet.page.evaluate("document.documentElement.scrollHeight - innerHeight")
            assert rest <= 0, (width, height)


def test_without_javascript_it_says_what_it_needs(open_sheet):
    sheet = open_sheet(java_script_enabled=False)
    expect(sheet.page.get_by_text("This page needs a current browser")).to_be_visible()
    expect(sheet.page.locator("#sheet")).to_be_hidden()


def test_without_pointer_events_it_says_what_it_needs(browser, tmp_path):
    context = browser.new_context()
    context.add_init_script("delete window.PointerEvent")
    sheet = Sheet(context, saved(tmp_path))
    expect(sheet.page.get_by_text("Diese Seite braucht einen aktuellen Browser")).to_be_visible()
    expect(sheet.page.locator("#sheet")).to_be_hidden()
    assert sheet.complaints == []
    context.close()


def test_no_foreign_script_can_run(sheet):
    sheet.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.intruder = true";
            document.body.append(script);
        }"""
    )
    assert sheet.page.evaluate("window.intruder") is None
    refused = sheet.page.evaluate("fetch('data:text/plain,x').then(() => false, () => true)")
    assert refused
