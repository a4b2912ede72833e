"""Fixtures of the pages' tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from tests.support.train_page import show


@pytest.fixture(scope="session", autouse=True)
def quick_collections() -> Iterator[None]:
    """Streamlit collects garbage after every run of a page, which takes a third of a second where
    other tests have loaded TensorFlow; so leave out what is there already."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def kept_networks() -> Iterator[None]:
    """Streamlit clears Keras' session after every run of a page where other tests have loaded it;
    the page's process never does."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_scan() -> Iterator[None]:
    """Streamlit looks for components in all installed packages, for every ``AppTest`` anew; that
    takes longer than most tests, so do it once."""
    scan = manifest_scanner.scan_component_manifests
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(manifest_scanner, "scan_component_manifests", cache(scan))
        yield


@pytest.fixture
def train(client) -> AppTest:
    """The Train page, opened, with a stand-in for the engine."""
    return AppTest.from_function(show, default_timeout=20).run()
