"""Figures and dates as each language writes them.

The symbols are those of CLDR 48, which browsers have, too; a test compares them with Babel's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from digitnet.texts import language


@dataclass(frozen=True)
class _Form:
    """How a language writes figures.

    Attributes:
        decimal: what stands before the decimals.
        group: what stands between thousands.
        least: how many digits there are at least before the first ``group``.
        percent: a share, ``{}`` being its number.
        moment: a date and a time, for ``strftime``, and after that for ``format``.
    """

    decimal: str = ","
    group: str = "."
    least: int = 1
    percent: str = "{}%"
    moment: str = "%d/%m/%Y, %H:%M"


_SPACED = "{}\N{NO-BREAK SPACE}%"

_FORMS = {
    "en": _Form(".", ",", moment="{0.day} %b %Y, %H:%M"),
    "de": _Form(percent=_SPACED, moment="%d.%m.%Y, %H:%M"),
    "es": _Form(least=2, percent=_SPACED),
    "fr": _Form(group="\N{NARROW NO-BREAK SPACE}", percent=_SPACED),
    "it": _Form(least=2),
    "pl": _Form(group="\N{NO-BREAK SPACE}", least=2, moment="{0.day}.%m.%Y, %H:%M"),
    "pt": _Form(),
    "tr": _Form(percent="%{}", moment="{0.day}.%m.%Y %H:%M"),
    "ja": _Form(".", ",", moment="%Y/%m/%d %H:%M"),
    "zh": _Form(".", ",", moment="%Y/%m/%d %H:%M"),
}

_FIGURE = re.compile(r"([+-]?)([\d,]+)(?:\.(\d+))?(e[+-]\d+)?(%?)")


def formatted(value: object, spec: str) -> str:
    """Return ``format(value, spec)`` as the language in use writes it.

    Args:
        value: a number.
        spec: Python's format specification; what it pads stays as Python writes it.
    """
    text = format(value, spec)
    code = language.current()
    found = None if code == language.SOURCE else _FIGURE.fullmatch(text)
    return text if found is None else _written(found, _FORMS[code])


def signed(value: float, spec: str) -> str:
    """Return a number as ``formatted`` does, with a sign that is as wide as a digit."""
    return formatted(value, f"+{spec}").replace("-", "\N{MINUS SIGN}")


def moment(time: datetime) -> str:
    """Return a date and a time as the language in use writes them."""
    return time.strftime(_FORMS[language.current()].moment).format(time)


def _written(figure: re.Match[str], form: _Form) -> str:
    sign, whole, decimals, exponent, percent = figure.groups()
    first, *groups = whole.split(",")
    # "1,234" has only one digit before the first comma.
    whole = (form.group if len(first) >= form.least or len(groups) > 1 else "").join(
        [first, *groups]
    )
    number = f"{whole}{form.decimal}{decimals}" if decimals else whole
    number += exponent or ""
    return sign + (form.percent.format(number) if percent else number)
