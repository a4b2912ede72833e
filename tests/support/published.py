"""Trainings that end at once, for tests of what becomes of a model, and not of how it learned."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from digitnet.training.recipe import Recipe, Report
from tests.support.trainings import REPORT


@pytest.fixture
def instant(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Trains nothing: a new model has random weights. A training ends once this event is set, which
    it is at first."""
    from digitnet.network.architecture import build_network

    may_end = threading.Event()
    may_end.set()

    def train(recipe: Recipe, seed: int, *_: Any, **options: Any) -> tuple[Any, Report]:
        assert may_end.wait(60)
        network = build_network(recipe.width)
        report = dataclasses.replace(
            REPORT, recipe=recipe, seed=seed, parameters=network.count_params()
        )
        return network, report

    monkeypatch.setattr("digitnet.training.train.train", train)
    yield may_end
    may_end.set()
