"""The languages there are, and which one texts are in.

A page speaks its visitor's language. Everything else, such as the command line, follows the
environment, as gettext does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar

SOURCE = "en"
"""The language of the sentences in the code."""

NAMES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "pl": "Polski",
    "pt": "Português",
    "tr": "Türkçe",
    "ja": "日本語",
    "zh": "中文",
}
"""What each language calls itself, by its ISO 639-1 code."""

LONGEST_HEADER = 1000
"""Characters of an ``Accept-Language`` header that are read."""

_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def _nobody() -> str | None:
    return None


_visitor: Callable[[], str | None] = _nobody


def current() -> str:
    """Return the code of the language in use."""
    language = _chosen.get()
    if language is None:
        language = _visitor()
        if language is None:
            return of_environment(os.environ)
        # Looked up once for each thread, since a page has many texts.
        _chosen.set(language)
    return language


def use(language: str | None) -> None:
    """Translate for this thread or task from now on.

    Args:
        language: a code of ``NAMES``; None for whatever is right without this call.
    """
    _chosen.set(language)


def ask(visitor: Callable[[], str | None]) -> None:
    """Let a function choose the language in threads that have not set one.

    Args:
        visitor: returns the language of whose page a thread is drawing; None if it draws none.
    """
    global _visitor
    _visitor = visitor


def best(wanted: Iterable[str]) -> str | None:
    """Return the first of the wanted languages that there is, or None.

    Args:
        wanted: best first, as browsers ("pt-BR") and operating systems ("pt_BR.UTF-8") write them.
    """
    for tag in wanted:
        code = tag.strip().lower().replace("_", "-").partition("-")[0].partition(".")[0]
        if code in NAMES:
            return code
    return None


def accepted(header: str) -> list[str]:
    """Return the languages of an ``Accept-Language`` header (RFC 9110), best first."""
    found = []
    for part in header[:LONGEST_HEADER].split(","):
        tag, _, weight = part.partition(";")
        found.append((-_weight(weight), tag.strip()))
    # Sorting is stable: of languages with the same weight, the first one wins.
    return [tag for weight, tag in sorted(found, key=lambda each: each[0]) if weight and tag]


def of_environment(environment: Mapping[str, str]) -> str:
    """Return the language that an operating system's environment asks for."""
    for name in _VARIABLES:
        if value := environment.get(name):
            return best(value.split(":")) or SOURCE
    return SOURCE


def _weight(parameter: str) -> float:
    name, _, text = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if name.strip().lower() == "q" and 0 <= weight <= 1 else 0.0
