"""Retraining from the sidebar, on half of MNIST, seen in two tabs."""

from __future__ import annotations

import contextlib
import os
import signal

import psutil
import pytest
from playwright.sync_api import expect

from digitnet.store.store import ModelStore
from tests.support.person import ONE, SEVEN
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser


def engine_pids(app) -> list[int]:
    pids = []
    for child in psutil.Process(app.process.pid).children(recursive=True):
        # One that is just ending has no command line any more.
        with contextlib.suppress(psutil.NoSuchProcess):
            if "engine" in child.cmdline():
                pids.append(child.pid)
    return pids


def test_quick_retraining_is_cancelled_or_ends_and_is_told_in_every_tab(app, new_tab):
    """It is worse than the shipped model on synthetic writers, so it answers once it is used."""
    before = ModelStore(app.home).current_version()
    first, second = new_tab(), new_tab()
    for tab in (first, second):
        tab.wait_until_ready()
    # A training that is cancelled changes nothing.
    kept = [model.card.version for model in ModelStore(app.home).list()]
    first.press("retrain")
    expect(first.page.locator(".st-key-cancel button")).to_be_visible()
    first.press("cancel")
    expect(first.page.get_by_text("The training was cancelled.")).to_be_visible()
    expect(first.page.locator(".st-key-retrain button")).to_be_enabled()
    assert [model.card.version for model in ModelStore(app.home).list()] == kept
    first.press("retrain")
    # The other tab shows it too, and drawing goes on in both.
    expect(second.page.locator(".st-key-cancel button")).to_be_visible()
    for tab, stroke, digit in ((first, SEVEN, "7"), (second, ONE, "1")):
        tab.draw(stroke)
        expect(tab.digit).to_have_text(digit)
    wait_for(lambda: len(ModelStore(app.home).list()) > len(kept), seconds=240)
    version = ModelStore(app.home).list()[0].card.version
    for tab in (first, second):
        expect(tab.page.get_by_text(f"Model {version} was saved but").first).to_be_visible()
    assert ModelStore(app.home).current_version() == before
    ModelStore(app.home).use(version)
    for tab in (first, second):
        expect(tab.page.locator(".st-key-model")).to_contain_text(f"Model {version}")
    report = ModelStore(app.home).get(version).card.report
    assert report.recipe.name == "quick"
    assert report.test_accuracy > 0.95
    expect(first.digit).to_have_text("7")
    first.press("clear")
    first.draw(ONE)
    expect(first.digit).to_have_text("1")
    ModelStore(app.home).use(before)
    expect(first.page.locator(".st-key-model")).not_to_contain_text(f"Model {version}")


def test_a_killed_engine_comes_back_and_the_store_is_whole(app, new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    before = [model.card for model in ModelStore(app.home).list()]
    tab.draw(SEVEN)
    expect(tab.digit).to_have_text("7")
    tab.press("retrain")
    expect(tab.page.get_by_text("Epoch 1 of")).to_be_visible()
    (pid,) = engine_pids(app)
    os.kill(pid, signal.SIGKILL)
    expect(tab.page.get_by_text("was interrupted").first).to_be_visible()
    tab.wait_until_ready()
    expect(tab.digit).to_have_text("7")
    assert engine_pids(app) != [pid]
    assert [model.card for model in ModelStore(app.home).list()] == before
    assert not tab.page.locator("[data-testid=stException]").count()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")
def test_a_hung_engine_keeps_nobody_from_the_page_and_is_replaced(app, new_tab):
    tab = new_tab()
    tab.wait_until_ready()
    (pid,) = engine_pids(app)
    os.kill(pid, signal.SIGSTOP)
    # A newcomer gets a page with a canvas while nobody is answered.
    newcomer = new_tab()
    newcomer.draw(SEVEN)
    expect(newcomer.page.get_by_text("The network is not answering.").first).to_be_visible()
    assert engine_pids(app) == [pid]
    expect(tab.page.get_by_text("The network is not answering.").first).to_be_visible()
    wait_for(lambda: engine_pids(app) not in ([pid], []))
    for each in (newcomer, tab):
        each.wait_until_ready()
    expect(newcomer.digit).to_have_text("7")
    assert not newcomer.page.locator("[data-testid=stException]").count()
