"""Ids of server-sent events: what a watcher that comes back has seen."""

from __future__ import annotations

import pytest

from digitnet.ui.server.event_ids import NOTHING_SEEN, EventIds


def test_a_watcher_goes_on_where_it_was():
    ids = EventIds()
    assert [ids.seen(ids.of(change)) for change in (0, 1, 250)] == [0, 1, 250]


def test_a_watcher_of_an_earlier_server_starts_anew():
    assert EventIds().seen(EventIds().of(7)) == NOTHING_SEEN


@pytest.mark.parametrize("ending", ["", "-", "--1", "-x", "-１", "-1.5"])
def test_what_is_no_id_counts_as_nothing_seen(ending):
    ids = EventIds()
    start = ids.of(1).partition("-")[0]
    assert ids.seen(start + ending) == NOTHING_SEEN
    assert ids.seen(ending) == NOTHING_SEEN
