"""The words of rounds for JavaScript: each visitor's page fills in digits and counts itself."""

from __future__ import annotations

import contextvars
import json
from functools import cache
from string import Formatter

from digitnet.texts import language, round_page
from digitnet.texts.message import Message

_MESSAGES = {
    **{f"name_{kind}": message for kind, message in round_page.NAMES.items()},
    **{f"meaning_{kind}": message for kind, message in round_page.MEANINGS.items()},
    "start": round_page.START,
    "stop": round_page.STOP,
    "skip": round_page.SKIP,
    "close": round_page.CLOSE,
    "back": round_page.BACK,
    "which": round_page.WHICH,
    "all_digits": round_page.ALL_DIGITS,
    "preparing": round_page.PREPARING,
    "ready": round_page.READY,
    "ready_wall": round_page.READY_WALL,
    "play": round_page.PLAY,
    "not_now": round_page.NOT_NOW,
    "kept_draw": round_page.KEPT,
    "kept_fool": round_page.SHOWN,
    "draw_this": round_page.DRAW_THIS,
    "clear_for_more": round_page.CLEAR_FOR_MORE,
    "read": round_page.READ,
    "read_as": round_page.READ_AS,
    "not_a_digit": round_page.NOT_A_DIGIT,
    "fool_meant": round_page.FOOL_MEANT,
    "fool_draw": round_page.FOOL_DRAW,
    "fooled": round_page.FOOLED,
    "not_fooled": round_page.NOT_FOOLED,
    "gather": round_page.GATHER,
    "which_digit": round_page.WHICH_DIGIT,
    "no_digit": round_page.NO_DIGIT,
    "meant": round_page.MEANT,
    "room": round_page.ROOM,
    "network": round_page.NETWORK,
    "you": round_page.YOU,
    "players": round_page.PLAYERS,
    "drawn": round_page.DRAWN,
    "were_read": round_page.WERE_READ,
    "were_fooling": round_page.WERE_FOOLING,
    "votes": round_page.VOTES,
    "offline": round_page.OFFLINE,
    "nobody": round_page.NOBODY,
    "were_read_of": round_page.WERE_READ_OF,
    "were_fooling_of": round_page.WERE_FOOLING_OF,
    "score": round_page.SCORE,
    "yours_read": round_page.YOURS_READ,
    "you_read": round_page.YOU_READ,
    "you_win": round_page.YOU_WIN,
    "room_wins": round_page.ROOM_WINS,
    "network_wins": round_page.NETWORK_WINS,
    "level": round_page.DRAWS_LEVEL,
    "best": round_page.BEST,
    "not_agreed": round_page.NOT_AGREED,
    "none_fooled": round_page.NONE_FOOLED,
    "misread": round_page.MISREAD,
    "matrix": round_page.MATRIX,
    "see_wall": round_page.SEE_WALL,
}


def of_wall() -> dict[str, str]:
    """The sentences in the language in use, with their placeholders as they are."""
    return {key: _open(message) for key, message in _MESSAGES.items()}


@cache
def of_phones() -> str:
    """The same in every language that there is, as JSON."""
    texts = {code: contextvars.copy_context().run(_of, code) for code in language.NAMES}
    return json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")


def _of(code: str) -> dict[str, str]:
    language.use(code)
    return of_wall()


def _open(message: Message) -> str:
    names = {name for _, name, _, _ in Formatter().parse(message.id) if name}
    return message(**{name: f"{{{name}}}" for name in names})
