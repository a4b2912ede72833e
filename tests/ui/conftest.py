"""Fixtures of the pages' tests."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.train_page import show


@pytest.fixture
def train(client) -> AppTest:
    """The Train page, opened, with a stand-in for the engine."""
    return AppTest.from_function(show, default_timeout=20).run()
