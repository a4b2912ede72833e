"""Fixtures of the pages' tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
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


@pytest.fixture
def train(client) -> AppTest:
    """The Train page, opened, with a stand-in for the engine."""
    return AppTest.from_function(show, default_timeout=20).run()
