"""Models in an object store, when something fails: kills, lost connections, damaged files."""

from __future__ import annotations

import functools
import itertools
import json
import logging
import threading

import pytest

from digitnet.store.card import SHIPPED
from digitnet.store.errors import ModelError, StoreAway, StoreError
from tests.support import waiting
from tests.support.stores import candidates, check_whole, save, versions, writer
from tests.support.trainings import REPORT

wait_for = functools.partial(waiting.wait_for, seconds=40)


@pytest.mark.parametrize("use", [True, False])
def test_killed_at_any_step_others_see_all_of_a_model_or_nothing(server, objects, use):
    class Killed(BaseException):
        pass

    server("one").publish(writer(b"first"), REPORT)
    before = dict(objects.contents)
    me = threading.get_ident()
    for last_step in itertools.count(1):
        objects.contents = dict(before)
        steps = itertools.count(1)

        def step(verb: str, name: str, steps: itertools.count = steps, last: int = last_step):
            if threading.get_ident() == me and next(steps) == last:
                raise Killed

        objects.before = step
        killed = True
        try:
            server(f"killed at {last_step}").publish(writer(b"second"), REPORT, use, b"light")
            killed = False
        except Killed:
            pass
        objects.before = lambda verb, name: None
        witness = server(f"witness of {last_step}")
        wait_for(lambda witness=witness: len(versions(witness)) >= 2)
        assert check_whole(witness).keys() - {"v2"} == {"v1", SHIPPED}
        if "v2" in versions(witness):
            assert witness.get("v2").read_light() == b"light"
            assert witness.current_version() == ("v2" if use else "v1")
        assert witness.publish(writer(b"third"), REPORT).version in ("v2", "v3")
        if not killed:
            break
    assert last_step > 4


def test_while_the_object_store_is_away_the_copy_answers(server, objects, caplog):
    one = server("one")
    one.publish(writer(b"first"), REPORT)
    one.publish(writer(b"second"), REPORT)
    objects.is_away = True
    wait_for(lambda: one.choice() and "reached: it is not answering" in caplog.text)
    restarted = server("one")
    for store in (one, restarted):
        assert candidates(store) == ["v2", "v1", SHIPPED]
        assert store.get("v2").read() == b"second"
    with pytest.raises(StoreError, match="The choice could not be saved: it is not answering"):
        one.use("v1")
    with pytest.raises(StoreError, match="v1 could not be removed: it is not answering"):
        one.remove("v1")
    away = "Models cannot be saved in s3://bucket/digitnet: it is not answering"
    with pytest.raises(StoreAway, match=away):
        one.check_writable()
    objects.is_away = False
    wait_for(lambda: one.choice() and "are back" in caplog.text)
    one.check_writable()
    one.use("v1")


def test_a_model_trained_while_the_object_store_is_away_is_published_later(server, objects):
    one, other = server("one"), server("other")
    one.publish(writer(b"first"), REPORT)
    objects.is_away = True
    with pytest.raises(StoreError, match="This server keeps it and will add it") as refusal:
        one.publish(writer(b"second"), REPORT, light=b"light")
    assert "cannot be saved in s3://bucket/digitnet yet: it is not answering" in str(refusal.value)
    assert versions(one) == ["v1", SHIPPED]
    # The server is restarted, too.
    restarted = server("one")
    assert versions(restarted) == ["v1", SHIPPED]
    objects.is_away = False
    wait_for(lambda: versions(restarted) == versions(other) == ["v2", "v1", SHIPPED])
    # Nobody chose it: by now another one may have been meant to answer.
    assert restarted.current_version() == other.current_version() == "v1"
    assert (other.get("v2").read(), other.get("v2").read_light()) == (b"second", b"light")
    wait_for(lambda: restarted.choice() and not list(restarted.models.glob("*-*")))


def test_a_model_is_not_published_twice_if_the_answer_was_lost(server, objects):
    store = server("one")

    def lose(verb: str, name: str) -> None:
        if verb == "create" and name.startswith("entries/"):
            create(name)
            raise TimeoutError

    def create(name: str) -> None:
        objects.before = lambda verb, name: None
        card = next(store.models.glob(".partial-*/model.keras"))
        assert card.read_bytes() == b"weights"
        value = {"id": "lost", "ledger": {"current": "v1", "former": [SHIPPED], "last": 1}}
        from digitnet.store.card import ModelCard
        from digitnet.store.shared_model import checksum_of

        own = ModelCard("v1", "2026-11-30T00:00:00+00:00", checksum_of(b"weights"), REPORT)
        value["ledger"]["cards"] = {"v1": json.loads(own.to_json())}
        objects.create(name, json.dumps(value).encode())

    objects.before = lose
    with pytest.raises(StoreError, match="keeps it"):
        store.publish(save, REPORT)
    wait_for(lambda: versions(store) == ["v1", SHIPPED])
    wait_for(lambda: store.choice() and not list(store.models.glob("waiting-*")))
    assert versions(store) == ["v1", SHIPPED]


