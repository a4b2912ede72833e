"""What happens in rounds as JSON takes it, for the journal that servers share."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from digitnet.drawing.drawing import Drawing
from digitnet.rounds.contest import Contest, Hard
from digitnet.rounds.draw_round import DrawRound
from digitnet.rounds.fool_round import FoolRound
from digitnet.rounds.round import Round, RoundError
from digitnet.rounds.step import Answer, Drawn
from digitnet.texts import round_page

Record = dict[str, Any]

SIDE = 28


def draw_round(digits: Sequence[int]) -> Record:
    """A *Draw a digit* of these digits, 0..9, is begun."""
    return {"kind": DrawRound.kind, "digits": list(digits)}


def fool_round() -> Record:
    """A *Fool it* is begun."""
    return {"kind": FoolRound.kind}


def contest(images: Sequence[Hard]) -> Record:
    """A *You or the network* of these images is begun."""
    return {
        "kind": Contest.kind,
        "images": [
            [base64.b64encode(one.image.tobytes()).decode(), one.digit, one.network]
            for one in images
        ],
    }


def begun(record: Record, id: str, now: float) -> Round:
    """Return the round that one of the above begins.

    Args:
        record: of one of the above.
        id: tells the round from others.
        now: the time.

    Raises:
        RoundError: if there is no such round.
    """
    kind = record.get("kind")
    made: Round
    if kind == DrawRound.kind:
        made = DrawRound(record["digits"], now)
    elif kind == FoolRound.kind:
        made = FoolRound(now)
    elif kind == Contest.kind:
        made = Contest([_hard(*one) for one in record["images"]], now)
    else:
        raise RoundError(round_page.NO_SUCH_ROUND)
    made.id = id
    return made


def answered(answer: Answer) -> Record:
    """A player answers."""
    record: Record = {
        "step": answer.step,
        "player": answer.player,
        "name": answer.name,
        "digit": answer.digit,
    }
    if drawn := answer.drawn:
        record["drawn"] = {
            "strokes": [stroke.tolist() for stroke in drawn.drawing.strokes],
            "pen_width": drawn.drawing.pen_width,
            "digit": drawn.digit,
            "share": drawn.share,
        }
    return record


def answer_of(record: Record) -> Answer:
    """Return the answer that ``answered`` has recorded."""
    drawn = record.get("drawn")
    return Answer(
        record["step"],
        record["player"],
        record["name"],
        record["digit"],
        drawn and Drawn(Drawing.from_json(drawn), drawn["digit"], drawn["share"]),
    )


def _hard(image: str, digit: int, network: int) -> Hard:
    pixels = np.frombuffer(base64.b64decode(image), np.uint8).reshape(SIDE, SIDE)
    return Hard(pixels, digit, network)
