"""Every stroke is answered: before the engine has started, when it is killed, and without one."""

from __future__ import annotations

import json
import os
import re
import signal
import urllib.request
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from digitnet.texts import errors
from tests.support import idle, light
from tests.support.person import NINE, ONE, SEVEN, App
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

KILLS = 3

# Every state that the answer had.
WATCH_STATES = """() => {
    const panel = document.querySelector('.dn-answer');
    window.states = [panel.className];
    new MutationObserver(() => window.states.push(panel.className))
        .observe(panel, {attributes: true});
}"""


def engines(app: App) -> list[psutil.Process]:
    children = psutil.Process(app.process.pid).children(recursive=True)
    return [child for child in children if "engine" in child.cmdline()]


def sessions(app: App) -> int:
    """How many pages are open."""
    with urllib.request.urlopen(f"{app.url}/healthz", timeout=60) as answer:
        return int(json.load(answer)["sessions"])


def was_busy(tab) -> bool:
    return any("dn-busy" in state for state in tab.page.evaluate("window.states"))


def test_the_first_drawing_is_read_before_the_engine_is_there(tmp_path: Path, browser, new_tab):
    app = App(tmp_path, PYTHONPATH=idle.PYTHONPATH)
    try:
        tab = new_tab(app=app)
        tab.page.evaluate(WATCH_STATES)
        # Stopped, it does not become ready for as long as this takes.
        wait_for(lambda: engines(app))
        (engine,) = engines(app)
        engine.suspend()
        tab.draw(SEVEN)
        expect(tab.digit).to_have_text("7")
        tab.press("clear")
        tab.draw(ONE)
        expect(tab.digit).to_have_text("1")
        assert not was_busy(tab)
        expect(tab.page.locator(".st-key-retrain button")).to_be_disabled()
        line = re.compile("The network is (warming up|not answering)")
        expect(tab.page.locator("[data-testid=stSidebar]").get_by_text(line)).to_be_attached()
        engine.resume()
        tab.wait_until_ready()
        expect(tab.digit).to_have_text("1")
        assert tab.complaints == []
    finally:
        app.stop()


def test_an_engine_killed_in_the_middle_of_a_stroke_costs_no_answer(app, new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    tab.page.evaluate(WATCH_STATES)
    for number in range(KILLS):
        wait_for(lambda: engines(app))
        stroke, digit = ((SEVEN, "7"), (ONE, "1"))[number % 2]
        tab.draw_without_lifting(stroke[:2])
        for engine in engines(app):
            os.kill(engine.pid, signal.SIGKILL)
        tab.page.mouse.move(*tab.places(stroke)[-1], steps=8)
        tab.page.mouse.up()
        expect(tab.digit).to_have_text(digit)
        tab.press("clear")
        expect(tab.page.locator(".dn-empty")).to_be_visible()
    assert not was_busy(tab)
    assert tab.complaints == []
    tab.wait_until_ready()
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")


def test_without_tensorflow_drawings_are_read_and_outlive_a_new_start_of_the_server(
    tmp_path: Path, browser, new_tab
):
    app = App(tmp_path, PYTHONPATH=light.PYTHONPATH)
    why = errors.NEEDS_TENSORFLOW()
    try:
        tab = new_tab(app=app)
        tab.draw(NINE[:9])
        expect(tab.digit).to_have_text("0")
        expect(tab.page.locator("[data-testid=stSidebar]").get_by_text(why)).to_be_visible()
        assert not engines(app)
        assert tab.complaints == []
        app.stop()
        assert app.process.returncode == 0
        app.start()
        # The page comes back by itself.
        wait_for(lambda: sessions(app) == 1)
        expect(tab.page.get_by_role("dialog")).to_have_count(0)
        tab.draw(NINE[8:])
        expect(tab.digit).to_have_text("9")
        # The first page's frame gives way to it.
        tab.page.goto(f"{app.url}/train")
        expect(tab.page.locator(".st-key-watching").get_by_text(why)).to_be_visible()
        expect(tab.page.locator("#digitnet-frame")).to_be_hidden()
    finally:
        app.stop()