def test_a_model_whose_files_do_not_arrive_does_not_answer_yet(server, objects):
    one, other = server("one"), server("other")
    one.publish(writer(b"first"), REPORT)
    wait_for(lambda: other.current_version() == "v1")
    first = f"files/{one.get('v1').card.sha256}"
    blocked = threading.Event()

    def block(verb: str, name: str) -> None:
        if verb == "get" and name.startswith("files/") and name != first:
            blocked.set()
            raise TimeoutError

    # Before there are any, since the other one may fetch them at once.
    objects.before = block
    one.publish(writer(b"second"), REPORT, use=False)
    one.use("v2")
    wait_for(lambda: other.choice() and blocked.is_set())
    assert other.current_version() == "v1"
    objects.before = lambda verb, name: None
    wait_for(lambda: other.current_version() == "v2")
    assert other.get("v2").read() == b"second"


@pytest.mark.parametrize("damage", ["lost", "altered"])
def test_a_file_that_is_lost_or_damaged_is_never_believed(server, objects, damage, caplog):
    one, other = server("one"), server("other")
    one.publish(writer(b"first"), REPORT)
    second = one.publish(writer(b"second"), REPORT, use=False)
    name = f"files/{second.sha256}"
    if damage == "lost":
        objects.contents.pop(name)
    else:
        objects.contents[name] = b"something else"
    wait_for(lambda: len(versions(other)) == 3)
    with pytest.raises(ModelError, match=r"v2 (cannot be read|is damaged)"):
        other.use("v2")
    # The server that made it has its copy, and chooses it.
    one.use("v2")
    wait_for(lambda: other.current_version() == "v2")
    assert "A file of model v2 is lost" in caplog.text
    with pytest.raises(ModelError):
        other.get("v2").verify()
    objects.put(name, b"second")
    assert other.get("v2").read() == b"second"


def test_a_damaged_copy_is_fetched_again(server):
    store = server("one")
    store.publish(writer(b"first"), REPORT, light=b"light")
    for name in ("model.keras", "model.tflite"):
        (store.models / "v1" / name).write_bytes(b"scratched")
    model = store.get("v1")
    assert (model.read(), model.read_light()) == (b"first", b"light")
    assert (store.models / "v1" / "model.keras").read_bytes() == b"first"


def test_an_object_store_that_was_emptied(server, objects):
    one, other = server("one"), server("other")
    for content in (b"first", b"second"):
        one.publish(writer(content), REPORT)
    wait_for(lambda: other.current_version() == "v2")
    objects.contents.clear()
    objects.calls.clear()
    wait_for(lambda: other.choice() and objects.calls.count(("names", "entries")) > 4)
    assert candidates(other) == ["v2", "v1", SHIPPED]
    # It begins again at number 1, and that is another model.
    third = server("third").publish(writer(b"third"), REPORT)
    wait_for(lambda: one.choice() == other.choice() == ("v1", third.sha256))
    assert versions(other) == ["v1", SHIPPED]
    assert other.get("v1").read() == b"third"


def test_what_is_wrong_with_the_object_store_is_said_before_a_training(server, objects, tmp_path):
    store = server("one")
    store.check_writable()
    objects.guards = False
    with pytest.raises(StoreError, match="it overwrites files although it is asked not to"):
        store.check_writable()

    def refuse(verb: str, name: str) -> None:
        raise PermissionError(13, "Permission denied")

    objects.before = refuse
    with pytest.raises(StoreError, match="permission is denied") as refusal:
        store.check_writable()
    assert not isinstance(refusal.value, StoreAway)
    (tmp_path / "two").write_text("a file")
    with pytest.raises(StoreError, match="Choose another folder with DIGITNET_HOME"):
        server("two").check_writable()


def test_a_copy_in_disorder_is_put_right(server, objects):
    one = server("one")
    for content in (b"first", b"second"):
        one.publish(writer(content), REPORT)
    copy = server("other")
    wait_for(lambda: copy.current_version() == "v2")
    (copy.models / "v7").mkdir()
    (copy.models / "v2" / "card.json").write_text("{")
    (copy.models / "entry").write_text("rubbish")
    wait_for(lambda: versions(copy) == ["v2", "v1", SHIPPED])
    assert check_whole(copy) == check_whole(one)


def test_an_unexpected_error_does_not_stop_the_polling(server, objects, caplog):
    store = server("one")
    store.publish(save, REPORT)
    failures = [KeyError("what?")]

    def fail(verb: str, name: str) -> None:
        if verb == "get" and failures:
            raise failures.pop()

    with caplog.at_level(logging.ERROR):
        objects.before = fail
        wait_for(lambda: store.choice() and not failures)
    server("other").use(SHIPPED)
    wait_for(lambda: store.current_version() == SHIPPED)


def test_a_damaged_model_that_waits_harms_nothing(server, caplog):
    store = server("one")
    (store.models / "waiting-1").mkdir(parents=True)
    assert store.publish(save, REPORT).version == "v1"
    wait_for(lambda: versions(store) == ["v1", SHIPPED] and "waiting-1" in caplog.text)
