"""A running app and a browser to look at it with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support import idle
from tests.support.chromium import CHROMIUM_FLAGS, CHROMIUM_NAMES, chromium_path
from tests.support.person import PHONE, App, Tab
from tests.support.profiles import FLAG, VIEWPORT, Profiles
from tests.support.web import Sheet, saved

ENGLISH = {"locale": "en-US"}

# A training that has just begun traces its graph, which two shared cores may take seconds for.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    server = App(tmp_path_factory.mktemp("home"), PYTHONPATH=idle.PYTHONPATH)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        reason = f"No browser: none of {', '.join(CHROMIUM_NAMES)} is installed."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        flags = [*CHROMIUM_FLAGS, FLAG]
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def profiles(app: App, browser: Browser) -> Profiles:
    """Profiles for tabs on the app."""
    return Profiles(browser, f"{app.url}/healthz", [{}, PHONE])


@pytest.fixture
def new_tab(app: App, browser: Browser, profiles: Profiles) -> Iterator:
    others = Profiles(browser, "about:blank", [])
    default = app

    def make(address: str = "", app: App = default, **options) -> Tab:
        options = {"viewport": VIEWPORT} | options
        context = (profiles if app is default else others).take(options)
        return Tab(context, app.url, address, **options)

    yield make
    others.give_back()
    profiles.give_back()


@pytest.fixture(scope="module")
def keep_tab(app: App, profiles: Profiles) -> Iterator:
    """Opens tabs that stay open for all tests of a file: to load a page takes seconds of processor
    time. Other tabs may come and go; all belong to the same visitor."""
    tabs = []

    def make(address: str = "", **options) -> Tab:
        options = {"viewport": VIEWPORT} | options
        tab = Tab(profiles.take(options), app.url, address, **options)
        profiles.keep(tab.page)
        tabs.append(tab)
        return tab

    yield make
    for tab in tabs:
        profiles.release(tab.page)


@pytest.fixture(scope="session")
def sheets(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Profiles]:
    """The web page's file, and profiles to open it in."""
    file = saved(tmp_path_factory.mktemp("page"))
    return file, Profiles(browser, file.as_uri(), [ENGLISH, PHONE | ENGLISH])


@pytest.fixture(scope="module")
def kept_sheet(sheets: tuple[Path, Profiles]) -> Iterator[Sheet]:
    """A sheet that stays open for all tests of a file."""
    file, profiles = sheets
    options = {"viewport": VIEWPORT} | ENGLISH
    sheet = Sheet(profiles.take(options), file, **options)
    profiles.keep(sheet.page)
    yield sheet
    profiles.release(sheet.page)


@pytest.fixture
def sheet(kept_sheet: Sheet) -> Sheet:
    """The sheet of the file, as if nothing had been drawn on it."""
    kept_sheet.reset()
    return kept_sheet


@pytest.fixture
def open_sheet(sheets: tuple[Path, Profiles]) -> Iterator:
    file, profiles = sheets

    def make(address: str = "", **options) -> Sheet:
        options = {"viewport": VIEWPORT} | ENGLISH | options
        return Sheet(profiles.take(options), file, address, **options)

    yield make
    profiles.give_back()
