"""The queue in which pictures are read: bounded, and in the visitors' turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from digitnet.errors import DigitnetError
from digitnet.texts import errors, picture_page
from digitnet.ui import picture_queue
from digitnet.ui.picture_queue import Busy, Queue
from tests.support.waiting import wait_for


def test_what_an_action_returns_or_raises_comes_back():
    queue = Queue(1)
    assert queue.run("a", None, 1, lambda: 5) == 5

    def fail() -> None:
        raise DigitnetError(errors.PICTURE_DAMAGED)

    with pytest.raises(DigitnetError, match="damaged"):
        queue.run("a", None, 1, fail)


def test_a_visitor_and_an_address_have_their_shares(monkeypatch):
    monkeypatch.setattr(picture_queue, "RATE", 1e-9)
    monkeypatch.setattr(picture_queue, "ADDRESS_RATE", 1e-9)
    queue = Queue(1)
    for _ in range(int(picture_queue.BURST)):
        queue.run("a", "198.51.100.7", 1, str)
    with pytest.raises(Busy) as refused:
        queue.run("a", "198.51.100.7", 1, str)
    assert refused.value.message is picture_page.TOO_MANY_PICTURES
    queue.run("b", "198.51.100.7", 1, str)
    others = int(picture_queue.ADDRESS_BURST - picture_queue.BURST - 1)
    for number in range(others):
        queue.run(f"c{number}", "198.51.100.7", 1, str)
    with pytest.raises(Busy):
        queue.run("d", "198.51.100.7", 1, str)
    queue.run("d", "198.51.100.8", 1, str)
    queue.run("e", None, 1, str)


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    """Ends what waits for it, at the latest with the test."""
    event = threading.Event()
    yield event
    event.set()


def test_who_comes_too_late_hears_so(monkeypatch, go_on):
    monkeypatch.setattr(picture_queue, "MOST_WAITING", 1)
    monkeypatch.setattr(picture_queue, "PATIENCE_SECONDS", 600.0)
    queue = Queue(1)
    ended: list[str] = []

    def wait(name: str) -> None:
        queue.run(name, None, 1, go_on.wait)
        ended.append(name)

    threads = [threading.Thread(target=wait, args=(name,), daemon=True) for name in "ab"]
    for thread in threads:
        thread.start()
    wait_for(lambda: queue._busy == 2)
    with pytest.raises(Busy) as refused:
        queue.run("c", None, 1, str)
    assert refused.value.message is picture_page.BUSY
    go_on.set()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["a", "b"]
    wait_for(lambda: queue._busy == 0)


def test_what_nobody_waits_for_any_more_is_not_done(monkeypatch, go_on):
    monkeypatch.setattr(picture_queue, "PATIENCE_SECONDS", 0.01)
    queue = Queue(1)
    queue._pool.submit(go_on.wait)
    done: list[int] = []
    with pytest.raises(Busy):
        queue.run("c", None, 1, lambda: done.append(1))
    assert queue._busy == 0
    go_on.set()
    queue._pool.shutdown()
    assert not done
