"""Texts for users, in English and, if there is a translation, in their language."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from numbers import Real
from string import Formatter

from digitnet import paths
from digitnet.texts import language, numbers

DOMAIN = "digitnet"


@dataclass(frozen=True)
class Message:
    """One entry of the catalogue.

    Attributes:
        id: the sentence in English, with named placeholders as ``str.format`` takes them.
        plural: the English sentence for every number ``n`` but one, or None if none is counted.
    """

    id: str
    plural: str | None = None

    def __call__(self, **parameters: object) -> str:
        """Return the sentence in the language in use.

        Args:
            parameters: a value for every placeholder; ``n``, an int, chooses the plural form.
        """
        code = language.current()
        translation = _translation(code)
        if self.plural is None:
            text = translation.gettext(self.id)
        else:
            count = parameters["n"]
            if not isinstance(count, int):
                raise TypeError("A plural form is chosen by a whole number.")
            text = translation.ngettext(self.id, self.plural, count)
        if code == language.SOURCE:
            return text.format(**parameters)
        return _FORMATTER.vformat(text, (), parameters)

    def __str__(self) -> str:
        return self()


@dataclass(frozen=True)
class Note:
    """A message with the values of its placeholders; ``str(note)`` is the finished text.

    The text is made when it is shown, so a note from another process or thread appears in the
    language in use there. A value may itself be a note.

    Attributes:
        message: the entry of the catalogue.
        parameters: a value for every placeholder.
    """

    message: Message
    parameters: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message(**self.parameters)


class _Formatter(Formatter):
    """``str.format``, with figures as the language in use writes them."""

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec and isinstance(value, Real):
            return numbers.formatted(value, format_spec)
        return format(value, format_spec)


_FORMATTER = _Formatter()


@cache
def _translation(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, paths.LOCALE, languages=[code], fallback=True)
