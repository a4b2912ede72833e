"""Texts for users, in English and, if there is a translation, in their language."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

from digitnet import paths

DOMAIN = "digitnet"
SOURCE_LANGUAGE = "en"


_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


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
        translation = _translation(_language.get())
        if self.plural is None:
            text = translation.gettext(self.id)
        else:
            count = parameters["n"]
            if not isinstance(count, int):
                raise TypeError("A plural form is chosen by a whole number.")
            text = translation.ngettext(self.id, self.plural, count)
        return text.format(**parameters)

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


def use_language(language: str) -> None:
    """Translate for this thread or task from now on, as far as there are translations.

    Args:
        language: ISO 639-1, also with a region ("pt-BR").
    """
    _language.set(language)


@lru_cache(maxsize=64)
def _translation(language: str) -> gettext.NullTranslations:
    region = language.replace("-", "_")
    names = [region, region.partition("_")[0]]
    return gettext.translation(DOMAIN, paths.LOCALE, languages=names, fallback=True)
