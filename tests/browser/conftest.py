"""A running app and a browser to look at it with."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.chromium import CHROMIUM_FLAGS, CHROMIUM_NAMES, chromium_path
from tests.support.person import App, Tab
from tests.support.web import Sheet

# A training that has just begun traces its graph, which two shared cores may take seconds for.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    server = App(tmp_path_factory.mktemp("home"))
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
        chromium = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def new_tab(app: App, browser: Browser) -> Iterator:
    contexts = []

    default = app

    def make(address: str = "", app: App = default, **options) -> Tab:
        contexts.append(
            browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
        )
        return Tab(contexts[-1], app.url, address)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def open_sheet(browser, tmp_path):
    contexts = []

    def make(address: str = "", **options) -> Sheet:
        usual = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
        contexts.append(browser.new_context(**(usual | options)))
        return Sheet(contexts[-1], tmp_path, address)

    yield make
    for context in contexts:
        context.close()
