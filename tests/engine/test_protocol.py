"""What pages may ask of an engine is written once, and everything else follows it."""

from __future__ import annotations

import inspect

import pytest

from digitnet.engine.client import EngineClient
from digitnet.engine.engine import Engine
from digitnet.engine.light_engine import LightEngine
from digitnet.engine.protocol import DEADLINES, EngineProtocol
from tests.support.fakes import FakeEngine

ALSO_READ_BY_THE_STAND_IN = {"predict", "predict_many", "read_number"}


def parameters(method) -> list[tuple[str, object]]:
    return [(each.name, each.default) for each in inspect.signature(method).parameters.values()]


def test_every_verb_has_a_deadline():
    verbs = {name for name, value in vars(EngineProtocol).items() if inspect.isfunction(value)}
    assert {name for name in verbs if not name.startswith("_")} == set(DEADLINES)
    assert DEADLINES["predict"] == 2.0
    assert all(0 < seconds <= 60 for seconds in DEADLINES.values())


@pytest.mark.parametrize("verb", DEADLINES)
def test_engines_and_fake_have_every_verb_as_it_is_written(verb):
    written = parameters(getattr(EngineProtocol, verb))
    for engine in (Engine, LightEngine, FakeEngine):
        own = getattr(engine, verb)
        assert own is not getattr(EngineProtocol, verb)
        assert parameters(own) == written


@pytest.mark.parametrize("verb", sorted(set(DEADLINES) - {"status", *ALSO_READ_BY_THE_STAND_IN}))
def test_the_client_hands_every_verb_on_with_its_deadline(verb, monkeypatch):
    calls = []

    class Client(EngineClient):
        def __init__(self) -> None:
            """Without a process."""

        def _call(self, *call):
            calls.append(call)
            return "answer"

    assert getattr(Client(), verb)(1, seed=2) == "answer"
    assert calls == [(verb, (1,), {"seed": 2}, DEADLINES[verb])]
