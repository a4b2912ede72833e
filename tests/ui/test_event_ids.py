"""Ids of server-sent events: what a watcher that comes back has seen."""

from __future__ import annotations

import pytest

from digitnet.ui.server.event_ids import NOTHING_SEEN, event_id, read_event_id


@pytest.mark.parametrize("change", [0, 1, 250])
@pytest.mark.parametrize("mark", ["", "problem"])
def test_a_watcher_goes_on_where_it_was(change, mark):
    assert read_event_id(event_id("a1b2", change, mark), "a1b2") == (change, mark)


def test_a_watcher_of_an_earlier_server_starts_anew():
    assert read_event_id(event_id("a1b2", 7), "b2a1")[0] == NOTHING_SEEN


@pytest.mark.parametrize("ending", ["", "-", "--1", "-x", "-１", "-1.5"])
def test_what_is_no_id_counts_as_nothing_seen(ending):
    assert read_event_id(f"a1b2{ending}", "a1b2")[0] == NOTHING_SEEN
    assert read_event_id(ending, "a1b2")[0] == NOTHING_SEEN
