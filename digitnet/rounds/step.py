"""The steps of a round, and what players send."""

from __future__ import annotations

from dataclasses import dataclass

from digitnet.drawing.drawing import Drawing

READY = "ready"
"""The round is announced; people decide whether to play."""

DRAW = "draw"
"""Players draw."""

GATHER = "gather"
"""Time is up, and what is under way may arrive."""

VOTE = "vote"
"""The room says what a drawing is."""

LOOK = "look"
"""What the room said of it is shown."""

TAP = "tap"
"""The room says what an image is."""

RESULT = "result"
"""The round has ended, and its result is shown."""


@dataclass(frozen=True)
class Step:
    """A part of a round.

    Attributes:
        kind: one of the above.
        seconds: how long it lasts.
        place: of the digit that is asked for, the drawing or the image that is shown, from 0.
    """

    kind: str
    seconds: float
    place: int = 0


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawing of a player, and what the network read.

    Attributes:
        drawing: with ink.
        digit: what it was read as; None for no digit.
        share: of the bar of that, 0..1.
    """

    drawing: Drawing
    digit: int | None
    share: float


@dataclass(frozen=True, eq=False)
class Answer:
    """What a player sends. Whatever comes twice counts once, as it was sent last.

    Attributes:
        step: the number of the step that it answers, from 0.
        player: a name that tells players apart.
        name: the player's own for this answer.
        digit: 0..9, or ``NON_DIGIT``: what they take something for or, in *Fool it*, mean to draw;
            None where nothing is to be said.
        drawn: a drawing, where one is asked for.
    """

    step: int
    player: str
    name: str = ""
    digit: int | None = None
    drawn: Drawn | None = None
