"""What happens in rounds, written down and read again."""

from __future__ import annotations

import json

import numpy as np
import pytest

from digitnet.drawing.drawing import Drawing
from digitnet.rounds import records
from digitnet.rounds.contest import Hard
from digitnet.rounds.round import RoundError
from digitnet.rounds.step import Answer, Drawn

BEND = Drawing.from_strokes([[(90, 90), (300.5, 90), (180, 330)], [(1, 2)]], 20)


def again(record: records.Record) -> records.Record:
    written: records.Record = json.loads(json.dumps(record))
    return written


@pytest.mark.parametrize("pen_width", [20.0, None])
def test_an_answer_comes_back_as_it_was(pen_width):
    drawn = Drawn(Drawing.from_strokes(BEND.strokes, pen_width), None, 0.25)
    found = records.answer_of(again(records.answered(Answer(3, "a", "b", 7, drawn))))
    assert (found.step, found.player, found.name, found.digit) == (3, "a", "b", 7)
    assert found.drawn is not None
    assert (found.drawn.digit, found.drawn.share) == (None, 0.25)
    assert found.drawn.drawing.pen_width == pen_width
    for one, other in zip(found.drawn.drawing.strokes, BEND.strokes, strict=True):
        assert np.array_equal(one, other)
    tap = records.answer_of(again(records.answered(Answer(1, "a", digit=4))))
    assert (tap.digit, tap.drawn) == (4, None)


def test_a_round_begins_alike_wherever_it_is_read():
    images = [Hard(np.arange(784, dtype=np.uint8).reshape(28, 28), 4, 9)]
    for record in (records.draw_round([3, 7]), records.fool_round(), records.contest(images)):
        one, other = (records.begun(again(record), "a1", 100.0) for _ in range(2))
        for played in (one, other):
            played.advance(111.0)
        assert one.shown() == other.shown()
        assert one.id == "a1"
        assert one.shown()["is"] != "ready"


def test_what_is_no_round_is_refused():
    with pytest.raises(RoundError):
        records.begun({"kind": "chess"}, "a1", 0.0)
