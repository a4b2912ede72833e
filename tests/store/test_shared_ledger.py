"""What servers that share models agree on: every change gives a ledger that makes sense."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError, StoreError
from digitnet.store.shared_ledger import SharedLedger, checksums


def with_models(count: int, limit: int = 10, use: bool = True) -> SharedLedger:
    ledger = SharedLedger()
    for number in range(count):
        ledger = ledger.with_model({"sha256": f"{number}"}, use, limit)
    return ledger


def test_a_new_model_answers_and_the_one_before_it_is_noted():
    ledger = with_models(3)
    assert (ledger.current, ledger.former, ledger.last) == ("v3", (SHIPPED, "v1", "v2"), 3)
    assert ledger.cards["v2"] == {"sha256": "1", "version": "v2"}
    ledger = ledger.with_model({"sha256": "x"}, use=False, limit=10)
    assert (ledger.current, ledger.last) == ("v3", 4)
    assert "v4" in ledger.cards and "v4" not in ledger.former


def test_choosing_notes_which_answered_last():
    ledger = with_models(3).with_choice("v1")
    assert (ledger.current, ledger.former) == ("v1", (SHIPPED, "v2", "v3"))
    assert ledger.with_choice("v1") == ledger
    assert ledger.with_choice(SHIPPED).former == ("v2", "v3", "v1")
    with pytest.raises(ModelError, match="no model v9"):
        ledger.with_choice("v9")


def test_those_not_used_for_longest_make_room():
    ledger = with_models(3).with_choice("v1").with_model({"sha256": "x"}, use=True, limit=3)
    assert ledger.cards.keys() == {"v1", "v3", "v4"}
    # Those that never answered go first.
    ledger = ledger.with_model({"sha256": "y"}, use=False, limit=4)
    ledger = ledger.with_model({"sha256": "z"}, use=False, limit=4)
    assert ledger.cards.keys() == {"v1", "v3", "v4", "v6"}
    assert (ledger.current, ledger.last) == ("v4", 6)


def test_removing():
    ledger = with_models(2)
    with pytest.raises(StoreError, match="v2 answers"):
        ledger.without("v2")
    with pytest.raises(ModelError, match="no model v7"):
        ledger.without("v7")
    ledger = ledger.without("v1")
    assert (ledger.cards.keys(), ledger.former, ledger.last) == ({"v2"}, (SHIPPED,), 2)


def test_a_card_is_changed_and_keeps_what_this_version_does_not_know():
    ledger = SharedLedger().with_model({"sha256": "a", "later": [1]}, use=True, limit=10)
    changed = ledger.with_card("v1", "a", lambda text: json.dumps({"light": {"sha256": "b"}}))
    assert changed.cards["v1"] == {
        "sha256": "a", "later": [1], "version": "v1", "light": {"sha256": "b"}
    }  # fmt: skip
    assert changed.files == {"a", "b"}
    for version, checksum in (("v1", "of another"), ("v2", "a")):
        with pytest.raises(ModelError):
            ledger.with_card(version, checksum, lambda text: text)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["publish", "add", "use", "remove"]),
            st.integers(0, 9),
            st.integers(2, 4),
        ),
        max_size=30,
    )
)
def test_whatever_is_done_it_makes_sense(steps):
    ledger = SharedLedger()
    for what, number, limit in steps:
        version = f"v{number}" if number else SHIPPED
        before = ledger
        try:
            if what in ("publish", "add"):
                ledger = ledger.with_model({"sha256": "x"}, what == "publish", limit)
                assert f"v{ledger.last}" in ledger.cards
                assert ledger.last == before.last + 1
                assert len(ledger.cards) <= max(limit, len(before.cards))
            elif what == "use":
                ledger = ledger.with_choice(version)
            elif version != SHIPPED:
                ledger = ledger.without(version)
        except (ModelError, StoreError):
            continue
        assert ledger.current in {SHIPPED, *ledger.cards}
        assert ledger.current not in ledger.former
        assert len(set(ledger.former)) == len(ledger.former)
        if ledger.current != before.current:
            assert ledger.former[-1:] == (before.current,)
        text = json.dumps(ledger.to_json())
        assert SharedLedger.from_json(json.loads(text)) == ledger


SOUND = with_models(2).to_json()


@pytest.mark.parametrize(
    "damage",
    [
        {"current": "v9"}, {"current": None}, {"current": []}, {"current": "../v1"},
        {"former": ["v3"]}, {"former": 7}, {"former": [[]]}, {"last": 1}, {"last": True},
        {"last": "2"}, {"last": -1}, {"cards": []}, {"cards": {"v1": 1, "v2": {}}},
        {"cards": {"..": {}, "v2": {}}}, {"cards": None},
    ],
)  # fmt: skip
def test_what_is_no_ledger_is_refused(damage):
    assert SharedLedger.from_json(SOUND).current == "v2"
    with pytest.raises(ValueError, match="not a ledger"):
        SharedLedger.from_json(SOUND | damage)


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner)
                    | st.dictionaries(st.sampled_from([*SOUND, "v1"]), inner)))  # fmt: skip
def test_any_json_is_a_ledger_or_refused(value):
    try:
        ledger = SharedLedger.from_json(value)
    except ValueError:
        return
    assert SharedLedger.from_json(ledger.to_json()) == ledger
    assert None not in ledger.files


def test_checksums_of_odd_cards():
    assert checksums({"sha256": "a", "light": {"sha256": "b"}}) == ("a", "b")
    assert checksums({"sha256": 7, "light": "b"}) == (None, None)
