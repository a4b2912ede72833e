"""Fewer held-out drawings: making and reading all of them takes each test process ten seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digitnet.training import dataset


@pytest.fixture(scope="session", autouse=True)
def few_held_out_drawings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(dataset, "HELD_OUT_DRAWINGS", 500)
        dataset.held_out.cache_clear()
        yield
    dataset.held_out.cache_clear()
