"""Checks that a model's card has plausible values: types, ranges and finite numbers.

A card is a text file that anybody may edit. Its values are checked when it is read, so that pages
can format them without checks.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import typing
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from digitnet.labels import DIGIT_COUNT
from digitnet.store.errors import CardError
from digitnet.texts import errors

if TYPE_CHECKING:
    from digitnet.store.card import ModelCard

MAX_NUMBER = 10**15
"""The largest number in a card, be it weights, seconds or a seed."""

MAX_SECONDS = 10**9
"""Thirty years."""

MAX_TEXT = 200
MAX_ENTRIES = 1000
"""The most evaluations or libraries."""

YEARS = range(2000, 3000)
"""Times in these years can be shown in any time zone; those at the ends of the calendar cannot."""

_SHARES = (
    "test_accuracy",
    "validation_accuracy",
    "synthetic_accuracy",
    "refused",
    "accepted",
)

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def strict_json(text: str) -> Any:
    """Parse JSON whose numbers are all finite and within ``MAX_NUMBER``.

    Raises:
        ValueError: if it is not JSON, or a number is out of range.
        RecursionError: if it is nested too deeply.
    """
    return json.loads(text, parse_constant=float_within, parse_float=float_within, parse_int=_whole)


def float_within(text: str) -> float:
    """Parse a number that is finite and within ``MAX_NUMBER``.

    Raises:
        ValueError: if it is not one.
    """
    value = float(text)
    # The comparison is False for NaN as well.
    if not abs(value) <= MAX_NUMBER:
        raise ValueError("a number out of range")
    return value


def check_card(card: ModelCard) -> None:
    """Check that all values of a card are possible.

    Raises:
        CardError: if one is not.
    """
    report = card.report
    _check(isinstance(card.version, str) and bool(_VERSION.fullmatch(card.version)), "version")
    _check(isinstance(card.sha256, str) and bool(_SHA256.fullmatch(card.sha256)), "sha256")
    _check(_is_date(card.created), "created")
    for part in (report, report.recipe, report.calibration):
        _check_numbers(part)
    report.calibration.check()
    _check(report.seed >= 0, "seed")
    _check(report.parameters > 0, "parameters")
    _check(0 <= report.seconds <= MAX_SECONDS, "seconds")
    for name in _SHARES:
        _check(_is_share(getattr(report, name)), name)
    for name in ("drawings", "left_out"):
        _check(getattr(report, name) >= 0, name)
    for name in ("left_out_accuracy", "left_out_before"):
        _check(getattr(report, name) is None or _is_share(getattr(report, name)), name)
    _check(len(report.digit_accuracy) in (0, DIGIT_COUNT), "digit_accuracy")
    _check(all(map(_is_share, report.digit_accuracy)), "digit_accuracy")
    _check(_is_text(report.device), "device")
    _check(_is_text(report.recipe.name), "recipe.name")
    _check(_are_libraries(report.libraries), "libraries")
    _check(len(card.evaluations) <= MAX_ENTRIES, "evaluations")
    _check(all(map(_is_evaluation, card.evaluations)), "evaluations")


def _check_numbers(part: Any) -> None:
    """Check that the numeric fields of a dataclass hold numbers, which booleans are not."""
    kinds = typing.get_type_hints(type(part))
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if kinds[field.name] is int:
            _check(_is_whole(value), field.name)
        elif kinds[field.name] is float:
            _check(_is_number(value), field.name)


def _check(holds: bool, entry: str) -> None:
    if not holds:
        raise CardError(errors.CARD_VALUE, entry=entry)


def _whole(text: str) -> int:
    float_within(text)
    return int(text)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER


def _is_number(value: object) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _is_text(value: object) -> bool:
    """Whether this is a line that a page can show; lone surrogates are not printable."""
    return isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable()


def _is_date(value: object) -> bool:
    # Python accepts any character between date and time, even a lone surrogate.
    if not (isinstance(value, str) and _is_text(value)):
        return False
    try:
        return datetime.fromisoformat(value).year in YEARS
    except ValueError:
        return False


def _are_libraries(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and len(value) <= MAX_ENTRIES
        and all(_is_text(name) and _is_text(version) for name, version in value.items())
    )


def _is_evaluation(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and _is_text(value.get("source"))
        and _is_share(value.get("accuracy"))
        and _is_whole(value.get("count", 0))
    )
