"""What an engine accepts."""

from __future__ import annotations

import dataclasses
import logging
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.engine.bounds import check_duration, check_request, longest_seconds
from digitnet.engine.status import EngineError
from digitnet.training.recipe import MAX_SEED, PRESETS, QUICK, Recipe

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.none())
)


@pytest.mark.parametrize(("text", "seconds"), [("", 3600), (" 90 ", 5400), ("0.5", 30)])
def test_the_longest_training_is_a_setting_in_minutes(monkeypatch, text, seconds):
    monkeypatch.setenv("DIGITNET_MAX_TRAINING", text)
    assert longest_seconds() == seconds


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "an hour", "1e99", "１h"])
def test_without_a_sensible_setting_it_is_an_hour(monkeypatch, caplog, text):
    monkeypatch.setenv("DIGITNET_MAX_TRAINING", text)
    with caplog.at_level(logging.WARNING):
        assert longest_seconds() == 3600
    assert "DIGITNET_MAX_TRAINING" in caplog.text


def test_what_takes_longer_is_refused():
    check_duration(60, 60)
    with pytest.raises(EngineError, match="about 898 minutes; at most 60 are allowed"):
        check_duration(53_880, 3600)


def test_every_preset_and_seed_is_possible():
    for recipe in PRESETS.values():
        for seed in (None, 0, MAX_SEED):
            check_request(recipe, seed)


@given(field=st.sampled_from([each.name for each in dataclasses.fields(Recipe)]), value=ANYTHING)
def test_a_recipe_is_possible_or_refused(field, value):
    """As it would come from another process, where nothing is checked when it is made."""
    recipe = dataclasses.replace(QUICK)
    object.__setattr__(recipe, field, value)
    try:
        check_request(recipe, None)
    except EngineError:
        return
    assert type(value) in (int, float, str)
    assert type(value) is str or math.isfinite(value)
    assert recipe.steps > 0


@given(ANYTHING)
def test_a_seed_is_possible_or_refused(seed):
    try:
        check_request(QUICK, seed)
    except EngineError:
        return
    assert seed is None or (type(seed) is int and 0 <= seed <= MAX_SEED)
