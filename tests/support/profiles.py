"""Profiles of the browser that tests share, one after the other.

A page costs much less where another one of its site is open in the same profile: both run in one
process, which has compiled the scripts already, and in one window, for which Chromium would load
the parts of its own interface. So each shared profile keeps a page open, and is emptied after each
test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page

FLAG = "--process-per-site"
"""What a browser has to be started with."""

MEDIA = ("color_scheme", "forced_colors", "reduced_motion")
OF_PAGES = ("viewport", *MEDIA)
"""Options of Playwright's contexts that a page can have for itself."""

VIEWPORT = {"width": 1440, "height": 900}


class Profiles:
    """Contexts of one browser for the visitors of a test, who know nothing of each other.

    Args:
        browser: started with ``FLAG``.
        address: a page of the site that the tests look at; it stays open.
        shared: the options of the profiles that are kept for other tests.
    """

    def __init__(self, browser: Browser, address: str, shared: Iterable[Mapping[str, Any]]) -> None:
        self._browser = browser
        self._address = address
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        self._shared = [for_profile(options) for options in shared]
        self._free: list[tuple[Mapping[str, Any], BrowserContext]] = []
        self._taken: list[tuple[Mapping[str, Any], BrowserContext]] = []
        self._own: list[BrowserContext] = []
        self._kept: set[Page] = set()

    def take(self, options: Mapping[str, Any]) -> BrowserContext:
        """A context for another visitor, until ``give_back``."""
        wanted = for_profile(options)
        for each in self._free:
            if each[0] == wanted:
                self._free.remove(each)
                self._taken.append(each)
                return each[1]
        context = self._browser.new_context(**wanted)
        if wanted in self._shared and not any(wanted == taken for taken, _ in self._taken):
            context.new_page().goto(self._address)
            self._taken.append((wanted, context))
        else:
            self._own.append(context)
        return context

    def keep(self, page: Page) -> None:
        """Let a page stay open when its profile, one of the shared, is emptied for others."""
        self._kept.add(page)
        self.give_back()

    def release(self, page: Page) -> None:
        """Close a page that was kept."""
        self._kept.remove(page)
        page.close()

    def give_back(self) -> None:
        """Close what the visitors have opened, and forget what they have left."""
        for context in self._own:
            context.close()
        self._own.clear()
        for wanted, context in self._taken:
            try:
                self._empty(context)
            except Error:  # a page's process that died has taken the first one along
                context.close()
            else:
                self._free.append((wanted, context))
        self._taken.clear()

    def _empty(self, context: BrowserContext) -> None:
        first, *others = context.pages
        for page in others:
            if page not in self._kept:
                page.close()
        context.clear_cookies()
        devtools = context.new_cdp_session(first)
        devtools.send("Storage.clearDataForOrigin", {"origin": self._origin, "storageTypes": "all"})
        devtools.detach()


def for_profile(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that only a whole profile can have."""
    return {name: value for name, value in options.items() if name not in OF_PAGES}


def new_page(context: BrowserContext, options: Mapping[str, Any]) -> Page:
    """A page with those of the options that it can have for itself."""
    page = context.new_page()
    if "viewport" in options:
        page.set_viewport_size(options["viewport"])
    if media := {name: options[name] for name in MEDIA if name in options}:
        page.emulate_media(**media)
    return page
