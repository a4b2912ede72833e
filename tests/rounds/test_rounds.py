"""The rounds, played by a clock that the test turns."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitnet.drawing.drawing import Drawing
from digitnet.labels import NON_DIGIT
from digitnet.rounds import draw_round, fool_round, round
from digitnet.rounds.contest import TAP_SECONDS, Contest, Hard
from digitnet.rounds.draw_round import EACH, DrawRound
from digitnet.rounds.fool_round import CANDIDATES, FoolRound
from digitnet.rounds.round import LATE_SECONDS, READY_SECONDS, RESULT_SECONDS, Round, RoundError
from digitnet.rounds.step import Answer, Drawn
from digitnet.texts import round_page

BEND = Drawing.from_strokes([[(90, 90), (300, 90), (180, 330)]], 20)
BEGIN = READY_SECONDS


def drawn(digit: int | None, share: float = 0.9) -> Drawn:
    return Drawn(BEND, digit, share)


def hard(digit: int = 4, network: int = 9) -> Hard:
    return Hard(np.full((28, 28), digit, np.uint8), digit, network)


def kinds(played: Round) -> list[str]:
    return [step.kind for step in played.steps]


def refused(played: Round, answer: Answer, now: float) -> object:
    with pytest.raises(RoundError) as refusal:
        played.answer(answer, now)
    return refusal.value.message


def test_a_round_ends_by_its_clock_without_anybody():
    for played in (DrawRound([7], 0), DrawRound(range(10), 0), FoolRound(0), Contest([hard()], 0)):
        length = sum(step.seconds for step in played.steps)
        assert played.advance(length - RESULT_SECONDS + 0.1)
        assert played.shown()["is"] == "result"
        assert not played.is_played
        assert played.advance(length)
        assert played.is_over
        assert not played.advance(length + 1e6)
        assert refused(played, Answer(1, "a", digit=1), length) in (
            round_page.NO_ANSWER,
            round_page.TOO_LATE,
        )


def test_what_is_left_of_a_step_does_not_drift():
    played = DrawRound(range(10), 100.0)
    played.advance(100 + READY_SECONDS + 6 * 3 + 2.5)
    assert (played.index, played.shown()["place"]) == (4, 3)
    assert played.left(100 + READY_SECONDS + 6 * 3 + 2.5) == pytest.approx(3.5)


def test_drawings_are_counted_as_asked_and_as_read():
    played = DrawRound([7, 1], 0)
    for player, digit in (("a", 7), ("b", 1), ("c", None)):
        played.answer(Answer(1, player, "x", drawn=drawn(digit)), BEGIN)
    # What arrives twice counts once, as it was sent last.
    played.answer(Answer(1, "b", "x", drawn=drawn(7)), BEGIN)
    assert played.counts() == {"players": 3, "drawn": 3, "read": 2}
    played.answer(Answer(2, "a", "y", drawn=drawn(7, 0.6)), BEGIN + 31)
    # A phone was without network.
    played.answer(Answer(1, "d", "z", drawn=drawn(7)), BEGIN + 61)
    played.finish(BEGIN + 62)
    result = played.shown()
    assert (result["is"], result["drawn"], result["read"], result["digits"]) == (
        "result", 5, 3, [1, 7],
    )  # fmt: skip
    assert [(row, column) for row, counts in enumerate(result["matrix"])
            for column, count in enumerate(counts) for _ in range(count)] == [
        (1, 7), (7, 7), (7, 7), (7, 7), (7, NON_DIGIT),
    ]  # fmt: skip
    # What was taken for no digit is not shown to anybody.
    assert [(one["meant"], one["network"]) for one in result["misread"]] == [(1, 7)]
    # Nor does a training learn it before somebody has looked.
    assert [one.digit for one in played.labelled()] == [7, 7, None, 1, 7]
    assert refused(played, Answer(1, "a", "late", drawn=drawn(7)), BEGIN + 63) is (
        round_page.TOO_LATE
    )


def test_one_player_cannot_fill_a_round(monkeypatch):
    played = DrawRound([7], 0)
    for number in range(EACH):
        played.answer(Answer(1, "a", str(number), drawn=drawn(7)), BEGIN)
    more = Answer(1, "a", "more", drawn=drawn(7))
    assert refused(played, more, BEGIN) is round_page.TOO_MANY_ANSWERS
    # What is there may still grow.
    played.answer(Answer(1, "a", "3", drawn=drawn(1)), BEGIN)
    monkeypatch.setattr(draw_round, "DRAWINGS", EACH)
    other = Answer(1, "b", "1", drawn=drawn(7))
    assert refused(played, other, BEGIN) is round_page.TOO_MANY_ANSWERS
    monkeypatch.setattr(round, "PLAYERS", 1)
    assert refused(played, other, BEGIN) is round_page.TOO_MANY_PLAYERS


def test_the_room_votes_on_what_fools_the_network():
    played = FoolRound(0)
    for player, meant, digit, share in (
        ("a", 7, 1, 0.6), ("b", 4, 9, 0.9), ("c", 3, 3, 0.9), ("d", 5, None, 0.9),
    ):  # fmt: skip
        played.answer(Answer(1, player, digit=meant, drawn=drawn(digit, share)), BEGIN)
    # The last one of a player counts.
    played.answer(Answer(1, "c", digit=8, drawn=drawn(8)), BEGIN)
    assert played.counts() == {"drawn": 4, "fooled": 2}
    now = BEGIN + fool_round.DRAW_SECONDS + round.GATHER_SECONDS
    played.advance(now)
    assert kinds(played)[3:] == ["vote", "look", "vote", "look", "result"]
    first = played.shown()
    assert first["of"] == 2
    # It does not say yet what it is.
    assert not {"meant", "network", "votes"} & first.keys()
    for player, vote in (("a", 4), ("b", 4), ("c", 9), ("x", 4), ("y", NON_DIGIT)):
        played.answer(Answer(3, player, digit=vote), now)
    played.answer(Answer(3, "c", digit=4), now)
    # Not that of its author, and of each player one.
    assert played.counts() == {"votes": 4}
    played.advance(now + fool_round.VOTE_SECONDS)
    look = played.shown()
    assert (look["meant"], look["network"], look["votes"][4], look["votes"][NON_DIGIT]) == (
        4, 9, 3, 1,
    )  # fmt: skip
    now += fool_round.VOTE_SECONDS + fool_round.LOOK_SECONDS
    played.answer(Answer(5, "b", digit=7), now)
    played.finish(now + 1)
    result = played.shown()
    # All agree on the second.
    assert [one["meant"] for one in result["best"]] == [7, 4]
    assert [(one["votes"][4], one["votes"][7]) for one in result["best"]] == [(0, 1), (3, 0)]


def test_a_rude_drawing_is_taken_out_at_once():
    played = FoolRound(0)
    for player in "abc":
        played.answer(Answer(1, player, digit=7, drawn=drawn(1)), BEGIN)
    with pytest.raises(RoundError):
        played.skip(BEGIN + 1)
    now = BEGIN + fool_round.DRAW_SECONDS + round.GATHER_SECONDS
    played.skip(now)
    assert (played.index, played.step.kind, played.step.place) == (5, "vote", 1)
    played.advance(now + fool_round.VOTE_SECONDS)
    played.skip(now + fool_round.VOTE_SECONDS)
    assert (played.step.kind, played.step.place) == ("vote", 2)
    played.skip(now + fool_round.VOTE_SECONDS)
    assert played.shown()["best"] == []


def test_only_so_many_drawings_are_voted_on():
    played = FoolRound(0)
    for player in range(2 * CANDIDATES):
        played.answer(Answer(1, str(player), digit=7, drawn=drawn(1, player / 100)), BEGIN)
    played.advance(BEGIN + fool_round.DRAW_SECONDS + round.GATHER_SECONDS)
    assert kinds(played).count("vote") == CANDIDATES


def test_the_room_against_the_network():
    played = Contest([hard(4, 9), hard(7, 7), hard(2, NON_DIGIT)], 0)
    for place, taps in enumerate(((4, 4, 9), (1, 7, 1), (2, 3, 2))):
        now = BEGIN + place * TAP_SECONDS
        for player, digit in zip("abc", taps, strict=True):
            played.answer(Answer(1 + place, player, digit=digit), now)
        if place == 1:
            assert played.shown()["before"] == {"digit": 4, "network": 9}
            assert played.counts() == {"players": 3, "taps": 3, "done": 1, "room": 1, "network": 0}
            # Another thought counts, a late one does not.
            played.answer(Answer(1, "c", digit=4), now + LATE_SECONDS - 0.01)
            late = Answer(1, "a", digit=9)
            assert refused(played, late, now + LATE_SECONDS + 0.01) is round_page.TOO_LATE
    played.finish(BEGIN + 5)
    result = played.shown()
    assert result["scores"] == {"done": 3, "room": 2, "network": 1}
    assert [one["room"] for one in result["images"]] == [4, 1, 2]
    assert result["matrix"][4][4] == 3


@pytest.mark.parametrize(
    "answer",
    [
        Answer(0, "a", digit=7),
        Answer(1, "a", "x"),
        Answer(1, "a", digit=7),
        Answer(2, "a", "x", drawn=drawn(7)),
        Answer(-1, "a", "x", drawn=drawn(7)),
        Answer(99, "a", "x", drawn=drawn(7)),
    ],
)
def test_what_is_no_answer_is_refused(answer):
    for played in (DrawRound([7, 8], 0), FoolRound(0)):
        assert refused(played, answer, BEGIN) is round_page.NO_ANSWER
        assert played.players == set()


@pytest.mark.parametrize("digit", [None, -1, 11, 7.0, "7", True])
def test_what_is_no_digit_is_refused(digit):
    assert refused(Contest([hard()], 0), Answer(1, "a", digit=digit), BEGIN) is round_page.NO_ANSWER
    meant = Answer(1, "a", digit=NON_DIGIT, drawn=drawn(7))
    assert refused(FoolRound(0), meant, BEGIN) is round_page.NO_ANSWER


MOVES = st.one_of(
    st.tuples(st.just("wait"), st.floats(0, 100)),
    st.tuples(st.just("finish"), st.none()),
    st.tuples(st.just("skip"), st.none()),
    st.tuples(
        st.just("answer"),
        st.builds(
            Answer,
            st.integers(-1, 30),
            st.sampled_from("abcd"),
            st.sampled_from("xy"),
            st.none() | st.integers(-1, 11),
            st.none() | st.builds(drawn, st.none() | st.integers(0, 9), st.floats(0, 1)),
        ),
    ),
)


@given(
    st.sampled_from(
        [
            lambda: DrawRound([3, 1, 4], 0),
            lambda: FoolRound(0),
            lambda: Contest([hard(4, 9), hard(7, 7)], 0),
        ]
    ),
    st.lists(MOVES, max_size=40),
)
def test_whatever_comes_in_whatever_order_the_round_goes_forward_and_ends(make, moves):
    played, now = make(), 0.0
    for move, value in moves:
        before = played.index
        if move == "wait":
            now += value
            played.advance(now)
        elif move == "finish":
            played.finish(now)
        else:
            try:
                if move == "answer":
                    played.answer(value, now)
                elif isinstance(played, FoolRound):
                    played.skip(now)
            except RoundError as error:
                assert str(error)
        assert played.index >= before
        assert played.left(now) >= 0
        json.dumps([played.shown(), played.counts()], allow_nan=False)
        result = played.result()
        if isinstance(played, FoolRound):
            assert len(result["best"]) <= result["fooled"] <= result["drawn"] <= 4
            continue
        said = sum(map(sum, result["matrix"]))
        if isinstance(played, DrawRound):
            assert said == result["drawn"] == len(played.labelled())
        else:
            assert said <= 2 * len(played.players)
    played.advance(now + 1000)
    assert played.is_over
