"""The pages' scripts are loaded once, and again if that fails."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.support.person import SEVEN, Tab

pytestmark = pytest.mark.browser

SCRIPT = "**/script/ink-*.js*"
TRANSFERRED = """performance.getEntriesByType("resource")
    .filter((entry) => entry.name.includes("/script/ink-")).map((entry) => entry.transferSize)"""

LARGE = 10_000
"""Bytes; live ink's script has more, an answer fewer."""


def test_a_script_that_did_not_arrive_is_asked_for_again_and_then_kept(app, browser: Browser):
    context = browser.new_context()
    failures = iter(range(3))
    context.route(
        SCRIPT,
        lambda route: route.continue_() if next(failures, None) is None else route.abort(),
    )
    tab = Tab(context, app.url)
    sizes: list[int] = []
    expect(tab.page.locator("html[data-dn-live]")).to_be_attached()
    context.unroute(SCRIPT)
    # No answer brings it along.
    tab.page.on("websocket", lambda socket: socket.on("framereceived", lambda it: note(sizes, it)))
    tab.page.reload()
    expect(tab.page.locator("html[data-dn-live]")).to_be_attached()
    tab.wait_until_ready()
    sizes.clear()
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    assert sizes
    assert max(sizes) < LARGE
    # Another visit needs no transfer.
    tab.page.reload()
    expect(tab.page.locator("html[data-dn-live]")).to_be_attached()
    assert tab.page.evaluate(TRANSFERRED) == [0]
    context.close()


def note(sizes: list[int], content: bytes | str) -> None:
    sizes.append(len(content))
